"""Links by which an organiser chooses a password, and the mail that brings one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Organiser, PasswordLink
from webinars.steps.messages import Recipient, queue_message


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


def kill_links(session: Session, organiser_id: int) -> None:
    """Make all links of an organiser invalid; their mails are not sent any more."""
    session.execute(
        delete(PasswordLink)
        .where(PasswordLink.organiser_id == organiser_id)
        .execution_options(synchronize_session=False)
    )
