"""Handouts: the hosts of a webinar add and remove them."""

from __future__ import annotations

import secrets
from datetime import datetime

from webinars.database.engine import transaction
from webinars.errors import NotPossibleError
from webinars.models.handout import MOST_HANDOUTS, Handout, HandoutKind
from webinars.models.organiser import Organiser, Role
from webinars.queries.handouts import get_handout_of, list_handouts
from webinars.queries.memberships import get_webinar_of
from webinars.steps.audit import actor_of, write_audit
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
        if len(list_handouts(webinar.id)) >= MOST_HANDOUTS:
            raise NotPossibleError
        handout = Handout(
            webinar_id=webinar.id,
            key=secrets.token_hex(16),
            title=title,
            kind=HandoutKind(kind),
            size=len(data),
            data=data,
        )
        session.add(handout)
        webinar.changed_at = now
        write_audit(session, actor_of(organiser), "handout.added", ("webinar", webinar.id), now=now)


def remove_handout(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Delete a handout.

    :raises NotFoundError: when it is gone, or not the organiser's to delete.
    """
    with transaction() as session:
        handout = get_handout_of(organiser, key, number)
        webinar = hold_webinar(session, handout.webinar_id)
        session.delete(handout)
        webinar.changed_at = now
        about = ("webinar", webinar.id)
        write_audit(session, actor_of(organiser), "handout.removed", about, now=now)
