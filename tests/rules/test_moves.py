from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from webinars.rules.moves import NewTime, time_of, told_before

START = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Held:
    """A schedule version, known by its number."""

    number: int
    created_at: datetime
    starts_at: datetime = START
    ends_at: datetime = START
    time_zone: str = "UTC"


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
