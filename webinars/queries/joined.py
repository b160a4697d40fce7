"""Since when hosts have hosted a webinar: who registered before stays with those named then.

A host that joins what is online sees who registers from then on, and nobody who was told of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Exists, and_, exists, func, select, true

from webinars.database.engine import session
from webinars.models.attendee import Attendee
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Membership, Organiser
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar, webinar_hosts


def find_joined_at(organiser: Organiser, webinar: Webinar) -> datetime | None:
    """Return since when the organiser's hosts have hosted a webinar; None: from the start."""
    statement = (
        select(webinar_hosts.c.joined_at)
        .join(Membership, Membership.host_id == webinar_hosts.c.host_id)
        .where(webinar_hosts.c.webinar_id == webinar.id, Membership.organiser_id == organiser.id)
    )
    return earliest(session().scalars(statement))


def list_seen_whole(organiser: Organiser, webinar_ids: Sequence[int]) -> list[int]:
    """Return those of these webinars whose people the organiser may all see, in their order."""
    statement = (
        select(webinar_hosts.c.webinar_id)
        .join(Membership, Membership.host_id == webinar_hosts.c.host_id)
        .where(
            webinar_hosts.c.webinar_id.in_(webinar_ids),
            webinar_hosts.c.joined_at.is_(None),
            Membership.organiser_id == organiser.id,
        )
    )
    whole = set(session().scalars(statement))
    return [number for number in webinar_ids if number in whole]


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """Return the first of these moments; None, when one of them is None, or there are none."""
    known = list(moments)
    return None if None in known else min((each for each in known if each), default=None)


def registered_since(joined_at: datetime | None) -> ColumnElement[bool]:
    """Return the condition on registrations of a webinar that a team may see."""
    return true() if joined_at is None else Registration.created_at >= joined_at


def written_since(webinar: Webinar, joined_at: datetime | None) -> ColumnElement[bool]:
    """Return the condition on messages about a webinar that a team may see."""
    if joined_at is None:
        return true()
    return and_(
        Message.created_at >= joined_at,
        ~registered_before(webinar.id, joined_at, of=Message.attendee_id).correlate(Message),
        ~_known_before(webinar.id, joined_at),
    )


def _known_before(webinar_id: int, joined_at: datetime) -> ColumnElement[bool]:
    """Return the condition on messages that say that somebody registered before."""
    before = registered_before(webinar_id, joined_at, of=Attendee.id).correlate(Attendee)
    same = exists().where(Attendee.email == Message.recipient, before).correlate(Message)
    return and_(Message.kind == MessageKind.ALREADY_REGISTERED, same)


def registered_before(webinar_id: Any, joined_at: Any, *, of: Any = None) -> Exists:
    """Return the condition that somebody registered before a host joined; columns will do, too.

    :param of: number of the person; None: anybody.
    """
    before = exists().where(
        Registration.webinar_id == webinar_id, Registration.created_at < joined_at
    )
    return before if of is None else before.where(Registration.attendee_id == of)


def count_told_of(webinar: Webinar, host: Host) -> int:
    """Return how many registered before all its other hosts joined: they were told of this one."""
    others = select(webinar_hosts.c.joined_at).where(
        webinar_hosts.c.webinar_id == webinar.id, webinar_hosts.c.host_id != host.id
    )
    joined_at = earliest(session().scalars(others))
    if joined_at is None:
        return 0
    told = select(func.count()).where(
        Registration.webinar_id == webinar.id, Registration.created_at < joined_at
    )
    return session().scalar(told) or 0
