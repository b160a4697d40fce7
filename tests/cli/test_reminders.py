from click.testing import CliRunner, Result

from tests.factories import NOW
from tests.support.planning import HOUR, register, webinar_with
from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.commands import build_command_line
from webinars.models.reminder import Anchor, Audience
from webinars.models.webinar import WebinarState
from webinars.services.reminders import queue_due
from webinars.worker import run_worker, work_once


def preview(database_url: str, *arguments: str) -> Result:
    webinars = build_command_line(create_app, run_worker, work_once)
    environment = {**environment_for(database_url, 25), "LC_ALL": "C"}
    return CliRunner().invoke(webinars, ("reminders", "preview", *arguments), env=environment)


def test_the_time_line_says_when_how_long_and_how_many_in_each_language(database_url, session):
    resting = {"key": "film", "anchor": Anchor.RECORDING, "offset_days": None, "at_time": None}
    webinar = webinar_with(
        session,
        {**resting, "offset_minutes": 0},
        {"key": "hour", **HOUR},
        {"key": "day", "at_time": "09:00"},
        {"key": "waiting", "at_time": "08:00", "audience": Audience.WAITING},
    )
    for language in ("de", "fr", "de"):
        register(session, webinar, language=language)

    result = preview(database_url, webinar.key)

    assert result.exit_code == 0, result.output
    blocks = result.output.strip().split("\n\n")
    assert blocks[0] == f"{webinar.key}: Thursday 21 January 2027, 10:00 (Europe/Berlin)"
    assert [block.split(",")[0] for block in blocks[1:]] == [
        "waiting: waiting",
        "day: confirmed",
        "hour: confirmed",
        "film: confirmed",
    ]
    assert blocks[2].splitlines() == [
        "day: confirmed, planned",
        "  due: Wednesday 20 January 2027, 09:00",
        "  useful until: Thursday 21 January 2027, 00:00",
        "  3 people: de 2, fr 1",
    ]
    assert blocks[4].splitlines() == ["film: confirmed, resting", "  0 people"]


def test_a_dry_run_names_who_gets_what_behind_masked_addresses(database_url, session):
    webinar = webinar_with(session)
    register(session, webinar, email="kim@example.org")

    masked = preview(database_url, webinar.key, "--people").output
    whole = preview(database_url, webinar.key, "--people", "--addresses").output

    assert "kim@example.org" not in masked
    assert "example.org  de  Europe/Berlin" in masked
    assert "    kim@example.org  de  Europe/Berlin" in whole


def test_afterwards_it_tells_for_whom_a_reminder_was_queued(database_url, session):
    webinar = webinar_with(session)
    register(session, webinar)
    queue_due(webinar.starts_at.replace(hour=8, minute=0))
    register(session, webinar, created_at=NOW)

    output = preview(database_url, webinar.key).output

    assert "hour: " not in output.splitlines()[0]
    assert "confirmed, queued" in output
    assert "  1 person: de 1" in output


def test_a_draft_is_planned_once_it_is_published(database_url, session):
    webinar = webinar_with(session, state=WebinarState.DRAFT)
    assert "confirmed, unpublished" in preview(database_url, webinar.key).output


def test_an_unknown_webinar_is_refused_with_a_sentence(database_url, session):
    result = preview(database_url, "nothing-like-it")
    assert result.exit_code == 2
    assert "There is no webinar ‘nothing-like-it’." in result.output
