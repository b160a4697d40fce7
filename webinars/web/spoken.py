"""What an erasure leaves of a speaker, said on the page before and once on the page after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import session

from webinars.documents.stored_data import spoken_words
from webinars.models.webinar import Webinar
from webinars.queries.speakers import list_by_numbers

_KEY = "spoken-at"
"""In the reader's cookie: numbers of the webinars, as nothing in the database tells them now."""


def keep_spoken(webinars: Sequence[Webinar]) -> None:
    """Remember for the next page at which webinars the erased person is still named."""
    if webinars:
        session[_KEY] = [each.id for each in webinars]


def take_spoken() -> dict[str, Any]:
    """Return what was remembered, for the template; said once."""
    return say_spoken(list_by_numbers(session.pop(_KEY, ())))


def say_spoken(webinars: Sequence[Webinar]) -> dict[str, Any]:
    """Return for the template at which webinars the person is named, with what that means."""
    return {"spoken": webinars, "spoken_words": spoken_words()}
