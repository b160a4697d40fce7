"""A memory is bounded, whatever is asked of it."""

from __future__ import annotations

from webinars.memory import Memory


def test_of_too_many_values_those_nobody_wanted_go_first() -> None:
    memory = Memory[str](3, 1000)
    for word in ("one", "two", "three"):
        memory.keep(word, word.upper(), 1)
    assert memory.find("one") == "ONE"

    memory.keep("four", "FOUR", 1)

    assert memory.find("two") is None
    assert [memory.find(word) for word in ("one", "three", "four")] == ["ONE", "THREE", "FOUR"]


def test_large_values_make_room_by_their_bytes() -> None:
    memory = Memory[str](100, 10)
    for word in ("one", "two"):
        memory.keep(word, word, 4)
    memory.keep("six", "six", 6)
    assert memory.find("one") is None
    assert memory.find("two") == "two"
    assert memory.find("six") == "six"


def test_a_value_in_place_of_another_takes_only_its_own_room() -> None:
    memory = Memory[str](100, 10)
    memory.keep("page", "old", 9)
    memory.keep("page", "new", 5)
    memory.keep("other", "other", 5)
    assert memory.find("page") == "new"
    assert memory.find("other") == "other"


def test_what_is_larger_than_all_the_room_is_not_kept() -> None:
    memory = Memory[str](100, 10)
    memory.keep("large", "large", 11)
    memory.keep("small", "small", 10)
    assert memory.find("large") is None
    assert memory.find("small") == "small"
