"""Which questions are asked after which answers, and how options keep their names."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from webinars.rules.questions import list_asked, name_options


@dataclass(frozen=True)
class Question:
    id: int
    condition_id: int | None = None
    condition_option: str = ""


CHAIN = [Question(1), Question(2, 1, "yes"), Question(3, 2, "grids"), Question(4)]


def test_a_question_follows_from_the_answer_that_brings_it_up() -> None:
    assert list_asked(CHAIN, {1: ["yes"], 2: ["storage", "grids"]}) == [1, 2, 3, 4]
    assert list_asked(CHAIN, {1: ["yes"], 2: ["storage"]}) == [1, 2, 4]
    assert list_asked(CHAIN, {}) == [1, 4]


def test_an_answer_to_what_is_not_asked_brings_up_nothing() -> None:
    assert list_asked(CHAIN, {1: ["no"], 2: ["grids"]}) == [1, 4]


def test_a_question_before_the_one_it_depends_on_is_not_asked() -> None:
    assert list_asked([Question(2, 1, "yes"), Question(1)], {1: ["yes"]}) == [1]


def lines(*options: str) -> dict[str, list[str]]:
    return {code: [f"{each} {code}" for each in options] for code in ("de", "fr", "en")}


def test_options_are_named_after_their_english_words() -> None:
    named = name_options(lines("Power grids", "Été"), {}, 50)
    assert list(named) == ["power-grids-en", "ete-en"]
    assert named["ete-en"] == {"de": "Été de", "fr": "Été fr", "en": "Été en"}


def test_an_option_keeps_its_name_when_moved_or_mended_in_one_language() -> None:
    before = name_options(lines("Grids", "Storage"), {}, 50)
    changed = lines("Storage", "Grids", "Hydrogen")
    changed["en"][1] = "The grids"
    named = name_options(changed, before, 50)
    assert list(named) == ["storage-en", "grids-en", "hydrogen-en"]
    assert named["grids-en"]["en"] == "The grids"


def test_a_new_option_never_gets_the_name_of_one_that_went() -> None:
    before = {"grids": {"de": "Netze", "fr": "Réseaux", "en": "Grids, old"}}
    named = name_options({"de": ["N"], "fr": ["R"], "en": ["Grids"]}, before, 50)
    assert list(named) == ["grids-2"]


@given(st.lists(st.text(min_size=1, max_size=200), max_size=8))
def test_names_are_short_and_as_many_as_there_are_options(texts: list[str]) -> None:
    named = name_options(dict.fromkeys(("de", "fr", "en"), texts), {}, 50)
    assert len(named) == len(texts)
    assert all(0 < len(key) <= 50 for key in named)
