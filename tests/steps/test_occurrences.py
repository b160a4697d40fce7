from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_reminder, make_series, make_webinar
from tests.support.times import starting_in
from webinars.database.engine import transaction
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.reminder import Anchor, Audience
from webinars.models.webinar import WebinarState
from webinars.steps.occurrences import Cause, plan_webinar
from webinars.steps.schedules import keep_schedule
from webinars.zones import to_utc

PLANNED, QUEUED = OccurrenceState.PLANNED, OccurrenceState.QUEUED
MISSED, DROPPED = OccurrenceState.MISSED, OccurrenceState.DROPPED
HOUR = {"offset_days": None, "at_time": None, "offset_minutes": -60}


@pytest.fixture
def webinar(session):
    """Start in ten days, with the usual three reminders."""
    series = make_series(session)
    make_reminder(session, key="week", position=0, series=series, offset_days=-7, at_time=None)
    make_reminder(session, key="day", position=1, series=series, at_time="09:00")
    make_reminder(session, key="hour", position=2, series=series, **HOUR)
    return make_webinar(session, series=series, **starting_in(days=10))


def plan(webinar, now=NOW):
    with transaction() as session:
        plan_webinar(session, session.merge(webinar), now=now)


def move(session, webinar, now=NOW, **delta):
    webinar.local_start += timedelta(**delta)
    webinar.starts_at = to_utc(webinar.local_start, webinar.time_zone, webinar.fold)
    webinar.ends_at = webinar.starts_at + timedelta(minutes=webinar.duration_minutes)
    webinar.schedule_version += 1
    keep_schedule(session, webinar, now=now)
    session.commit()


def rows(session):
    session.rollback()
    statement = select(Occurrence).order_by(Occurrence.version, Occurrence.due_at)
    return list(session.scalars(statement.execution_options(populate_existing=True)))


def states(session):
    return [(row.version, row.reminder.key, row.state) for row in rows(session) if row.reminder]


def queue_all(session):
    for row in rows(session):
        row.state = QUEUED
    session.commit()


def test_the_rules_of_the_series_are_planned_for_its_webinar(session, webinar):
    plan(webinar)

    found = rows(session)
    assert states(session) == [(1, "week", PLANNED), (1, "day", PLANNED), (1, "hour", PLANNED)]
    assert found[0].due_at == webinar.starts_at - timedelta(days=7)
    assert found[0].useful_until == found[1].due_at
    assert found[2].due_at == webinar.starts_at - timedelta(hours=1)
    assert found[2].useful_until == webinar.starts_at


def test_planning_again_changes_nothing(session, webinar):
    plan(webinar)
    before = [(row.id, row.due_at, row.state) for row in rows(session)]

    plan(webinar)

    assert [(row.id, row.due_at, row.state) for row in rows(session)] == before


def test_time_alone_changes_no_plan(session, webinar):
    plan(webinar)

    plan(webinar, webinar.starts_at + timedelta(hours=1))

    assert {state for *_, state in states(session)} == {PLANNED}


def test_a_rule_of_the_webinar_takes_the_place_of_its_series(session, webinar):
    plan(webinar)
    own = make_reminder(session, key="hour", webinar=webinar, **HOUR | {"offset_minutes": -30})

    plan(webinar)

    last = rows(session)[-1]
    assert (last.reminder_id, last.state) == (own.id, PLANNED)
    assert last.due_at == webinar.starts_at - timedelta(minutes=30)
    dropped = [row for row in rows(session) if row.state == DROPPED]
    assert [row.reason for row in dropped] == [Cause.SWITCHED_OFF]


def test_a_reminder_that_is_switched_off_is_dropped_and_comes_back_when_switched_on(
    session, webinar
):
    own = make_reminder(session, key="hour", webinar=webinar, active=False, **HOUR)
    plan(webinar)
    assert [key for _, key, state in states(session) if state == PLANNED] == ["week", "day"]

    own.active = True
    session.commit()
    plan(webinar)

    assert [key for _, key, state in states(session) if state == PLANNED] == ["week", "day", "hour"]


def test_the_occurrence_of_a_deleted_rule_is_dropped(session, webinar):
    plan(webinar)
    session.delete(webinar.series.reminders[2])
    session.commit()

    plan(webinar)

    assert [row.state for row in rows(session)] == [PLANNED, PLANNED, DROPPED]


def test_a_changed_rule_moves_what_is_planned_and_leaves_what_is_queued(session, webinar):
    plan(webinar)
    first, *_ = rows(session)
    first.state = QUEUED
    for rule in webinar.series.reminders:
        rule.useful_minutes = 5
    session.commit()

    plan(webinar)

    lasting = [row.useful_until - row.due_at for row in rows(session)]
    assert lasting == [first.useful_until - first.due_at, *[timedelta(minutes=5)] * 2]


@pytest.mark.parametrize("state", [WebinarState.DRAFT, WebinarState.CANCELLED])
def test_a_webinar_that_is_not_published_has_nothing_planned(session, webinar, state):
    plan(webinar)
    webinar.state = state
    session.commit()

    plan(webinar)

    assert {row.state for row in rows(session)} == {DROPPED}


def test_a_webinar_that_is_published_late_misses_what_is_not_useful_any_more(session, webinar):
    plan(webinar, webinar.starts_at - timedelta(hours=3))

    assert states(session) == [(1, "week", MISSED), (1, "day", MISSED), (1, "hour", PLANNED)]
    assert rows(session)[0].reason == Cause.TOO_LATE


def test_a_reminder_that_is_past_but_still_useful_is_planned(session, webinar):
    plan(webinar, webinar.starts_at - timedelta(days=3))

    assert states(session)[0] == (1, "week", PLANNED)


def test_a_move_plans_anew_even_what_was_sent(session, webinar):
    plan(webinar)
    queue_all(session)
    move(session, webinar, days=5)

    plan(webinar)

    planned = [(key, state) for version, key, state in states(session) if version == 2]
    assert planned == [("week", PLANNED), ("day", PLANNED), ("hour", PLANNED)]
    assert [row.state for row in rows(session)][:3] == [QUEUED] * 3


def test_a_move_misses_what_lies_in_the_past_at_the_new_time_and_drops_the_old(session, webinar):
    plan(webinar)
    move(session, webinar, days=-6)

    plan(webinar)

    assert [(row.state, row.reason) for row in rows(session)[:3]] == [(DROPPED, Cause.MOVED)] * 3
    assert states(session)[3:] == [(2, "week", MISSED), (2, "day", PLANNED), (2, "hour", PLANNED)]


def test_a_moved_webinar_keeps_its_reminders_while_the_worker_is_away(session, webinar):
    move(session, webinar, now=NOW, days=1)

    plan(webinar, webinar.starts_at - timedelta(days=6))

    assert states(session)[0] == (2, "week", PLANNED)


def test_a_rule_made_anew_does_not_repeat_what_was_sent(session, webinar):
    late = webinar.starts_at - timedelta(days=6)
    plan(webinar)
    rows(session)[0].state = QUEUED
    session.commit()
    session.delete(webinar.series.reminders[0])
    session.commit()
    session.refresh(webinar.series)
    make_reminder(session, key="week", series=webinar.series, offset_days=-7, at_time=None)

    plan(webinar, late)

    week = [state for _, key, state in states(session) if key == "week"]
    assert week == [MISSED]


@pytest.mark.parametrize(
    ("audience", "anchor", "planned"),
    [
        (Audience.WAITING, Anchor.START, True),
        (Audience.ATTENDED, Anchor.START, False),
        (Audience.ATTENDED, Anchor.END, True),
        (Audience.ABSENT, Anchor.END, True),
        (Audience.LEFT_EARLY, Anchor.END, False),
        (Audience.NETWORK, Anchor.START, False),
        (Audience.SPEAKERS, Anchor.START, True),
        (Audience.SPEAKERS, Anchor.END, False),
        (Audience.CONFIRMED, Anchor.RECORDING, False),
    ],
)
def test_rules_whose_people_or_moment_nobody_knows_rest(session, audience, anchor, planned):
    webinar = make_webinar(session, **starting_in(days=10))
    make_reminder(
        session,
        webinar=webinar,
        audience=audience,
        anchor=anchor,
        **HOUR | {"offset_minutes": 30 if anchor == Anchor.END else -30},
    )

    plan(webinar)

    assert bool(rows(session)) is planned
