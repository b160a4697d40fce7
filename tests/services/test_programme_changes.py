from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.factories import make_registration, make_webinar
from tests.support.changes import make_seated, messages_of, queued_kinds
from tests.support.programme import EXAMPLE, FULL, changed, refusals, the
from webinars.models.host import Host, Region
from webinars.models.message import MessageKind
from webinars.models.registration import RegistrationState
from webinars.models.reminder import Anchor, Audience
from webinars.models.series import Series, Topic
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.programme import load_programme
from webinars.steps.programme_rows import Tally

START = "{date: 2027-02-04, at: '14:00'}"


@pytest.fixture
def load(session, now):
    def run(text: str, at: datetime = now) -> Tally:
        return load_programme(text.encode(), now=at)

    return run


def test_a_new_series_without_reminders_gets_the_ladder(session, load):
    load(EXAMPLE)

    rules = the(session, Series, "wind-week").reminders
    ladder = [
        (each.key, each.anchor, each.offset_days, each.at_time, each.offset_minutes, each.active)
        for each in rules
    ]
    steps = [
        ("week", Anchor.START, -7, None, None, True),
        ("day", Anchor.START, -1, "09:00", None, True),
        ("hour", Anchor.START, None, None, -60, True),
    ]
    assert ladder == [*steps, *((f"speakers-{name}", *when) for name, *when in steps)]
    assert [each.audience for each in rules] == [Audience.CONFIRMED] * 3 + [Audience.SPEAKERS] * 3


def test_the_reminders_of_a_series_are_those_of_the_file(session, load):
    load(EXAMPLE)
    text = changed(
        "  titles: {en: A week",
        "  reminders: [{key: hour, minutes_before: 30}]\n  titles: {en: A week",
    )

    assert load(text).changed == 1

    (reminder,) = the(session, Series, "wind-week").reminders
    assert (reminder.key, reminder.offset_minutes) == ("hour", -30)
    assert load(EXAMPLE).changed == 0


def test_what_the_file_no_longer_names_stays(session, load):
    load(FULL)
    part = EXAMPLE[: EXAMPLE.index("  agenda:")]
    load(changed("  topics: [wind]\n", "", part))

    webinar = the(session, Webinar, "blades")
    assert webinar.state == WebinarState.CANCELLED
    assert [speaker.name for speaker in webinar.speakers] == ["Kim Beispiel", "Alex Muster"]
    assert webinar.closes_at is not None
    assert [item.minutes for item in webinar.agenda] == [10, 50]
    assert [topic.key for topic in webinar.series.topics] == ["wind"]
    assert the(session, Host, "muster-cluster").postal_address.startswith("Musterweg")


def test_empty_lists_and_null_empty_what_is_stored(session, load):
    load(FULL)
    load(
        changed(
            "mailbox:",
            "postal_address: ~\n  mailbox:",
            changed("capacity: 50", "capacity: 50\n  speakers: []\n  closes: ~\n  topics: []"),
        )
    )

    webinar = the(session, Webinar, "blades")
    assert (webinar.speakers, webinar.topics, webinar.closes_at) == ([], [], None)
    assert the(session, Host, "muster-cluster").postal_address == ""


def test_a_change_of_text_raises_the_revision_only(session, load):
    load(EXAMPLE)

    tally = load(changed("Longer blades", "Much longer blades"))

    webinar = the(session, Webinar, "blades")
    assert tally == Tally(changed=1, unchanged=5)
    assert webinar.titles["en"] == "Much longer blades"
    assert (webinar.revision, webinar.schedule_version) == (2, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at: '14:00'", "at: '15:00'"),
        ("time_zone: Europe/Berlin\n  duration", "time_zone: Europe/London\n  duration"),
        ("capacity: 50", "capacity: 50\n  state: draft"),
    ],
)
def test_a_change_of_schedule_raises_the_schedule_version_only(session, load, old, new):
    load(EXAMPLE)

    assert load(changed(old, new)).changed == 1

    webinar = the(session, Webinar, "blades")
    assert (webinar.revision, webinar.schedule_version) == (1, 2)


def test_a_moved_webinar_has_its_instants_derived_again(session, load):
    load(EXAMPLE)
    load(changed(START, "{date: 2027-07-01, at: '09:30'}"))

    webinar = the(session, Webinar, "blades")
    assert webinar.starts_at == datetime(2027, 7, 1, 7, 30, tzinfo=UTC)
    assert webinar.ends_at == datetime(2027, 7, 1, 8, 30, tzinfo=UTC)


def test_a_cancelled_webinar_knows_since_when(session, load, now):
    load(EXAMPLE)
    load(changed("capacity: 50", "capacity: 50\n  state: cancelled"), now + timedelta(hours=1))
    assert the(session, Webinar, "blades").cancelled_at == now + timedelta(hours=1)

    load(changed("capacity: 50", "capacity: 50\n  state: published"))
    assert the(session, Webinar, "blades").cancelled_at is None


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("date: 2027-02-04", "date: 2027-01-04", "webinars[0].start"),
        ("capacity: 50", "capacity: 50\n  state: draft", "webinars[0].state"),
        ("capacity: 50", "capacity: 1", "webinars[0].capacity"),
    ],
)
def test_what_people_registered_for_is_not_taken_from_them(session, load, old, new, path):
    load(EXAMPLE)
    webinar = the(session, Webinar, "blades")
    make_registration(session, webinar=webinar)
    make_registration(session, webinar=webinar)
    without_agenda = EXAMPLE[: EXAMPLE.index("  agenda:")]

    found = refusals(load, changed(old, new, without_agenda))

    assert [each[0] for each in found] == [path]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at: '14:00'", "at: '15:00'"),
        ("time_zone: Europe/Berlin\n  duration", "time_zone: Europe/London\n  duration"),
        ("duration_minutes: 60", "duration_minutes: 75"),
    ],
)
def test_a_file_that_moves_a_webinar_tells_everybody_once(session, load, now, old, new):
    load(EXAMPLE)
    webinar = the(session, Webinar, "blades")
    registration = make_seated(session, webinar)
    without_agenda = EXAMPLE[: EXAMPLE.index("  agenda:")]

    load(changed(old, new, without_agenda))
    load(changed(old, new, without_agenda))

    assert queued_kinds(session, registration) == [(MessageKind.MOVED, 2)]
    (message,) = messages_of(session, registration, kind=MessageKind.MOVED)
    assert message.due_at == now + timedelta(seconds=120)


def test_a_file_that_cancels_a_webinar_tells_everybody_at_once(session, load, now):
    load(EXAMPLE)
    registration = make_seated(session, the(session, Webinar, "blades"))

    load(changed("capacity: 50", "capacity: 50\n  state: cancelled"))

    assert queued_kinds(session, registration) == [(MessageKind.CANCELLED, 2)]
    assert the(session, Webinar, "blades").cancelled_at == now
    again = refusals(load, changed("capacity: 50", "capacity: 50\n  state: published"))
    assert [path for path, _sentence in again] == ["webinars[0].state"]


def test_a_webinar_that_everybody_left_may_be_moved(session, load):
    load(EXAMPLE)
    webinar = the(session, Webinar, "blades")
    make_registration(session, webinar=webinar, state=RegistrationState.CANCELLED)

    assert load(changed("at: '14:00'", "at: '15:00'")).changed == 1


def test_a_file_may_be_a_part_that_builds_on_what_is_stored(session, load):
    load(EXAMPLE)
    part = "format: 1\n" + EXAMPLE[EXAMPLE.index("webinars:") :].replace("blades", "towers")

    assert load(part) == Tally(created=1)
    assert {webinar.key for webinar in session.scalars(select(Webinar))} == {"blades", "towers"}


def test_a_series_keeps_the_hosts_of_its_stored_webinars(session, load):
    webinar = make_webinar(session)
    part = (
        f"format: 1\nseries:\n- key: {webinar.series.key}\n  hosts: [tweed]\n"
        "  titles: {en: A, de: B, fr: C}\n  teasers: {en: A}\n  descriptions: {en: A}\n"
    )

    sentence = f"The webinar ‘{webinar.key}’ of this series has the host ‘energy-saxony’."
    assert refusals(load, part) == [("series[0]", sentence)]


def test_new_topics_come_last_and_the_file_decides_about_the_order_of_what_it_names(session, load):
    def topics(*keys):
        lines = [f"- {{key: {key}, icon: battery, names: {{en: A, de: B, fr: C}}}}" for key in keys]
        return "\n".join(["format: 1", "topics:", *lines])

    def order():
        session.expire_all()
        return list(session.scalars(select(Topic.key).order_by(Topic.position)))

    load(topics("a", "b", "c"))
    load(topics("d"))
    assert order() == ["a", "b", "c", "d"]
    load(topics("c", "a"))
    assert order() == ["c", "b", "a", "d"]
    load(topics("c", "x", "b", "a", "d"))
    assert order() == ["c", "x", "b", "a", "d"]
    assert load(topics("c", "x", "b", "a", "d")).changed == 0


def test_a_region_keeps_its_country_when_the_file_does_not_name_it(session, load):
    load(changed("fr: Nord}}", "fr: Nord}, country: DK}"))
    load(EXAMPLE)
    assert the(session, Region, "north").country == "DK"


def test_more_seats_go_to_those_who_wait_first(session, load):
    load(changed("capacity: 50", "capacity: 1"))
    webinar = the(session, Webinar, "blades")
    make_registration(session, webinar=webinar)
    waiting = [make_registration(session, webinar=webinar, state="waiting") for _ in range(3)]

    load(changed("capacity: 50", "capacity: 3"))

    session.expire_all()
    states = [row.state for row in waiting]
    assert states == ["confirmed", "confirmed", "waiting"]
    assert the(session, Webinar, "blades").seats_taken == 3


def test_the_hosts_agree_anew_to_a_draft_with_another_date(session, load):
    draft = changed("capacity: 50", "capacity: 50\n  state: draft")
    load(draft)
    load(changed(START, "{date: 2027-02-04, at: '15:00'}", draft))

    row = session.scalars(select(Webinar)).one()
    assert (row.state, row.revision, row.schedule_version) == (WebinarState.DRAFT, 2, 2)
