"""Own words in mails, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, texts
from tests.support.saving import save
from webinars.models.own_words import OwnWords, WordsKind
from webinars.queries.own_words import Place, column_of


def make_own_words(session: Session, place: Place, **overrides: Any) -> OwnWords:
    """Make the words of a place for those who registered."""
    values = {
        column_of(place): place.id,
        "kind": WordsKind.REGISTERED,
        "subjects": texts("Welcome to {webinar}"),
        "openings": texts("Good that you come, {name}."),
        "closings": texts("See you on {date}."),
        "version": 1,
        "changed_at": NOW,
    }
    return save(session, OwnWords(**{**values, **overrides}))
