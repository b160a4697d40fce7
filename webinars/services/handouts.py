"""Handouts: the hosts of a webinar add, name, order and remove them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotPossibleError, StaleRevisionError
from webinars.models.handout import MOST_HANDOUTS, Handout, HandoutKind
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar
from webinars.queries.handouts import get_handout_of, list_handouts
from webinars.queries.memberships import get_webinar_of
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.handouts import new_handout_key
from webinars.steps.seats import hold_webinar


def add_handout(
    organiser: Organiser, key: str, *, title: str, kind: str, data: bytes, now: datetime
) -> None:
    """Give everybody a file on the page of a webinar; nobody is written to.

    :raises NotFoundError: when it is no webinar that the organiser may change.
    :raises NotPossibleError: when there are as many as there may be.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        there = list_handouts(webinar.id)
        if len(there) >= MOST_HANDOUTS:
            raise NotPossibleError
        handout = Handout(
            webinar_id=webinar.id,
            key=new_handout_key(),
            title=title,
            kind=HandoutKind(kind),
            size=len(data),
            position=there[-1].position + 1 if there else 0,
            data=data,
        )
        session.add(handout)
        _note(session, organiser, webinar, "handout.added", now)


def rename_handout(
    organiser: Organiser, key: str, number: int, *, seen: str, title: str, now: datetime
) -> None:
    """Call a handout something else.

    :param seen: what it was called when the organiser opened it.
    :raises NotFoundError: when it is gone, or not the organiser's to change.
    :raises StaleRevisionError: when somebody else has renamed it since.
    """
    with transaction() as session:
        webinar, handout = _hold(session, organiser, key, number)
        if handout.title == title:
            return
        if handout.title != seen:
            raise StaleRevisionError(key)
        values = {"title": [handout.title, title]}
        handout.title = title
        _note(session, organiser, webinar, "handout.renamed", now, values=values)


def move_handout(organiser: Organiser, key: str, number: int, *, up: bool, now: datetime) -> None:
    """Let a handout change places with the one before it, or with the one after it.

    Nothing happens to the first one that is to go up, nor to the last one that is to go down.

    :raises NotFoundError: when it is gone, or not the organiser's to change.
    """
    with transaction() as session:
        webinar, handout = _hold(session, organiser, key, number)
        order = list(list_handouts(webinar.id))
        place = order.index(handout)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(order):
            return
        order[place], order[other] = order[other], order[place]
        for position, each in enumerate(order):
            each.position = position
        _note(session, organiser, webinar, "handout.moved", now)


def remove_handout(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Delete a handout.

    :raises NotFoundError: when it is gone, or not the organiser's to delete.
    """
    with transaction() as session:
        webinar, handout = _hold(session, organiser, key, number)
        session.delete(handout)
        _note(session, organiser, webinar, "handout.removed", now)


def _hold(session: Session, organiser: Organiser, key: str, number: int) -> tuple[Webinar, Handout]:
    webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
    return webinar, get_handout_of(organiser, key, number)


def _note(
    session: Session,
    organiser: Organiser,
    webinar: Webinar,
    action: str,
    now: datetime,
    **details: Any,
) -> None:
    webinar.changed_at = now
    about = ("webinar", webinar.id)
    write_audit(session, actor_of(organiser), action, about, now=now, **details)
