from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from webinars.rules.retries import retry_delay

LADDER = (10, 30, 60, 300, 900, 1800)


def test_waits_grow_and_end_at_half_an_hour() -> None:
    waits = [retry_delay(LADDER, tries, 1.0).total_seconds() for tries in range(1, 9)]

    assert waits == [10, 30, 60, 300, 900, 1800, 1800, 1800]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_no_wait_is_negative_or_longer_than_its_step(tries: int, jitter: float) -> None:
    assert (
        timedelta(0)
        <= retry_delay(LADDER, tries, jitter)
        <= timedelta(seconds=LADDER[min(tries, 6) - 1])
    )
