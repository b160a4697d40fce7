from datetime import date, datetime

import pytest

from webinars.rules.months import Month, month_of


def test_neighbours_of_a_month_cross_the_year():
    assert Month(2026, 12).after() == Month(2027, 1)
    assert Month(2027, 1).before() == Month(2026, 12)
    assert Month(2027, 5).after().before() == Month(2027, 5)


@pytest.mark.parametrize("month", [Month(2027, 2), Month(2028, 2), Month(2026, 11)])
def test_weeks_hold_every_day_once_under_its_weekday(month):
    weeks = month.weeks()
    days = [day for week in weeks for day in week if day is not None]
    assert days[0] == month.first
    assert len(days) == len(set(days)) == (month.after().starts - month.starts).days
    for week in weeks:
        assert len(week) == 7
        for weekday, day in enumerate(week):
            assert day is None or day.weekday() == weekday


def test_the_month_of_a_day():
    assert month_of(date(2027, 2, 28)) == Month(2027, 2)
    assert Month(2027, 2).starts == datetime(2027, 2, 1)
