"""What calendars get, line by line: an invitation, its update, and the two ways it ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import vobject

from tests.mail.test_calendar import ENTRY, NOW
from webinars.mail.calendar import Method, calendar_object

FOLDER = Path(__file__).parent / "golden"

DAY = timedelta(days=1)
MOVED = replace(
    ENTRY,
    sequence=4,
    starts_at=ENTRY.starts_at + DAY,
    ends_at=ENTRY.ends_at + DAY,
    description=f"Nouvelle date\u202f: mercredi 3 février 2027\n\n{ENTRY.description}",
)
PAGE = "https://webinars.example.org/fr/webinars/hydrogene"
GONE = replace(MOVED, sequence=5, url=PAGE, location=f"En ligne\u202f: {PAGE}", description="Fin")

CASES = {
    "request": (ENTRY, Method.REQUEST),
    "update": (MOVED, Method.REQUEST),
    "cancel-one": (GONE, Method.CANCEL),
    "cancel-all": (
        replace(GONE, summary="Annulé\u202f: Hydrogène", called_off=True, comment="Motif\u202f: A"),
        Method.CANCEL,
    ),
}


def written(name):
    entry, method = CASES[name]
    lines = calendar_object(entry, method, now=NOW).decode().split("\r\n")
    return "\n".join("PRODID:*" if line.startswith("PRODID:") else line for line in lines)


def event_of(name):
    return vobject.readOne(written(name)).vevent


@pytest.mark.parametrize("name", CASES)
def test_a_calendar_gets_exactly_these_lines(name):
    assert written(name) == (FOLDER / f"{name}.ics").read_text()


@pytest.mark.parametrize("name", CASES)
def test_another_library_reads_each_of_them(name):
    entry, method = CASES[name]
    calendar = vobject.readOne(written(name))
    event = calendar.vevent

    assert calendar.method.value == method.value
    assert (event.uid.value, event.sequence.value) == (entry.uid, str(entry.sequence))
    assert event.dtstart.value.astimezone(UTC) == entry.starts_at
    assert event.organizer.value == "mailto:webinars@example.org"
    assert [each.value for each in event.attendee_list] == ["mailto:kim.beispiel@example.org"]
    assert event.dtstamp.value == datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def test_an_update_has_the_same_uid_and_a_higher_sequence():
    first, second = event_of("request"), event_of("update")

    assert first.uid.value == second.uid.value
    assert int(first.sequence.value) < int(second.sequence.value)
    assert (first.status.value, second.status.value) == ("CONFIRMED", "CONFIRMED")


def test_only_the_end_of_the_whole_webinar_has_a_status_and_no_end_has_an_alarm():
    one, everybody = event_of("cancel-one"), event_of("cancel-all")

    assert "status" not in one.contents
    assert everybody.status.value == "CANCELLED"
    assert everybody.comment.value == "Motif\u202f: A"
    for event in (one, everybody):
        assert "valarm" not in event.contents
