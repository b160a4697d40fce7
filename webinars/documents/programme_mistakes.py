"""Mistakes of a programme file: kept until all are known, then refused together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from webinars.errors import ProgrammeError
from webinars.rules.programme import Place

_GUESSES = 100
_GUESSED_LENGTH = 60


class Mistake(NamedTuple):
    """One thing to put right; sorted as the file reads."""

    line: int
    path: str
    sentence: str


class ProgrammeFileError(ProgrammeError):
    """A programme file holds mistakes; knows the line of each."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        """Keep the mistakes in the order of their lines."""
        super().__init__([(mistake.path, mistake.sentence) for mistake in mistakes])
        self.mistakes = mistakes


class Mistakes:
    """The mistakes found so far."""

    def __init__(self) -> None:
        """Begin without any."""
        self._found: set[Mistake] = set()
        self._sheets: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self._found)

    def add(self, place: Place, sentence: str) -> None:
        """Keep one; the same one twice is one."""
        self._found.add(Mistake(place.line, place.path, sentence))

    def go_by_sheets(self, names: Sequence[str]) -> None:
        """Tell them sheet by sheet: of the first one, then of these, with which paths begin."""
        self._sheets = names

    def refuse(self) -> None:
        """Raise ProgrammeFileError when there are any."""
        if self._found:
            raise ProgrammeFileError(sorted(self._found, key=self._place))

    def _place(self, mistake: Mistake) -> tuple[int, Mistake]:
        sheet = mistake.path.partition(".")[0]
        return self._sheets.index(sheet) + 1 if sheet in self._sheets else 0, mistake


def closest(word: str, known: Iterable[str], mistakes: Mistakes) -> str | None:
    """Return the known word that was probably meant; guessing ends with the hundredth mistake."""
    if len(mistakes) >= _GUESSES:
        return None
    near = difflib.get_close_matches(word[:_GUESSED_LENGTH], list(known), n=1, cutoff=0.75)
    return near[0] if near else None
