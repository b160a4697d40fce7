"""New zone data arrives with an update, while a webinar and its reminder are ahead."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_webinar
from tests.faults.conftest import Figures, Workers
from tests.faults.crew import wait_until
from tests.faults.ledger import Books
from tests.faults.people import release, seat_people
from tests.faults.points import Plan
from tests.faults.sink import Judge
from tests.faults.test_clock import WrongClock, make_rules
from tests.support.smtp import parse
from webinars import clock
from webinars.models.audit import AuditEntry
from webinars.models.message import MessageKind, MessageState
from webinars.models.webinar import Webinar
from webinars.steps.occurrences import plan_webinar
from webinars.zones import to_local


@pytest.fixture
def new_zone_data(tmp_path: Path) -> Path:
    """Zone data in which Berlin keeps the time of London: all is an hour later in UTC."""
    tree = tmp_path / "zones"
    source = Path(str(files("tzdata") / "zoneinfo"))
    shutil.copytree(source, tree, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copyfile(tree / "Europe" / "London", tree / "Europe" / "Berlin")
    return tree


@pytest.mark.faults
def test_new_zone_data_keeps_the_wall_time_and_tells_everybody(
    app: Flask,
    session: Session,
    judge: Judge,
    workers: Workers,
    figures: Figures,
    new_zone_data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = WrongClock(tmp_path / "clock")
    soon = to_local(clock.now() + timedelta(days=2), "Europe/Berlin")
    start = soon.replace(tzinfo=None, microsecond=0)
    webinar = make_webinar(session, local_start=start, time_zone="Europe/Berlin")
    make_rules(session, webinar, {"offset_minutes": -60})
    seat_people(session, webinar, 3)
    plan_webinar(session, webinar, now=clock.now())
    session.commit()
    before, number = webinar.starts_at, webinar.id
    release()
    monkeypatch.setenv("PYTHONTZPATH", str(new_zone_data))

    with workers(Plan(clock=str(wrong.file))):
        wait_until(lambda: len(judge.taken) == 3)
        mails = [each.content for each in judge.taken]
        wrong.set_to(before - timedelta(minutes=55))
        wait_until(lambda: _is_quiet(wrong, before))
        assert len(judge.taken) == 3
        wrong.set_to(before + timedelta(minutes=1))
        wait_until(lambda: len(judge.taken) == 6)
    books = Books(app, judge)

    after = session.get_one(Webinar, number)
    told = session.scalars(select(AuditEntry.action)).all()
    figures(moved_by=(after.starts_at - before).total_seconds(), extra=books.extra)
    assert (after.local_start, after.starts_at) == (start, before + timedelta(hours=1))
    assert "webinar.moved" in told
    assert [_sequence(each) for each in mails] == [1, 1, 1]
    kinds = [each.kind for each in books.entries if each.state == MessageState.SENT]
    assert kinds.count(MessageKind.MOVED) == kinds.count(MessageKind.REMINDER) == 3
    assert books.extra == 0
    release()


def _is_quiet(wrong: WrongClock, before: datetime) -> bool:
    """Tell whether the moment of the old reminder is a while ago for the workers."""
    return wrong.now() > (before - timedelta(minutes=54, seconds=50)).astimezone(UTC)


def _sequence(mail: bytes) -> int:
    entries = [
        part.get_content()
        for part in parse(mail).walk()
        if part.get_content_type() == "text/calendar"
    ]
    found = re.search(r"SEQUENCE:(\d+)", entries[0])
    assert found is not None, entries
    return int(found[1])
