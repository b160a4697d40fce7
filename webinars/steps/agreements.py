"""Agreeing to publish a webinar together: recorded, asked for, and carried out exactly once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.database.upsert import insert_missing
from webinars.models.agreement import Agreement
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar, WebinarState, webinar_hosts
from webinars.queries.agreements import list_organisers_to_ask, list_organisers_to_tell
from webinars.steps.messages import Recipient, queue_message
from webinars.steps.occurrences import plan_webinar
from webinars.steps.schedules import show_schedule


def agree(
    session: Session, webinar: Webinar, host: Host, organiser: Organiser, *, now: datetime
) -> bool:
    """Record that a host agrees to the present revision; False when it had agreed before."""
    values = {
        "webinar_id": webinar.id,
        "host_id": host.id,
        "revision": webinar.revision,
        "organiser_id": organiser.id,
        "agreed_at": now,
    }
    return insert_missing(session, Agreement, values) is not None


def withdraw(session: Session, webinar: Webinar, host: Host) -> bool:
    """Take back the agreement of a host to the present revision; False when there was none."""
    statement = delete(Agreement).where(
        Agreement.webinar_id == webinar.id,
        Agreement.host_id == host.id,
        Agreement.revision == webinar.revision,
    )
    return count_changed(session, statement) == 1


def publish_agreed(session: Session, webinar: Webinar, *, now: datetime) -> bool:
    """Put a draft online if every host has agreed to its present revision; True for one caller."""
    session.flush()
    statement = (
        update(Webinar)
        .where(
            Webinar.id == webinar.id,
            Webinar.state == WebinarState.DRAFT,
            Webinar.revision == webinar.revision,
            ~_lacks_agreement(),
        )
        .values(state=WebinarState.PUBLISHED, published_at=now, changed_at=now)
    )
    published = count_changed(session, statement) == 1
    session.expire(webinar, ["state", "published_at", "changed_at"])
    if published:
        show_schedule(session, webinar)
        plan_webinar(session, webinar, now=now)
    return published


def ask_hosts(session: Session, webinar: Webinar, *, now: datetime) -> int:
    """Ask everybody who may agree for the hosts that have not; return how many mails that are.

    Nobody is asked twice about one revision, unless the first mail never left.
    """
    asked = 0
    for organiser in list_organisers_to_ask(webinar):
        recipient = Recipient(email=organiser.email, language=organiser.language)
        queued = queue_message(
            session,
            MessageKind.AGREEMENT,
            recipient,
            (Subject.WEBINAR, webinar.id),
            now=now,
            version=webinar.revision,
            useful_until=webinar.starts_at,
        )
        asked += queued is not None or _queue_again(session, webinar, recipient, now)
    return asked


def withdraw_name(
    session: Session, webinar: Webinar, host: Host, organiser: Organiser, *, now: datetime
) -> None:
    """Name a host no longer on what is online, and tell the teams of the hosts that remain."""
    for other in list_organisers_to_tell(webinar, host, organiser):
        queue_message(
            session,
            MessageKind.NAME_WITHDRAWN,
            Recipient(email=other.email, language=other.language),
            (Subject.WEBINAR, webinar.id),
            now=now,
            version=host.id,
        )
    webinar.hosts.remove(host)
    webinar.changed_at = now


def _lacks_agreement() -> ColumnElement[bool]:
    agreed = (
        exists()
        .where(
            Agreement.webinar_id == Webinar.id,
            Agreement.host_id == webinar_hosts.c.host_id,
            Agreement.revision == Webinar.revision,
        )
        .correlate(Webinar, webinar_hosts)
    )
    return exists().where(webinar_hosts.c.webinar_id == Webinar.id, ~agreed).correlate(Webinar)


def _queue_again(session: Session, webinar: Webinar, recipient: Recipient, now: datetime) -> bool:
    # Dropped because the agreement had been withdrawn meanwhile; it never left.
    statement = (
        update(Message)
        .where(
            Message.kind == MessageKind.AGREEMENT,
            Message.recipient == recipient.email,
            Message.subject_type == Subject.WEBINAR,
            Message.subject_id == webinar.id,
            Message.version == webinar.revision,
            Message.state == MessageState.DROPPED,
        )
        .values(
            state=MessageState.QUEUED,
            reason="",
            due_at=now,
            useful_until=webinar.starts_at,
            settled_at=None,
        )
    )
    return count_changed(session, statement) == 1
