"""Dates of a series by a pattern."""

from datetime import date, datetime

import pytest

from webinars.rules.moves import NewTime
from webinars.rules.patterns import MOST_DATES, Pattern, dates_of, time_on
from webinars.rules.public_holidays import BELGIUM, REGIONS, SAXONY, names_on

THURSDAY = date(2027, 3, 4)


def pattern(**overrides):
    return Pattern(**{"first": THURSDAY, "last": None, "count": 3, "weeks": 2, **overrides})


def days(asked, *left_out):
    return [day.isoformat() for day in dates_of(asked, lambda day: day in left_out)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (pattern(), ["2027-03-04", "2027-03-18", "2027-04-01"]),
        (pattern(count=None, last=date(2027, 3, 18)), ["2027-03-04", "2027-03-18"]),
        (pattern(count=None, last=date(2027, 3, 17)), ["2027-03-04"]),
        (pattern(weeks=0), ["2027-03-04", "2027-04-01", "2027-05-06"]),
        (pattern(weeks=0, at_end=True), ["2027-03-25", "2027-04-29", "2027-05-27"]),
        (
            pattern(weeks=0, first=date(2027, 4, 29)),
            ["2027-04-29", "2027-05-27", "2027-06-24"],
        ),
        (
            pattern(weeks=0, first=date(2027, 1, 31), at_end=True),
            ["2027-01-31", "2027-02-28", "2027-03-28"],
        ),
    ],
)
def test_a_pattern_comes_back_to_the_same_weekday(asked, expected):
    assert days(asked) == expected


def test_what_is_left_out_is_listed_and_does_not_count():
    asked = pattern(count=2)
    assert days(asked, THURSDAY) == ["2027-03-04", "2027-03-18", "2027-04-01"]


def test_a_pattern_without_a_near_end_shows_one_date_too_many():
    asked = pattern(count=None, last=date(2099, 1, 1), weeks=1)
    assert len(days(asked)) == MOST_DATES + 1
    assert len(dates_of(asked, lambda _day: True)) == 2 * MOST_DATES


def test_the_clocks_show_the_same_time_in_winter_and_in_summer():
    first = NewTime(
        local_start=datetime(2027, 3, 25, 14, 0),
        time_zone="Europe/Berlin",
        fold=0,
        duration_minutes=60,
    )
    later = time_on(date(2027, 4, 1), first)
    assert (first.starts_at.hour, later.starts_at.hour) == (13, 12)
    assert later.local_start == datetime(2027, 4, 1, 14, 0)


def test_a_time_that_the_clocks_leave_out_becomes_the_next_one():
    first = NewTime(
        local_start=datetime(2027, 3, 21, 2, 30),
        time_zone="Europe/Berlin",
        fold=0,
        duration_minutes=60,
    )
    assert time_on(date(2027, 3, 28), first).local_start == datetime(2027, 3, 28, 3, 0)


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (date(2027, 5, 6), {"Ascension Day": [SAXONY, BELGIUM]}),
        (date(2027, 10, 31), {"Reformation Day": [SAXONY]}),
        (date(2027, 11, 17), {"Repentance and Prayer Day": [SAXONY]}),
        (date(2027, 7, 21), {"National Day": [BELGIUM]}),
        (date(2027, 6, 3), {}),
    ],
)
def test_public_holidays_are_those_of_saxony_and_of_belgium(day, names):
    assert names_on(day, REGIONS) == names


def test_only_the_regions_asked_for_are_looked_at():
    assert names_on(date(2027, 7, 21), [SAXONY]) == {}
