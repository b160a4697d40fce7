"""Calendar entries: one UID per attendee and webinar for ever, and a sequence that only rises."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.models.registration import Invitation
from webinars.settings import current_settings


def issue_invitation(session: Session, attendee_id: int, webinar_id: int) -> Invitation:
    """Return the invitation to send now: a new one, or the known one with a higher sequence.

    Who cancels and registers again needs a higher number than the cancellation had
    (RFC 5546, section 2.1.5).
    """
    invitation = _held(session, attendee_id, webinar_id)
    if invitation is None:
        uid = f"{uuid.uuid4()}@{current_settings().mail_domain}"
        invitation = Invitation(attendee_id=attendee_id, webinar_id=webinar_id, uid=uid, sequence=0)
        session.add(invitation)
    else:
        invitation.sequence += 1
    session.flush()
    return invitation


def raise_sequence(session: Session, attendee_id: int, webinar_id: int) -> int:
    """Return the next sequence of a calendar entry; 0 when the person never had one."""
    invitation = _held(session, attendee_id, webinar_id)
    if invitation is None:
        return 0
    invitation.sequence += 1
    session.flush()
    return invitation.sequence


def _held(session: Session, attendee_id: int, webinar_id: int) -> Invitation | None:
    return session.scalar(
        select(Invitation)
        .where(Invitation.attendee_id == attendee_id, Invitation.webinar_id == webinar_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
