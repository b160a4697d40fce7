from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.factories import make_webinar
from tests.mail.reading import parsed, text_of, words_of
from tests.support.changes import make_seated
from tests.support.planning import HOUR, occurrences, webinar_with
from tests.support.settings import environment_for
from webinars.models.audit import AuditEntry
from webinars.models.occurrence import OccurrenceState
from webinars.models.schedule import Schedule
from webinars.models.webinar import WebinarState
from webinars.services.zone_changes import follow_zones

WRITE = """
import os
from datetime import datetime, UTC
from sqlalchemy import select
from webinars.app import create_app
from webinars.database.engine import session
from webinars.mail.compose import compose
from webinars.models.message import Message
from webinars.settings import Settings
own = {k: v for k, v in os.environ.items() if k.startswith("WEBINARS_")}
app = create_app(Settings.from_environment(own))
with app.app_context():
    (message,) = session().scalars(select(Message).where(Message.kind == "moved"))
    print(compose(message, session(), datetime(2027, 1, 11, 9, tzinfo=UTC)).body.decode())
"""

SCRIPT = """
import os
from datetime import datetime, UTC
from webinars.app import create_app
from webinars.services.zone_changes import follow_zones
from webinars.settings import Settings
own = {k: v for k, v in os.environ.items() if k.startswith("WEBINARS_")}
app = create_app(Settings.from_environment(own))
with app.app_context():
    print(*follow_zones(datetime(2027, 1, 11, 9, tzinfo=UTC)))
"""


@pytest.fixture
def trees(tmp_path: Path) -> dict[str, Path]:
    """Two trees of zone data: the usual one, and one in which Berlin keeps the time of London."""
    usual, other = tmp_path / "usual", tmp_path / "other"
    source = Path(str(files("tzdata") / "zoneinfo"))
    for tree in (usual, other):
        shutil.copytree(source, tree, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copyfile(other / "Europe" / "London", other / "Europe" / "Berlin")
    return {"usual": usual, "other": other}


def run(script: str, database_url: str, tree: Path) -> str:
    """Run a process with this zone data; return what it says."""
    process = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **environment_for(database_url, 25), "PYTHONTZPATH": str(tree)},
        capture_output=True,
        text=True,
        check=True,
    )
    return process.stdout


def follow(database_url: str, tree: Path) -> list[str]:
    """Let a process with this zone data look after the webinars."""
    return run(SCRIPT, database_url, tree).split()


def test_new_zone_data_moves_a_webinar_and_plans_its_reminders_anew(session, database_url, trees):
    webinar = webinar_with(session, {"key": "hour", **HOUR}, {"key": "day", "at_time": "09:00"})
    elsewhere = make_webinar(session, time_zone="Europe/Brussels")
    before, planned = webinar.starts_at, [each.due_at for each in occurrences(session)]
    session.rollback()

    assert follow(database_url, trees["usual"]) == []
    assert follow(database_url, trees["other"]) == [webinar.key]
    assert follow(database_url, trees["other"]) == []

    session.expire_all()
    assert (webinar.starts_at - before).total_seconds() == 3600
    assert (webinar.ends_at - webinar.starts_at).total_seconds() == 75 * 60
    assert (webinar.schedule_version, elsewhere.schedule_version) == (2, 1)
    found = occurrences(session)
    old = [each.state for each in found if each.version == 1]
    new = [each for each in found if each.version == 2]
    assert old == [OccurrenceState.DROPPED] * 2
    assert [each.state for each in new] == [OccurrenceState.PLANNED] * 2
    shifted = [(each.due_at - due).total_seconds() for each, due in zip(new, planned, strict=True)]
    assert shifted == [3600, 3600]
    kept = session.scalars(
        select(Schedule.starts_at)
        .where(Schedule.webinar_id == webinar.id)
        .order_by(Schedule.version)
    )
    assert [*kept] == [before, webinar.starts_at]
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.action, entry.actor) == ("webinar.moved", "worker")
    assert entry.details == {"cause": "zone-data", "minutes": 60}


def test_webinars_that_are_over_or_cancelled_stay_as_they_are(session, now):
    for overrides in ({"state": WebinarState.CANCELLED}, {}):
        webinar = make_webinar(session, **overrides)
        webinar.starts_at = webinar.starts_at.replace(year=2027 if overrides else 2026)
    session.commit()

    assert follow_zones(now) == []


@pytest.mark.parametrize(
    ("language", "clocks"), [("en", "The clocks have changed"), ("de", "Uhren")]
)
def test_who_registered_is_told_that_the_clocks_changed_and_not_the_time_there(
    session, database_url, trees, language, clocks
):
    webinar = make_webinar(session)
    make_seated(session, webinar, language=language)
    session.rollback()

    assert follow(database_url, trees["other"]) == [webinar.key]
    mail = parsed(run(WRITE, database_url, trees["other"]).encode())

    text = text_of(mail)
    assert clocks in words_of(mail)
    assert "14:00" in mail["Subject"]
    announced = [line for line in text.splitlines() if "14:00" in line and "UTC)" in line]
    before, after = (line for line in text.splitlines() if line.endswith(" UTC"))
    assert len(announced) == 1
    assert "13:00" in before
    assert "14:00" in after
