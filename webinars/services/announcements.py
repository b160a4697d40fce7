"""Writing to many people at once: drafted, looked at, then sent after the settle time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, Refusal
from webinars.languages import Texts
from webinars.models.announcement import FOLLOW_UPS, Announcement, Readers
from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.announcements import get_announcement, meant_by
from webinars.queries.memberships import get_webinar_of
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.letters import release, take_back, write_draft
from webinars.steps.messages import Timing, queue_for_registrations
from webinars.steps.seats import hold_webinar

USEFUL_AFTERWARDS = timedelta(days=7)
"""How long a message may still be sent once its webinar is over."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is written, and to whom."""

    readers: Readers
    region: str
    titles: Texts
    texts: Texts


def draft_announcement(organiser: Organiser, key: str, letter: Letter, *, now: datetime) -> int:
    """Keep a letter about a webinar that nobody gets yet; return its number.

    :raises NotFoundError: when the organiser may not edit the webinar.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        row = Announcement(webinar_id=webinar.id, created_at=now, **vars(letter))
        session.add(row)
        session.flush()
        return row.id


def edit_announcement(
    organiser: Organiser, key: str, number: int, letter: Letter, *, seen: int
) -> None:
    """Write a draft anew.

    :param seen: the version that the organiser edited.
    :raises NotFoundError: when the organiser may not edit the webinar, or there is none.
    :raises ChangeRefusedError: when it was sent, or edited by others, meanwhile.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        row = get_announcement(webinar, number)
        write_draft(session, row, seen, vars(letter))


def send_announcement(
    organiser: Organiser, key: str, number: int, *, seen: int, now: datetime
) -> int:
    """Send a draft to everybody it means, after the settle time; return how many that are.

    :param seen: the version that the organiser has read.
    :raises NotFoundError: when the organiser may not edit the webinar, or there is none.
    :raises ChangeRefusedError: when its people get no mails, cannot be told yet, or it was sent or
        edited meanwhile.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        row = get_announcement(webinar, number)
        refusal = refusal_to_send(row, webinar, now)
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        due_at = release(session, row, seen, now=now)
        ahead = webinar.ends_at > due_at
        timing = Timing(
            version=row.version,
            due_at=due_at,
            useful_until=webinar.ends_at if ahead else due_at + USEFUL_AFTERWARDS,
        )
        told = queue_for_registrations(
            session,
            MessageKind.ANNOUNCEMENT,
            *meant_by(row),
            timing=timing,
            now=now,
            subject=(Subject.ANNOUNCEMENT, row.id),
        )
        _audit(session, organiser, "announcement.sent", row, now, told=told)
        return told


def withhold_announcement(
    organiser: Organiser, key: str, number: int, *, seen: int, now: datetime
) -> None:
    """Make what was sent a draft again, as long as no mail has left.

    :raises NotFoundError: when the organiser may not edit the webinar, or there is none.
    :raises ChangeRefusedError: when mails have left, or others were faster.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        row = get_announcement(webinar, number)
        take_back(session, row, seen, now=now)
        _audit(session, organiser, "announcement.withheld", row, now)


def refusal_to_send(row: Announcement, webinar: Webinar, now: datetime) -> Refusal | None:
    """Return why a draft cannot be sent as things stand; or None."""
    if webinar.state != WebinarState.PUBLISHED:
        return Refusal.NOT_PUBLISHED
    over = webinar.ends_at <= now
    if over != (row.readers in FOLLOW_UPS):
        # Whoever wants no follow-ups gets none in another guise either.
        return Refusal.OVER if over else Refusal.UNKNOWN_YET
    return None


def _audit(
    session: Session,
    organiser: Organiser,
    action: str,
    row: Announcement,
    now: datetime,
    **more: Any,
) -> None:
    about = ("webinar", row.webinar_id)
    write_audit(session, actor_of(organiser), action, about, now=now, announcement=row.id, **more)
