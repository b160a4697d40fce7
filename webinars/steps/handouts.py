"""Handouts of a webinar that is duplicated."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from webinars.models.handout import Handout
from webinars.models.webinar import Webinar
from webinars.queries.handouts import list_handouts

_COPIED = (
    Handout.title,
    Handout.kind,
    Handout.size,
    Handout.position,
    Handout.data,
)


def new_handout_key() -> str:
    """Return a key that nobody guesses, by which the public finds a handout."""
    return secrets.token_hex(16)


def copy_handouts(session: Session, original: Webinar, row: Webinar) -> None:
    """Give a webinar the handouts of another one, under keys of their own.

    The database copies the files; none of them is read here.
    """
    names = ["webinar_id", "key", *(each.key for each in _COPIED)]
    for each in list_handouts(original.id):
        twin = select(literal(row.id), literal(new_handout_key()), *_COPIED)
        statement = insert(Handout).from_select(names, twin.where(Handout.id == each.id))
        session.execute(statement)
