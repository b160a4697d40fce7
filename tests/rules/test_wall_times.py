from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from webinars.rules.wall_times import (
    before,
    first_existing,
    neighbours,
    on_working_day,
    wall_time,
    whole_minute,
)

GAP = datetime(2027, 3, 28, 2, 30)


def test_the_neighbours_of_a_gap_are_its_last_and_first_minute():
    assert neighbours(GAP, "Europe/Brussels") == (
        datetime(2027, 3, 28, 1, 59),
        datetime(2027, 3, 28, 3, 0),
    )


def test_a_time_in_a_gap_goes_to_the_next_minute_and_all_others_stay():
    assert first_existing(GAP, "Europe/Berlin") == datetime(2027, 3, 28, 3, 0)
    assert first_existing(GAP, "UTC") == GAP


@pytest.mark.parametrize(("hour", "fold"), [(0, 0), (1, 1)])
def test_a_wall_time_knows_which_of_two_equal_ones_it_is(hour, fold):
    instant = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert wall_time(instant, "Europe/Berlin") == (datetime(2027, 10, 31, 2, 30), fold)


def test_a_whole_minute_stays_and_any_more_is_the_next():
    whole = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
    assert whole_minute(whole) == whole
    assert whole_minute(whole.replace(microsecond=1)) == whole.replace(minute=1)


def test_weekends_go_to_monday():
    friday = datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
    days = [on_working_day(friday, number, time(14), "Europe/Berlin").day for number in range(5)]
    assert days == [15, 18, 18, 18, 19]


def test_of_two_equal_times_before_a_start_the_first_is_taken():
    start = datetime(2027, 11, 1, 2, 30)
    assert before(start, "Europe/Berlin", 1, None) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
