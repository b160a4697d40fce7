"""Questions about handouts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import undefer

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.handout import Handout
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of
from webinars.queries.webinars import PUBLIC


def list_handouts(webinar_id: int) -> Sequence[Handout]:
    """Return the handouts of a webinar in the order that its teams chose."""
    statement = (
        select(Handout)
        .where(Handout.webinar_id == webinar_id)
        .order_by(Handout.position, Handout.id)
    )
    return session().scalars(statement).all()


def get_handout(key: str) -> Handout:
    """Return the handout with this key of a public webinar; raises NotFoundError."""
    statement = (
        select(Handout)
        .join(Webinar, Webinar.id == Handout.webinar_id)
        .where(Handout.key == key, Webinar.state.in_(PUBLIC))
        .options(undefer(Handout.data))
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(key)
    return found


def get_handout_of(organiser: Organiser, key: str, number: int) -> Handout:
    """Return a handout of a webinar that the organiser may change; raises NotFoundError."""
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    statement = select(Handout).where(Handout.id == number, Handout.webinar_id == webinar.id)
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(key)
    return found
