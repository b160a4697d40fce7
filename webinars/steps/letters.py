"""Writing to drafts of letters to many, sending them and taking them back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.errors import ChangeRefusedError, Refusal
from webinars.models.letter import LetterColumns
from webinars.models.message import DropReason, Message
from webinars.queries.letters import find_letter_departure
from webinars.settings import current_settings
from webinars.steps.message_drops import drop_queued


def write_draft(session: Session, row: LetterColumns, seen: int, values: dict[str, Any]) -> None:
    """Write to a draft if it still stands as it was seen; of two at once one is refused.

    :raises ChangeRefusedError: when it was sent, or edited by others, meanwhile.
    """
    kind: Any = type(row)
    as_seen = (kind.id == row.id, kind.version == seen, kind.released_at.is_(None))
    claim = update(kind).where(*as_seen).values(version=seen + 1, **values)
    if not count_changed(session, claim):
        raise ChangeRefusedError(Refusal.MEANWHILE)


def release(session: Session, row: LetterColumns, seen: int, *, now: datetime) -> datetime:
    """Make a draft one that is sent; return when its mails leave: after the settle time.

    :raises ChangeRefusedError: when it was sent, or edited by others, meanwhile.
    """
    write_draft(session, row, seen, {"released_at": now})
    session.refresh(row)
    return now + timedelta(seconds=current_settings().settle_seconds)


def take_back(session: Session, row: LetterColumns, seen: int, *, now: datetime) -> None:
    """Make what was sent a draft again.

    :raises ChangeRefusedError: when mails have left, or others were faster.
    """
    session.refresh(row, with_for_update=True)
    departure = find_letter_departure(row)
    if row.version != seen or departure is None or departure <= now:
        raise ChangeRefusedError(Refusal.MEANWHILE)
    row.version, row.released_at = seen + 1, None
    session.flush()
    outdated = (
        Message.kind == row.kind,
        Message.subject_type == row.subject,
        Message.subject_id == row.id,
        Message.version < row.version,
    )
    drop_queued(session, *outdated, reason=DropReason.OVERTAKEN, now=now)
