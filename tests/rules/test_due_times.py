from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webinars.rules.due_times import due_time, window_of
from webinars.zones import exists, occurs_twice, to_local, to_utc, zone_names

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(sorted(zone_names()))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))


@dataclass(frozen=True)
class Rule:
    anchor: str = "start"
    offset_minutes: int | None = None
    offset_days: int | None = None
    at_time: str | None = None
    audience: str = "confirmed"
    useful_minutes: int | None = None


@dataclass(frozen=True)
class Dated:
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    recording_due_at: datetime | None = None
    recording_until: date | None = None


WEEK, DAY, HOUR = (
    Rule(offset_days=-7),
    Rule(offset_days=-1, at_time="09:00"),
    Rule(offset_minutes=-60),
)
LADDER = [WEEK, DAY, HOUR]


def webinar(local: datetime, zone: str = BERLIN, fold: int = 0, minutes: int = 75) -> Dated:
    start = to_utc(local, zone, fold)
    return Dated(start, start + timedelta(minutes=minutes), zone)


def wall(instant: datetime | None, zone: str = BERLIN) -> datetime:
    assert instant is not None
    return to_local(instant, zone).replace(tzinfo=None, fold=0)


USUAL = webinar(datetime(2027, 2, 3, 14, 0))


@given(
    DAYS, TIMES, ZONES, st.integers(-60 * 24 * 30, 60 * 24 * 30), st.sampled_from(["start", "end"])
)
def test_minutes_are_elapsed_time_in_every_zone(day, at, zone, minutes, anchor):
    dated = webinar(datetime.combine(day, at), zone)
    moment = dated.starts_at if anchor == "start" else dated.ends_at
    assert due_time(Rule(anchor=anchor, offset_minutes=minutes), dated) == moment + timedelta(
        minutes=minutes
    )


@given(DAYS, TIMES, ZONES, st.integers(-30, 30), TIMES)
def test_a_time_of_day_is_what_the_clocks_show_or_the_next_minute_they_show(
    day, start, zone, days, at
):
    dated = webinar(datetime.combine(day, start), zone)
    due = due_time(Rule(offset_days=days, at_time=f"{at:%H:%M}"), dated)
    local_day = to_local(dated.starts_at, zone).date()
    wanted = datetime.combine(local_day + timedelta(days=days), at)
    shown = wall(due, zone)

    assert shown >= wanted
    if exists(wanted, zone):
        assert shown == wanted
        assert due == to_utc(wanted, zone, fold=0)
    else:
        assert not exists(shown - timedelta(minutes=1), zone)


@given(DAYS, TIMES, ZONES, st.integers(-30, 30))
def test_days_without_a_time_keep_the_time_of_the_start(day, at, zone, days):
    local = datetime.combine(day, at)
    wanted = local + timedelta(days=days)
    assume(exists(local, zone) and exists(wanted, zone))
    assert wall(due_time(Rule(offset_days=days), webinar(local, zone)), zone) == wanted


@pytest.mark.parametrize(
    "day", [date(2027, 3, 28), date(2027, 3, 29), date(2027, 10, 31), date(2027, 11, 1)]
)
@pytest.mark.parametrize("zone", [BERLIN, "Europe/Brussels"])
def test_the_day_before_at_nine_is_nine_across_both_changes_of_the_clocks(day, zone):
    due = due_time(DAY, webinar(datetime.combine(day, time(14, 0)), zone))
    assert wall(due, zone) == datetime.combine(day - timedelta(days=1), time(9, 0))


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_an_hour_before_is_an_hour_even_when_the_clocks_change_in_between(day):
    dated = webinar(datetime.combine(day, time(3, 15)))
    assert due_time(HOUR, dated) == dated.starts_at - timedelta(hours=1)


def test_a_reminder_in_the_gap_of_spring_comes_at_the_next_minute():
    dated = webinar(datetime(2027, 3, 29, 14, 0))
    rule = Rule(offset_days=-1, at_time="02:30")
    assert wall(due_time(rule, dated)) == datetime(2027, 3, 28, 3, 0)


def test_of_two_equal_times_in_autumn_the_first_is_taken():
    dated = webinar(datetime(2027, 11, 1, 14, 0))
    due = due_time(Rule(offset_days=-1, at_time="02:30"), dated)
    assert due == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_the_moment_of_a_start_that_occurs_twice_is_the_one_that_was_chosen():
    local = datetime(2027, 10, 31, 2, 30)
    assert occurs_twice(local, BERLIN)
    dated = webinar(local, fold=1)
    assert due_time(Rule(offset_days=0), dated) == dated.starts_at


def test_days_after_the_end_count_from_the_day_on_which_it_ends():
    dated = webinar(datetime(2027, 2, 3, 23, 30))
    due = due_time(Rule(anchor="end", offset_days=1, at_time="10:00"), dated)
    assert wall(due) == datetime(2027, 2, 5, 10, 0)


def test_an_event_without_a_moment_is_never_due():
    rule = Rule(anchor="recording", offset_minutes=0)
    assert due_time(rule, USUAL) is None
    assert window_of(rule, USUAL, [rule]) is None


def test_a_recording_is_told_when_it_has_settled_but_never_before_the_end_of_the_webinar():
    rule = Rule(anchor="recording", offset_minutes=0)
    early = replace(USUAL, recording_due_at=USUAL.ends_at - timedelta(minutes=5))
    later = replace(USUAL, recording_due_at=USUAL.ends_at + timedelta(days=40))
    assert due_time(rule, early) == USUAL.ends_at
    assert due_time(rule, later) == later.recording_due_at


def test_a_recording_is_news_for_seven_days_and_not_after_its_last_one():
    rule = Rule(anchor="recording", offset_minutes=0)
    entered = replace(USUAL, recording_due_at=USUAL.ends_at)
    ending = replace(entered, recording_until=date(2027, 2, 5))
    lasting = replace(entered, recording_until=date(2027, 6, 30))

    def until(dated, each=rule):
        return window_of(each, dated, LADDER).useful_until

    assert until(entered) == until(lasting) == USUAL.ends_at + timedelta(days=7)
    assert wall(until(ending)) == datetime(2027, 2, 5, 23, 59, 59)
    hour = replace(rule, useful_minutes=60)
    assert until(ending, hour) == USUAL.ends_at + timedelta(hours=1)


def until(rule: Rule, dated: Dated = USUAL, others: list[Rule] = LADDER) -> datetime:
    window = window_of(rule, dated, others)
    assert window is not None
    return window.useful_until


def test_a_reminder_before_the_start_is_useful_until_the_next_of_its_people():
    waiting = Rule(offset_days=-3, audience="waiting")
    assert until(WEEK, others=[*LADDER, waiting]) == due_time(DAY, USUAL)


def test_the_last_reminder_before_the_start_is_useful_until_the_start():
    assert until(HOUR) == USUAL.starts_at
    assert until(WEEK, others=[WEEK]) == USUAL.starts_at


def test_a_mail_of_the_day_before_is_never_useful_on_the_day_itself():
    midnight = to_utc(datetime(2027, 2, 3), BERLIN)
    assert until(DAY) == midnight
    assert until(replace(DAY, useful_minutes=3 * 24 * 60)) == midnight
    assert until(Rule(offset_minutes=-24 * 60), others=[]) == midnight


def test_an_hour_before_a_start_just_after_midnight_is_no_mail_of_the_day_before():
    dated = webinar(datetime(2027, 2, 3, 0, 30))
    assert until(HOUR, dated) == dated.starts_at


def test_during_the_webinar_a_mail_is_useful_until_its_end_and_then_for_a_week():
    assert until(Rule(offset_minutes=0)) == USUAL.ends_at
    after = Rule(anchor="end", offset_minutes=30)
    assert until(after) == USUAL.ends_at + timedelta(days=7, minutes=30)


def test_a_rule_may_say_how_long_it_is_useful():
    rule = replace(HOUR, useful_minutes=10)
    assert until(rule) == USUAL.starts_at - timedelta(minutes=50)


@given(DAYS, TIMES, ZONES)
def test_no_reminder_of_the_ladder_is_useful_after_the_start_in_any_zone(day, at, zone):
    dated = webinar(datetime.combine(day, at), zone)
    windows = [window_of(rule, dated, LADDER) for rule in LADDER]
    ends = [each.useful_until for each in windows if each is not None]
    assert max(ends) <= dated.starts_at
    assert (
        to_local(ends[1] - timedelta(microseconds=1), zone).date()
        < to_local(dated.starts_at, zone).date()
    )


@pytest.mark.parametrize("machine", ["America/New_York", "Pacific/Kiritimati"])
def test_the_zone_of_the_machine_plays_no_part(machine):
    ours = "not (machine or wall_times_of)"
    process = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", ours, __file__],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "TZ": machine},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout
