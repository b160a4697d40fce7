from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from webinars.mail.calendar import Entry, Method, Party, calendar_object
from webinars.text import clean_line, clean_text

NOW = datetime(2027, 1, 11, 9, 0, 0, 123456, tzinfo=UTC)

ENTRY = Entry(
    uid="0a1b2c3d@example.org",
    sequence=3,
    starts_at=datetime(2027, 2, 3, 13, 0, tzinfo=UTC),
    ends_at=datetime(2027, 2, 3, 14, 15, tzinfo=UTC),
    time_zone="Europe/Berlin",
    language="fr",
    summary="Hydrogène\u202f: de la production aux matériaux (webinaire)",
    description="Rejoindre\u202f: https://webinars.example.org/fr/join/1.x\n\nA, b; c\\d\nFin",
    location="En ligne\u202f: https://webinars.example.org/fr/join/1.x",
    url="https://webinars.example.org/fr/join/1.x",
    categories=("Électrolyse", "Matériaux, métaux"),
    alarm="Dans 15 minutes\u202f: Hydrogène",
    organizer=Party(name="Energy Saxony · TWEED", address="webinars@example.org"),
    attendee=Party(name="Kim Beispiel", address="kim.beispiel@example.org"),
)

# What may come from a database: everything but surrogates, which no database stores.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def written(**changes):
    return calendar_object(replace(ENTRY, **changes), Method.REQUEST, now=NOW)


def event_of(data):
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    return event


def lines_of(data):
    assert data.endswith(b"\r\n")
    return data.removesuffix(b"\r\n").split(b"\r\n")


def test_the_object_asks_for_one_event():
    calendar = Calendar.from_ical(written())

    assert calendar["METHOD"] == "REQUEST"
    assert calendar["VERSION"] == "2.0"
    assert str(calendar["PRODID"]).startswith("-//webinars//webinars ")
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]
    assert event_of(written())["STATUS"] == "CONFIRMED"


def test_the_library_reads_back_what_was_written():
    event = event_of(written())

    assert event["UID"] == ENTRY.uid
    assert event["SEQUENCE"] == ENTRY.sequence
    assert event["SUMMARY"] == ENTRY.summary
    assert event["DESCRIPTION"] == ENTRY.description
    assert event["LOCATION"] == ENTRY.location
    assert event["URL"] == ENTRY.url
    assert event.categories == list(ENTRY.categories)
    assert event.decoded("DTSTART") == ENTRY.starts_at
    assert event.decoded("DTEND") == ENTRY.ends_at


def test_another_library_reads_back_what_was_written():
    event = vobject.readOne(written().decode()).vevent

    assert event.uid.value == ENTRY.uid
    assert event.sequence.value == "3"
    assert event.summary.value == ENTRY.summary
    assert event.description.value == ENTRY.description
    assert event.location.value == ENTRY.location
    assert event.url.value == ENTRY.url
    assert event.categories.value == list(ENTRY.categories)
    assert event.dtstart.value.astimezone(UTC) == ENTRY.starts_at
    assert event.dtend.value.astimezone(UTC) == ENTRY.ends_at
    assert event.attendee.value == "mailto:kim.beispiel@example.org"
    assert event.valarm.trigger.value == -timedelta(minutes=15)


def test_the_start_is_wall_time_in_a_zone_that_the_object_explains():
    data = written()
    zones = [zone["TZID"] for zone in Calendar.from_ical(data).walk("VTIMEZONE")]

    assert b"DTSTART;TZID=Europe/Berlin:20270203T140000" in lines_of(data)
    assert b"DTEND;TZID=Europe/Berlin:20270203T151500" in lines_of(data)
    assert zones == ["Europe/Berlin"]


def test_the_stamp_is_the_given_moment_in_utc():
    assert b"DTSTAMP:20270111T090000Z" in lines_of(written())


def test_texts_are_marked_with_their_language():
    event = event_of(written())

    for name in ("SUMMARY", "DESCRIPTION", "LOCATION"):
        assert event[name].params["LANGUAGE"] == "fr"


def test_there_is_one_organizer_and_the_recipient_is_the_only_attendee():
    event = event_of(written())
    attendee = event["ATTENDEE"]

    assert event["ORGANIZER"] == "mailto:webinars@example.org"
    assert event["ORGANIZER"].params["CN"] == "Energy Saxony · TWEED"
    assert attendee == "mailto:kim.beispiel@example.org"
    assert attendee.params["CN"] == "Kim Beispiel"
    assert attendee.params["PARTSTAT"] == "ACCEPTED"
    assert attendee.params["ROLE"] == "REQ-PARTICIPANT"
    assert attendee.params["RSVP"] == "FALSE"


def test_an_entry_without_topics_has_no_categories():
    assert "CATEGORIES" not in event_of(written(categories=()))


def test_a_person_without_a_name_is_called_by_the_address():
    event = event_of(written(attendee=Party(name=" ", address="kim@example.org")))

    assert event["ATTENDEE"].params["CN"] == "kim@example.org"


@given(summary=TEXT, description=TEXT, location=TEXT, alarm=TEXT, category=TEXT)
def test_any_text_comes_back_as_it_was(summary, description, location, alarm, category):
    data = written(
        summary=summary,
        description=description,
        location=location,
        alarm=alarm,
        categories=("first", category),
    )
    event = event_of(data)
    (reminder,) = event.walk("VALARM")

    assert event["SUMMARY"] == clean_line(summary)
    assert event["DESCRIPTION"] == clean_text(description)
    assert event["LOCATION"] == clean_line(location)
    assert reminder["DESCRIPTION"] == clean_line(alarm)
    assert event.categories == ["first", clean_line(category)]


@given(name=TEXT)
def test_any_name_stays_inside_its_parameter(name):
    attendee = Party(name=name, address="kim@example.org")
    event = event_of(written(attendee=attendee, organizer=attendee))

    for part in (event["ATTENDEE"], event["ORGANIZER"]):
        assert part == "mailto:kim@example.org"
        shown = clean_line(name).translate(str.maketrans('"^\\', "” /"))
        assert part.params["CN"] == (shown or "kim@example.org")


@given(summary=TEXT, description=TEXT, name=TEXT)
def test_no_text_adds_a_property_or_a_component(summary, description, name):
    data = written(
        summary=summary, description=description, attendee=Party(name=name, address="a@example.org")
    )
    calendar = Calendar.from_ical(data)

    assert set(event_of(data)) == set(event_of(written()))
    assert [part.name for part in calendar.walk()] == [
        part.name for part in Calendar.from_ical(written()).walk()
    ]


@given(summary=TEXT, description=TEXT, name=TEXT)
def test_no_line_is_longer_than_75_octets(summary, description, name):
    data = written(
        summary=summary, description=description, attendee=Party(name=name, address="a@example.org")
    )

    assert [line for line in lines_of(data) if len(line) > 75] == []
    assert all(line.decode() for line in lines_of(data))


@pytest.mark.parametrize("text", ["x\r\nATTENDEE:mailto:a@example.org", "x\nEND:VEVENT", "a;b:c,d"])
def test_line_breaks_in_a_title_start_no_line(text):
    assert event_of(written(summary=text))["SUMMARY"] == clean_line(text)
