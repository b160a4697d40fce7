"""Keeping no personal data longer than promised; the periods are settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase

from webinars.database.engine import transaction
from webinars.models.message import DropReason, Message, MessageState, Subject
from webinars.models.signup import SignUp, SignUpState
from webinars.settings import current_settings
from webinars.steps.audit import write_audit

LEDGER_DAYS = 90
"""Days that the address of a settled message is kept (``Retention.LEDGER``)."""

_NO_BODY: dict[str, Any] = {"body": None, "title": ""}


@dataclass(frozen=True, kw_only=True)
class CleanUp:
    """How many rows one round of housekeeping touched."""

    signups: int
    bodies: int
    recipients: int


def clean_up(now: datetime) -> CleanUp:
    """Delete and blank everything whose period is over: three periods, whole sets at a time."""
    settings = current_settings()
    with transaction() as session:
        done = CleanUp(
            signups=_delete_unconfirmed(session, now, timedelta(days=settings.unconfirmed_days)),
            bodies=_blank_bodies(session, now - timedelta(days=settings.body_days)),
            recipients=_blank_recipients(session, now - timedelta(days=LEDGER_DAYS)),
        )
        if done.signups:
            subject = ("signup", None)
            write_audit(session, "worker", "signup.deleted", subject, now=now, count=done.signups)
    return done


def _delete_unconfirmed(session: Session, now: datetime, period: timedelta) -> int:
    old = (SignUp.state == SignUpState.OPEN, SignUp.created_at < now - period)
    ids = select(SignUp.id).where(*old)
    about = (Message.subject_type == Subject.SIGNUP, Message.subject_id.in_(ids))
    waiting = update(Message).where(*about, Message.state == MessageState.QUEUED)
    _changed(
        session,
        waiting.values(state=MessageState.DROPPED, reason=DropReason.ERASED, settled_at=now),
    )
    _changed(session, update(Message).where(*about).values(recipient="", **_NO_BODY))
    return _changed(session, delete(SignUp).where(*old))


def _blank_bodies(session: Session, before: datetime) -> int:
    full = or_(Message.body.is_not(None), Message.title != "")
    settled = update(Message).where(Message.settled_at < before, full)
    return _changed(session, settled.values(**_NO_BODY))


def _blank_recipients(session: Session, before: datetime) -> int:
    settled = update(Message).where(Message.settled_at < before, Message.recipient != "")
    return _changed(session, settled.values(recipient=""))


def _changed(session: Session, statement: UpdateBase) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
