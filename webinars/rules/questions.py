"""Questions of a webinar: which are asked after which answers, and how options keep their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from webinars.languages import LANGUAGES, Texts, pick
from webinars.rules.keys import free_key, key_from

Given = Mapping[int, Sequence[str]]
"""Answers by number of the question."""

_UNNAMED = "option"


class Asked(Protocol):
    """What is known of a question here."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def condition_id(self) -> int | None:
        """The earlier question that it depends on."""

    @property
    def condition_option(self) -> str:
        """The answer to it that brings this question up."""


def list_asked(questions: Sequence[Asked], given: Given) -> list[int]:
    """Return the numbers of the questions that are asked of somebody with these answers.

    :param questions: in order; an answer to a question that is not asked brings up no other.
    """
    asked: list[int] = []
    for question in questions:
        before = question.condition_id
        met = before in asked and question.condition_option in given.get(before or 0, ())
        if before is None or met:
            asked.append(question.id)
    return asked


def name_options(
    lines: Mapping[str, Sequence[str]], before: Mapping[str, Texts], most: int
) -> dict[str, Texts]:
    """Return options by key; one that keeps its words in some language keeps its key.

    :param lines: the options of each language, equally many in each.
    :param before: the options so far.
    :param most: characters of a key.
    """
    count = max((len(each) for each in lines.values()), default=0)
    wanted = [
        {code: lines[code][number] for code in LANGUAGES if number < len(lines.get(code, ()))}
        for number in range(count)
    ]
    named: dict[str, Texts] = {}
    for texts in wanted:
        kept = _known(texts, before, named)
        fresh = key_from(pick(texts, "en"), most) or _UNNAMED
        named[kept or free_key(fresh, {*before, *named})] = texts
    return named


def _known(texts: Texts, before: Mapping[str, Texts], named: Iterable[str]) -> str | None:
    for key, known in before.items():
        if key not in named and any(known.get(code) == text for code, text in texts.items()):
            return key
    return None
