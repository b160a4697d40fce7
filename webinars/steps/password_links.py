"""Links by which an organiser chooses a password, and the mail that brings one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from webinars.errors import TooManyMailsError
from webinars.models.message import Message, MessageKind, Subject
from webinars.models.organiser import Organiser, PasswordLink
from webinars.settings import current_settings
from webinars.steps.messages import Recipient, queue_message
from webinars.tokens import address_hash

MAILS_PER_DAY = 5
"""Mails with a link to one address within 24 hours; more would only fill a mailbox."""


def make_link(
    session: Session, organiser: Organiser | None, *, now: datetime, minutes: int
) -> PasswordLink:
    """Write a link down; without an organiser it leads nowhere."""
    link = PasswordLink(
        organiser_id=None if organiser is None else organiser.id,
        created_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    session.add(link)
    session.flush()
    return link


def mail_link(
    session: Session, link: PasswordLink, email: str, language: str, *, now: datetime
) -> None:
    """Queue the mail with a link; one to an address that nobody has is dropped before it leaves."""
    queue_message(
        session,
        MessageKind.SET_PASSWORD,
        Recipient(email=email, language=language),
        (Subject.PASSWORD_LINK, link.id),
        now=now,
        useful_until=link.expires_at,
    )


def mail_new_link(session: Session, invited: Organiser, *, now: datetime) -> None:
    """Mail somebody a new link; the former ones lead nowhere.

    :raises TooManyMailsError: when the address got too many links today.
    """
    if are_too_many(session, invited.email, now=now):
        raise TooManyMailsError
    kill_links(session, invited.id)
    link = make_link(session, invited, now=now, minutes=current_settings().link_hours * 60)
    mail_link(session, link, invited.email, invited.language, now=now)


def are_too_many(session: Session, email: str, *, now: datetime) -> bool:
    """Tell whether as many mails with a link went to this address as may go within a day."""
    hashed = address_hash(current_settings().address_key, email)
    counted = select(func.count()).where(
        Message.recipient_hash == hashed,
        Message.kind == MessageKind.SET_PASSWORD,
        Message.created_at > now - timedelta(days=1),
    )
    return (session.scalar(counted) or 0) >= MAILS_PER_DAY


def kill_links(session: Session, organiser_id: int) -> None:
    """Make all links of an organiser invalid; their mails are not sent any more."""
    session.execute(
        delete(PasswordLink)
        .where(PasswordLink.organiser_id == organiser_id)
        .execution_options(synchronize_session=False)
    )
