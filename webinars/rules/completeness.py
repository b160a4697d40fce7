"""What a series or a webinar lacks: a language, the address of the meeting, a certain date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Literal, TypeAlias

from webinars.languages import LANGUAGES
from webinars.rules.meeting_addresses import is_meeting_address

Spoken: TypeAlias = Mapping[str, object]
"""Language to a text or to lines."""

Lack: TypeAlias = Literal["address", "date"]

ADDRESS_WITHIN, DATE_WITHIN = timedelta(days=7), timedelta(days=28)
"""How long before the start the address of the meeting and a certain date are needed."""

DRAFT_WITHIN = timedelta(days=56)
"""How long before the start the texts of a draft are asked for."""


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


def missing_languages(needed: Iterable[Spoken]) -> tuple[str, ...]:
    """Return the languages in which any of these texts is missing."""
    complete = complete_languages(needed, ())
    return tuple(language for language in LANGUAGES if language not in complete)


def lacking(left: timedelta, meeting_url: str, *, provisional: bool) -> Lack | None:
    """Return what a published webinar lacks that is needed by now.

    :param left: until its start.
    """
    if provisional:
        return "date" if left <= DATE_WITHIN else None
    return "address" if left <= ADDRESS_WITHIN and not is_meeting_address(meeting_url) else None
