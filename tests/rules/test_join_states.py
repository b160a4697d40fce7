"""When the way into a meeting is open, and for whom."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from webinars.rules.join_states import JoinState, join_state

START = datetime(2027, 2, 3, 13, 0, tzinfo=UTC)
TIMES = {"early": -11, "open": -10, "live": 30, "last": 59, "over": 60}


@dataclass(frozen=True)
class Held:
    state: str
    starts_at: datetime = START
    ends_at: datetime = START + timedelta(hours=1)


def said(registration, webinar, time):
    now = START + timedelta(minutes=TIMES[time])
    return join_state(registration, Held(webinar), 10, now)


@pytest.mark.parametrize(
    ("registration", "webinar", "expected"),
    [
        ("confirmed", "published", "ahead open open open over"),
        ("waiting", "published", "waiting waiting waiting waiting over"),
        ("cancelled", "published", "released released released released released"),
        ("confirmed", "cancelled", "cancelled cancelled cancelled cancelled cancelled"),
        ("waiting", "cancelled", "cancelled cancelled cancelled cancelled cancelled"),
        ("confirmed", "draft", "hidden hidden hidden hidden hidden"),
    ],
)
def test_the_way_in_is_open_to_seats_of_published_webinars_in_time_only(
    registration, webinar, expected
):
    assert [said(registration, webinar, time) for time in TIMES] == expected.split()


def test_the_way_in_opens_and_closes_at_the_moment_and_not_before():
    moment, webinar = timedelta(microseconds=1), Held("published")
    opening = START - timedelta(minutes=10)
    assert join_state("confirmed", webinar, 10, opening - moment) == JoinState.AHEAD
    assert join_state("confirmed", webinar, 10, opening) == JoinState.OPEN
    assert join_state("confirmed", webinar, 10, webinar.ends_at - moment) == JoinState.OPEN
    assert join_state("confirmed", webinar, 10, webinar.ends_at) == JoinState.OVER
