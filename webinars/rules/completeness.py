"""In which languages a series or a webinar can be read whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from webinars.languages import LANGUAGES

Spoken: TypeAlias = Mapping[str, object]
"""Language to a text or to lines."""


def languages_of(texts: Spoken) -> tuple[str, ...]:
    """Return the languages in which there is a text."""
    return tuple(language for language in LANGUAGES if texts.get(language))


def complete_languages(needed: Iterable[Spoken], optional: Iterable[Spoken]) -> tuple[str, ...]:
    """Return the languages in which nothing is missing.

    :param optional: texts that may be left out, but not in single languages.
    """
    started = [texts for texts in optional if languages_of(texts)]
    asked = [*needed, *started]
    return tuple(
        language for language in LANGUAGES if all(language in languages_of(each) for each in asked)
    )
