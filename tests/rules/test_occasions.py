from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from webinars.rules.occasions import Occasion, occasion_at

START = datetime(2027, 2, 3, 13, 0, tzinfo=UTC)
END = START + timedelta(minutes=75)


def words(now, start=START, zones=("Europe/Berlin", "Europe/Brussels")):
    span = (start, start + (END - START))
    return occasion_at(now, span, zones, timedelta(minutes=10))


@pytest.mark.parametrize(
    ("lead", "occasion"),
    [
        ({"days": 8}, Occasion.DAYS),
        ({"days": 7}, Occasion.WEEK),
        ({"days": 6}, Occasion.DAYS),
        ({"days": 2}, Occasion.DAYS),
        ({"hours": 29}, Occasion.TOMORROW),
        ({"hours": 5}, Occasion.SOON),
        ({"minutes": 90}, Occasion.SOON),
        ({"minutes": 60}, Occasion.HOUR),
        ({"minutes": 40}, Occasion.SOON),
        ({"minutes": 10}, Occasion.STARTING),
        ({"minutes": -30}, Occasion.STARTING),
        ({"minutes": -75}, Occasion.OVER),
    ],
)
def test_the_words_follow_from_the_distance(lead, occasion):
    assert words(START - timedelta(**lead)) == occasion


def test_tomorrow_is_said_only_where_it_is_true_for_both():
    now = START - timedelta(hours=29)
    assert words(now, zones=("Europe/Berlin", "Asia/Tokyo")) == Occasion.TOMORROW
    late = datetime(2027, 2, 3, 22, 0, tzinfo=UTC)
    before = late - timedelta(hours=26)
    assert words(before, late) == Occasion.TOMORROW
    assert words(before, late, ("Europe/Berlin", "Pacific/Kiritimati")) == Occasion.TOMORROW
    assert words(before, late, ("Europe/Berlin", "Europe/Moscow")) == Occasion.NEXT_DAY


def test_a_webinar_just_after_midnight_is_soon_and_not_tomorrow():
    midnight = datetime(2027, 2, 2, 23, 30, tzinfo=UTC)
    assert words(midnight - timedelta(hours=1), midnight) == Occasion.HOUR
