from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.rules.webinar_states import PublicState, is_open_for_registration, public_state

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
FEW = 9


@dataclass(frozen=True)
class Webinar:
    state: str = "published"
    provisional: bool = False
    starts_at: datetime = NOW + 48 * HOUR
    ends_at: datetime = NOW + 49 * HOUR
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    seats_free: int = 50
    waiting_list: bool = True


PLAIN = Webinar()

EXAMPLES = [
    (PLAIN, PublicState.OPEN, True),
    (replace(PLAIN, seats_free=FEW + 1), PublicState.OPEN, True),
    (replace(PLAIN, seats_free=FEW), PublicState.FEW, True),
    (replace(PLAIN, seats_free=1), PublicState.FEW, True),
    (replace(PLAIN, seats_free=0), PublicState.WAITING, True),
    (replace(PLAIN, seats_free=0, waiting_list=False), PublicState.FULL, False),
    (replace(PLAIN, opens_at=NOW + MOMENT), PublicState.ANNOUNCED, False),
    (replace(PLAIN, opens_at=NOW), PublicState.OPEN, True),
    (replace(PLAIN, closes_at=NOW + MOMENT), PublicState.OPEN, True),
    (replace(PLAIN, closes_at=NOW), PublicState.CLOSED, False),
    (replace(PLAIN, starts_at=NOW), PublicState.LIVE, True),
    (replace(PLAIN, starts_at=NOW, closes_at=NOW), PublicState.LIVE, False),
    (replace(PLAIN, starts_at=NOW + MOMENT), PublicState.OPEN, True),
    (replace(PLAIN, starts_at=NOW - HOUR, ends_at=NOW), PublicState.OVER, False),
    (replace(PLAIN, starts_at=NOW - HOUR, ends_at=NOW + MOMENT), PublicState.LIVE, True),
    (replace(PLAIN, provisional=True), PublicState.PROVISIONAL, False),
    (replace(PLAIN, provisional=True, ends_at=NOW - HOUR), PublicState.PROVISIONAL, False),
    (replace(PLAIN, provisional=True, state="cancelled"), PublicState.CANCELLED, False),
    (replace(PLAIN, state="cancelled"), PublicState.CANCELLED, False),
    (
        replace(PLAIN, state="cancelled", starts_at=NOW - 2 * HOUR, ends_at=NOW - HOUR),
        PublicState.CANCELLED,
        False,
    ),
]


@pytest.mark.parametrize(("webinar", "state", "is_open"), EXAMPLES)
def test_a_webinar_has_the_state_of_its_moment_and_its_seats(webinar, state, is_open):
    assert public_state(webinar, NOW, FEW) is state
    assert is_open_for_registration(webinar, NOW) is is_open


def test_every_state_occurs_in_the_examples():
    assert {state for _, state, _ in EXAMPLES} == set(PublicState)


def test_a_draft_is_never_open_for_registration():
    assert not is_open_for_registration(replace(PLAIN, state="draft"), NOW)


def test_no_number_of_seats_is_few_when_the_setting_says_so():
    assert public_state(replace(PLAIN, seats_free=1), NOW, 0) is PublicState.OPEN


moments = st.integers(-100, 100).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(
    st.builds(
        Webinar,
        state=st.sampled_from(["published", "cancelled"]),
        provisional=st.booleans(),
        starts_at=moments,
        ends_at=moments,
        opens_at=st.none() | moments,
        closes_at=st.none() | moments,
        seats_free=st.integers(0, 20),
        waiting_list=st.booleans(),
    )
)
def test_a_state_that_invites_is_open_and_one_that_refuses_is_not(webinar):
    state = public_state(webinar, NOW, FEW)
    if state in {PublicState.OPEN, PublicState.FEW, PublicState.WAITING}:
        assert is_open_for_registration(webinar, NOW)
    elif state is not PublicState.LIVE:
        assert not is_open_for_registration(webinar, NOW)
