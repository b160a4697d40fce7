"""A mail server whose certificate is not to be believed, until its operator has mended that."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.delivery.certificates import make_certificate
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import wait_until
from tests.faults.ledger import is_told, settled
from tests.faults.people import make_due_reminder, release
from tests.faults.sink import Judge
from webinars.models.message import MessageState

COUNT = 30
TOLD_SECONDS = 300
TRIES = 4

CERTIFICATES = [
    pytest.param("DNS:other.example.org", False, "certificate is not valid for", id="foreign"),
    pytest.param("IP:127.0.0.1", True, "certificate has expired", id="expired"),
]


@pytest.mark.faults
@pytest.mark.parametrize(("names", "expired", "said"), CERTIFICATES)
def test_a_certificate_that_is_not_to_be_believed_stops_all_until_it_is_renewed(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    names: str,
    expired: bool,
    said: str,
) -> None:
    bad, good = tmp_path / "bad", tmp_path / "good"
    bad.mkdir()
    good.mkdir()
    context, first = make_certificate(bad, names, expired=expired)
    renewed, second = make_certificate(good, "IP:127.0.0.1")
    # Both are signed by somebody whom the workers trust.
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(first.read_bytes() + second.read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    judge.encrypt(context)
    make_due_reminder(session, COUNT)
    release()
    begun = time.monotonic()
    with workers(mail_encryption="starttls") as crew:
        wait_until(lambda: is_told(app))
        told = time.monotonic() - begun
        assert said in crew.log
        wait_until(lambda: judge.connections >= TRIES)
        assert judge.taken == []
        judge.encrypt(renewed)
        books = settled(app, judge)
        assert [each for each in crew.events if each.what == "died"] == []

    figures(told_seconds=round(told, 1), lost=len(books.lost), extra=books.extra)
    assert told <= TOLD_SECONDS
    assert books.states == {MessageState.SENT: COUNT}
    assert max(each.attempt for each in books.entries) == 1
    assert books.extra == 0
    assert not is_told(app)
