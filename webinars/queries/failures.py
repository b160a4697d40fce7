"""Messages that did not arrive, for the organisers whose webinars they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.webinar import Webinar, webinar_hosts
from webinars.queries.joined import registered_before
from webinars.queries.message_webinars import about_webinar
from webinars.rules.access import roles_from

LOOK_BACK = timedelta(days=7)
"""What failed longer ago than this is in no digest any more."""

FAILED = (MessageState.FAILED, MessageState.BOUNCED, MessageState.UNCERTAIN)


def list_digested_organisers(reading: Session) -> list[Organiser]:
    """Return who is told of failures: active editors and owners of any host."""
    works = exists().where(
        Membership.organiser_id == Organiser.id, Membership.role.in_(roles_from(Role.EDITOR))
    )
    statement = select(Organiser).where(Organiser.active.is_(True), works).order_by(Organiser.id)
    return list(reading.scalars(statement))


def last_digest_at(
    reading: Session, organiser_id: int, before: int | None = None
) -> datetime | None:
    """Return when the organiser's last digest was written; None when there was none.

    :param before: number of a digest; only earlier ones count.
    """
    statement = select(func.max(Message.created_at)).where(
        Message.kind == MessageKind.FAILURES,
        Message.subject_type == Subject.ORGANISER,
        Message.subject_id == organiser_id,
    )
    if before is not None:
        statement = statement.where(Message.id < before)
    return reading.scalar(statement)


def list_failures(
    reading: Session, webinar_ids: Sequence[int], since: datetime, until: datetime
) -> list[Message]:
    """Return what failed about these webinars after one moment, up to another; oldest first."""
    statement = (
        select(Message)
        .where(
            Message.state.in_(FAILED),
            Message.settled_at > since,
            Message.settled_at <= until,
            _about_any(webinar_ids),
        )
        .order_by(Message.settled_at, Message.id)
    )
    return list(reading.scalars(statement))


def list_edited_webinars(reading: Session, organiser_id: int) -> list[Webinar]:
    """Return the webinars of the hosts at which the organiser is editor or owner, by start.

    Left out is what a host of theirs has joined after somebody registered: the mail names people.
    """
    before = registered_before(webinar_hosts.c.webinar_id, webinar_hosts.c.joined_at)
    edits = exists().where(
        webinar_hosts.c.webinar_id == Webinar.id,
        webinar_hosts.c.host_id == Membership.host_id,
        Membership.organiser_id == organiser_id,
        Membership.role.in_(roles_from(Role.EDITOR)),
        ~before.correlate(webinar_hosts),
    )
    return list(
        reading.scalars(select(Webinar).where(edits).order_by(Webinar.starts_at, Webinar.id))
    )


def count_handed_over(reading: Session, webinar_id: int) -> tuple[int, int]:
    """Return how many messages about a webinar were handed over, and how many there are."""
    statement = (
        select(Message.state, func.count()).where(_about_any([webinar_id])).group_by(Message.state)
    )
    counts = {state: number for state, number in reading.execute(statement)}  # noqa: C416
    return counts.get(MessageState.SENT, 0), sum(counts.values())


def _about_any(webinar_ids: Sequence[int]) -> ColumnElement[bool]:
    return about_webinar(lambda number: number.in_(webinar_ids))
