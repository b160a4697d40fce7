import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from webinars.tokens import (
    Purpose,
    address_hash,
    derive,
    is_genuine,
    row_of,
)

KEY = "k" * 40
ROWS = st.integers(min_value=1, max_value=2**31 - 1)
SUBJECTS = st.tuples(st.sampled_from(Purpose), ROWS, st.integers(1, 1000))


@given(SUBJECTS)
def test_a_token_is_genuine_for_what_it_was_made_for(subject):
    token = derive(KEY, *subject)
    assert row_of(token) == subject[1]
    assert is_genuine(token, KEY, *subject)


@given(SUBJECTS, SUBJECTS)
def test_a_token_is_genuine_for_nothing_else(subject, other):
    assume(subject != other)
    assert not is_genuine(derive(KEY, *subject), KEY, *other)


@given(SUBJECTS)
def test_another_key_makes_another_token(subject):
    assert not is_genuine(derive("l" * 40, *subject), KEY, *subject)


@given(SUBJECTS, st.integers(0, 200), st.characters(codec="ascii"))
def test_a_token_with_one_character_changed_is_not_genuine(subject, place, character):
    token = derive(KEY, *subject)
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    assume(changed != token)
    assert not is_genuine(changed, KEY, *subject)


@given(st.text())
def test_any_text_may_be_asked_whether_it_is_a_token(text):
    row = row_of(text)
    assert row is None or not is_genuine(text, KEY, Purpose.CONFIRM, row, 1)


@pytest.mark.parametrize(
    "text",
    ["", ".", "1", "1.", ".x", "-1.x", "+1.x", "1e3.x", " 1.x", "١.x", "².x", "9" * 19 + ".x"],
)
def test_what_is_no_token_speaks_of_no_row(text):
    assert row_of(text) is None


def test_a_token_fits_into_an_address_as_it_is():
    token = derive(KEY, Purpose.JOIN, 4711, 1)
    assert token.replace(".", "").replace("-", "").replace("_", "").isalnum()
    assert 24 <= len(token) <= 45


def test_an_address_hash_depends_on_key_and_address():
    pairs = itertools.product(("a" * 40, "b" * 40), ("kim@example.org", "jo@example.org"))
    hashes = {address_hash(*pair) for pair in pairs}
    assert len(hashes) == 4
    assert {len(each) for each in hashes} == {64}
