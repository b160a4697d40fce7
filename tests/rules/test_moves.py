from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from webinars.rules.moves import NewTime, as_told, keeps_clock, time_of, told_before

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
LOCAL = datetime(2027, 1, 11, 9, 0)


@dataclass(frozen=True)
class Held:
    """A schedule version, known by its number."""

    number: int
    created_at: datetime
    starts_at: datetime = START
    ends_at: datetime = START
    time_zone: str = "UTC"
    local_start: datetime = LOCAL


def versions(*seconds):
    return [Held(number, START + timedelta(seconds=each)) for number, each in enumerate(seconds, 1)]


def told(*seconds):
    return [each.number for each in told_before(versions(*seconds), timedelta(seconds=120))]


def test_a_version_that_was_replaced_within_the_settle_time_has_reached_nobody():
    assert told(0, 1000, 1119, 5000) == [3, 1]
    assert told(0, 1000, 1120, 5000) == [3, 2, 1]


def test_the_first_version_was_read_on_the_page_however_short_it_stood():
    assert told(0, 1) == [1]
    assert told(0) == []


def test_a_time_derived_from_a_version_leads_back_to_it():
    time = NewTime(
        local_start=datetime(2027, 10, 31, 2, 30),
        time_zone="Europe/Berlin",
        fold=1,
        duration_minutes=75,
    )

    assert time_of(time) == time


def moved_by(hours, *, local=0):
    start, wall = (START + timedelta(hours=hours), START + timedelta(hours=local))
    return Held(1, START, start, start + timedelta(hours=1), local_start=wall.replace(tzinfo=None))


def test_a_time_is_told_as_its_clocks_were_to_show_it_whatever_zone_data_says_now():
    told = as_told(moved_by(3))
    assert (told.starts_at, told.ends_at) == (START, START + timedelta(hours=1))


def test_only_the_moment_differs_where_the_clocks_show_the_same():
    assert keeps_clock(moved_by(0), moved_by(1))
    assert not keeps_clock(moved_by(0), moved_by(0))
    assert not keeps_clock(moved_by(0), moved_by(1, local=1))
