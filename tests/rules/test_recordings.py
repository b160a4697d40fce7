from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from webinars.rules.recordings import has_expired, is_watchable, last_moment, may_have_recording

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Recorded:
    state: str = "published"
    starts_at: datetime = datetime(2027, 2, 3, 13, 0, tzinfo=UTC)
    ends_at: datetime = datetime(2027, 2, 3, 14, 15, tzinfo=UTC)
    time_zone: str = "Europe/Berlin"
    recording_url: str = "https://video.example.org/1"
    recording_until: date | None = None


USUAL = Recorded()
LIMITED = replace(USUAL, recording_until=date(2027, 3, 31))
LAST = datetime(2027, 3, 31, 21, 59, 59, tzinfo=UTC)
"""By the clocks of Berlin, which show summer time by then."""


def test_a_recording_can_be_watched_from_the_end_of_the_webinar_on():
    assert not is_watchable(USUAL, USUAL.ends_at - SECOND)
    assert is_watchable(USUAL, USUAL.ends_at)
    assert is_watchable(USUAL, USUAL.ends_at + timedelta(days=3650))


def test_its_last_day_is_one_of_the_webinars_own_zone():
    assert last_moment(LIMITED) == LAST
    assert last_moment(USUAL) is None
    assert is_watchable(LIMITED, LAST)
    assert not is_watchable(LIMITED, LAST + SECOND)
    assert (has_expired(LIMITED, LAST), has_expired(LIMITED, LAST + SECOND)) == (False, True)
    assert not has_expired(USUAL, LAST + SECOND)


def test_a_day_that_the_clocks_end_with_a_gap_ends_with_the_last_second_before_it():
    # In Beirut the clocks went from midnight to one o'clock.
    row = replace(USUAL, time_zone="Asia/Beirut", recording_until=date(2022, 3, 26))
    assert last_moment(row) == datetime(2022, 3, 26, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("changed", [{"state": "draft"}, {"state": "cancelled"}])
def test_what_is_not_online_has_none(changed):
    row = replace(USUAL, **changed)
    assert not is_watchable(row, USUAL.ends_at)
    assert not may_have_recording(row, USUAL.ends_at)


def test_without_an_address_there_is_none():
    assert not is_watchable(replace(USUAL, recording_url=""), USUAL.ends_at)


def test_one_can_be_entered_as_soon_as_the_webinar_has_begun():
    assert not may_have_recording(USUAL, USUAL.starts_at - SECOND)
    assert may_have_recording(USUAL, USUAL.starts_at)
