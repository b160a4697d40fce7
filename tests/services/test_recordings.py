"""Hosts enter a recording; whoever waits for it is told once, after the settle time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts
from tests.support.organisers import make_organiser
from tests.support.planning import occurrences, outcome, plan, register, reminders
from tests.support.recordings import EARLIER, ENTERED, NOTHING, URL, WAITS, webinar_held
from tests.support.reminders import make_attendance
from tests.support.times import starting_in
from webinars.errors import NotFoundError, NotPossibleError, StaleRevisionError
from webinars.models.audit import AuditEntry
from webinars.models.message import Lane, Message, MessageState
from webinars.models.occurrence import OccurrenceState
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import WebinarState
from webinars.queries.reminders import is_told_of_recording
from webinars.rules.recordings import RecordingDetails, details_of
from webinars.services.recordings import publish_recording, remove_recording
from webinars.services.reminders import queue_due, repair_plans
from webinars.steps.occurrences import Cause

SETTLE = timedelta(minutes=2)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SETTLED = NOW + SETTLE
OTHER = RecordingDetails("https://video.example.org/watch?v=2")


@pytest.fixture
def organiser(session):
    return make_organiser(session, {make_hosts(session)[1]: Role.EDITOR})


@pytest.fixture
def webinar(session):
    return webinar_held(session)


@pytest.fixture
def publish(organiser, webinar):
    def enter(details=ENTERED, *, seen=NOTHING, now=NOW, row=webinar):
        publish_recording(organiser, row.key, details, seen=seen, now=now)

    return enter


@pytest.fixture
def remove(organiser, webinar):
    return lambda now=NOW: remove_recording(
        organiser, webinar.key, seen=details_of(webinar), now=now
    )


def people(session, webinar, count=2, **overrides):
    return [register(session, webinar, created_at=EARLIER, **overrides) for _ in range(count)]


def states(session):
    return [(row.state, row.reason) for row in occurrences(session)]


def test_nothing_is_planned_before_there_is_a_recording(session, webinar):
    people(session, webinar)
    assert occurrences(session) == []
    assert queue_due(NOW + DAY) == 0


def test_whoever_had_a_place_is_told_once_when_the_address_has_settled(session, webinar, publish):
    wanted = people(session, webinar)
    publish()

    (planned,) = occurrences(session)
    assert (planned.due_at, planned.useful_until) == (SETTLED, SETTLED + 7 * DAY)
    assert planned.tells_of_recording
    assert queue_due(SETTLED - SECOND) == 0
    assert [queue_due(SETTLED), queue_due(SETTLED)] == [2, 0]
    assert [each.recipient for each in reminders(session)] == wanted
    assert {each.lane for each in reminders(session)} == {Lane.FOLLOW_UP}

    repair_plans(SETTLED + DAY)
    assert queue_due(SETTLED + DAY) == 0


def test_a_corrected_address_makes_one_mail(session, webinar, publish):
    people(session, webinar, 1)
    publish()
    publish(OTHER, seen=ENTERED, now=NOW + SECOND)
    assert queue_due(SETTLED) == 1
    publish(ENTERED, seen=OTHER, now=SETTLED + SECOND)
    assert queue_due(SETTLED + DAY) == 0
    assert len(reminders(session)) == 1


def test_one_that_is_taken_away_before_is_told_to_nobody(session, webinar, publish, remove):
    people(session, webinar)
    publish(replace(ENTERED, until=(NOW + 30 * DAY).date()))
    remove(NOW + SECOND)

    session.rollback()
    assert (webinar.recording_url, webinar.recording_until) == ("", None)
    assert states(session) == [(OccurrenceState.DROPPED, Cause.NO_RECORDING)]
    assert queue_due(SETTLED) == 0


def test_one_that_is_entered_again_settles_again(session, webinar, publish, remove):
    people(session, webinar, 1)
    publish()
    remove(NOW + SECOND)
    later = NOW + DAY
    publish(now=later)
    assert queue_due(later) == 0
    assert queue_due(later + SETTLE) == 1


def test_nobody_is_told_twice_when_it_was_away_for_a_time(session, webinar, publish, remove):
    people(session, webinar)
    publish()
    assert queue_due(SETTLED) == 2
    remove(SETTLED + SECOND)
    publish(now=SETTLED + DAY)
    assert queue_due(SETTLED + 2 * DAY) == 0
    assert outcome(session) == [(MessageState.QUEUED, "")] * 2
    assert [state for state, _ in states(session)] == [OccurrenceState.QUEUED]
    # They settle again, too.
    moments = session.scalars(select(Message.due_at)).all()
    assert moments == [SETTLED + DAY + SETTLE] * 2


def test_one_that_is_entered_while_the_webinar_goes_on_is_told_after_its_end(session, organiser):
    live = webinar_held(session, **starting_in(minutes=-10))
    people(session, live, 1)
    publish_recording(organiser, live.key, ENTERED, seen=NOTHING, now=NOW)
    assert queue_due(live.ends_at - SECOND) == 0
    assert queue_due(live.ends_at) == 1


def test_after_seven_days_it_is_no_news_any_more(session, webinar, publish):
    people(session, webinar)
    publish()
    assert queue_due(SETTLED + 7 * DAY) == 0
    assert states(session) == [(OccurrenceState.MISSED, Cause.TOO_LATE)]


def test_an_outage_beyond_the_last_day_tells_nobody(session, webinar, publish):
    people(session, webinar)
    publish(replace(ENTERED, until=NOW.date()))
    assert queue_due(NOW + DAY) == 0
    assert states(session) == [(OccurrenceState.MISSED, Cause.TOO_LATE)]


def test_a_later_last_day_holds_for_what_is_still_to_be_told(session, webinar, publish):
    short = replace(ENTERED, until=NOW.date())
    publish(short)
    publish(ENTERED, seen=short, now=NOW + SECOND)
    (planned,) = occurrences(session)
    assert planned.useful_until == SETTLED + 7 * DAY
    assert planned.due_at == SETTLED


def test_it_is_told_to_those_whom_a_reminder_means(session, organiser):
    rules = [
        {**WAITS, "key": each.value, "audience": each}
        for each in (Audience.ATTENDED, Audience.ABSENT, Audience.WAITING, Audience.NETWORK)
    ]
    webinar = webinar_held(session, *rules)
    (there,), (away,) = people(session, webinar, 1), people(session, webinar, 1)
    (waiting,) = people(session, webinar, 1, state=RegistrationState.WAITING)
    first = session.scalars(select(Registration).order_by(Registration.id)).first()
    make_attendance(session, first)

    publish_recording(organiser, webinar.key, ENTERED, seen=NOTHING, now=NOW)
    assert queue_due(SETTLED) == 3

    told = {each.recipient: each.subject_id for each in reminders(session)}
    audiences = {row.id: row.audience for row in occurrences(session)}
    assert {person: audiences[number] for person, number in told.items()} == {
        there: Audience.ATTENDED,
        away: Audience.ABSENT,
        waiting: Audience.WAITING,
    }


def test_other_reminders_stay_as_they_are(session, organiser):
    after = {"key": "after", "offset_days": 1, "at_time": None, "anchor": "end"}
    webinar = webinar_held(session, WAITS, after)
    people(session, webinar, 1)
    due = webinar.ends_at + DAY
    publish_recording(organiser, webinar.key, ENTERED, seen=NOTHING, now=NOW)
    assert queue_due(SETTLED) == 1
    assert queue_due(due) == 1
    assert [row.tells_of_recording for row in occurrences(session)] == [True, False]


@pytest.mark.parametrize(
    "changed",
    [starting_in(minutes=5), {"state": WebinarState.DRAFT}, {"state": WebinarState.CANCELLED}],
)
def test_what_has_not_begun_or_is_not_online_has_no_recording(session, organiser, changed):
    row = webinar_held(session, **changed)
    with pytest.raises(NotPossibleError):
        publish_recording(organiser, row.key, ENTERED, seen=NOTHING, now=NOW)
    session.rollback()
    assert row.recording_url == ""


def test_only_editors_of_its_hosts_enter_and_take_away_a_recording(session, webinar, publish):
    publish()
    hosts = make_hosts(session)
    viewer = make_organiser(session, dict.fromkeys(hosts, Role.VIEWER))
    webinar.hosts = [hosts[1]]
    session.commit()
    other = make_organiser(session, {hosts[0]: Role.OWNER})
    for stranger in (viewer, other):
        with pytest.raises(NotFoundError):
            publish_recording(stranger, webinar.key, OTHER, seen=ENTERED, now=NOW)
        with pytest.raises(NotFoundError):
            remove_recording(stranger, webinar.key, seen=ENTERED, now=NOW)
    session.rollback()
    assert webinar.recording_url == URL


def test_nobody_undoes_what_they_have_not_seen(session, organiser, webinar, publish):
    publish()
    with pytest.raises(StaleRevisionError):
        publish(OTHER)
    with pytest.raises(StaleRevisionError):
        remove_recording(organiser, webinar.key, seen=OTHER, now=NOW)
    session.rollback()
    assert webinar.recording_url == URL


def test_the_log_says_what_was_and_what_is(session, publish, remove):
    until = NOW.date() + 30 * DAY
    publish()
    publish()
    publish(replace(OTHER, until=until), seen=ENTERED)
    remove()
    remove()

    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    values = [(entry.action, entry.details["values"]) for entry in entries]
    day = until.isoformat()
    assert values == [
        ("recording.published", {"recording_url": ["", URL]}),
        ("recording.changed", {"recording_url": [URL, OTHER.url], "recording_until": [None, day]}),
        ("recording.removed", {"recording_url": [OTHER.url, ""], "recording_until": [day, None]}),
    ]


def test_what_was_told_is_not_told_again_for_a_later_version_of_the_schedule(
    session, webinar, publish
):
    people(session, webinar, 1)
    publish()
    assert queue_due(SETTLED) == 1
    session.rollback()
    webinar.schedule_version += 1
    session.commit()
    plan(webinar, SETTLED + SECOND)
    versions = [(row.version, row.state) for row in occurrences(session)]
    assert versions == [(1, OccurrenceState.QUEUED), (2, OccurrenceState.MISSED)]


def test_only_whom_a_reminder_means_is_promised_one(session, webinar):
    people(session, webinar, 1)
    people(session, webinar, 1, state=RegistrationState.WAITING)
    seated, waiting = session.scalars(select(Registration).order_by(Registration.id)).all()
    assert is_told_of_recording(seated)
    assert not is_told_of_recording(waiting)


def test_nobody_is_promised_what_has_left_already(session, webinar, publish, remove):
    people(session, webinar, 1)
    (seated,) = session.scalars(select(Registration)).all()
    publish()
    assert is_told_of_recording(seated)
    queue_due(SETTLED)
    remove(SETTLED)

    assert not is_told_of_recording(seated)
