"""Signed times and small calculations: what we did not sign, or long ago, proves nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import NOW
from webinars.rules.proofs import LIFETIME, age_of, find_answered, make_challenge, stamp

KEY = "a key for this test only"


@given(st.integers(0, 200_000), st.text("0123456789abcdef", min_size=1, max_size=32))
def test_the_number_behind_the_hash_answers_its_challenge_and_no_other_number(
    number: int, noise: str
) -> None:
    challenge = make_challenge(KEY, number, noise, now=NOW)
    assert find_answered(KEY, f"{challenge.sealed}{number}", now=NOW) == challenge.wanted
    assert find_answered(KEY, f"{challenge.sealed}{number + 1}", now=NOW) is None


def test_an_answer_counts_until_its_time_is_over() -> None:
    answer = f"{make_challenge(KEY, 7, 'noise', now=NOW).sealed}7"
    assert find_answered(KEY, answer, now=NOW + LIFETIME - timedelta(seconds=1)) is not None
    assert find_answered(KEY, answer, now=NOW + LIFETIME) is None


def test_nobody_prolongs_or_makes_a_challenge_without_the_key() -> None:
    challenge = make_challenge(KEY, 7, "noise", now=NOW)
    until = challenge.sealed.partition(".")[0]
    prolonged = f"{challenge.sealed}7".replace(until, str(int(until) + 9999))
    foreign = f"{make_challenge('another key', 7, 'noise', now=NOW).sealed}7"
    assert find_answered(KEY, prolonged, now=NOW) is None
    assert find_answered(KEY, foreign, now=NOW) is None


@pytest.mark.parametrize("text", ["", "7", "....", "a.b.c.d.e", "1.2.3.4.5.6", "é.ü.ß.œ.€"])
def test_what_is_no_answer_or_stamp_at_all_is_none(text: str) -> None:
    assert find_answered(KEY, text, now=NOW) is None
    assert age_of(KEY, text, now=NOW) is None


def test_a_stamp_tells_its_age_and_a_forged_one_nothing() -> None:
    stamped = stamp(KEY, now=NOW)
    assert age_of(KEY, stamped, now=NOW + timedelta(seconds=42)) == timedelta(seconds=42)
    assert age_of(KEY, f"1{stamped}", now=NOW) is None
    assert age_of("another key", stamped, now=NOW) is None
