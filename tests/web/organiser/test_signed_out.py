"""Whoever sends a form of the desk while no longer signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_hosts
from tests.support.pages import form_fields, form_token, page, post, text_of
from tests.support.sign_in import ACCOUNT, EMAIL, PASSWORD, SIGN_IN, make_olga, sign_in_as
from webinars import clock

FORM = "/en/organiser/series/new"
BACK = f"{SIGN_IN}?next={FORM}"


@pytest.fixture(autouse=True)
def signed_in(client: FlaskClient, session: Session) -> None:
    make_olga(session, make_hosts(session)[0])
    sign_in_as(client)


def test_a_long_form_of_somebody_who_has_signed_out_leads_to_the_sign_in(
    client: FlaskClient,
) -> None:
    post(client, ACCOUNT, action="/en/organiser/sign-out")
    sent = client.post(FORM, data={"csrf_token": "of before"})
    assert (sent.status_code, sent.location) == (303, BACK)
    assert not page(client, BACK).select("[role=alert]")


def test_who_was_signed_out_while_writing_is_told_so_and_comes_back_to_the_form(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    token = form_token(page(client, FORM))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=2))
    sent = client.post(FORM, data={"csrf_token": token})
    assert (sent.status_code, sent.location) == (303, BACK)
    soup = page(client, BACK)
    assert "what you sent last was not saved" in text_of(soup, "[role=alert]")
    assert not page(client, BACK).select("[role=alert]")
    pair = {"email": EMAIL, "password": PASSWORD}
    again = client.post(BACK, data={**form_fields(soup), **pair})
    assert (again.status_code, again.location) == (303, FORM)
