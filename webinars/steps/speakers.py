"""Bringing the speakers of a webinar into line: whoever stays keeps row, address and link."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from webinars.errors import NotPossibleError
from webinars.models.message import MessageKind, Subject
from webinars.models.occurrence import Occurrence
from webinars.models.organiser import Organiser
from webinars.models.webinar import SlidesState, Speaker, SpeakerDesk, Webinar, WebinarState
from webinars.queries.speakers import (
    get_speaker_desk,
    get_speaker_of,
    select_invited,
    select_reminded,
)
from webinars.rules.programme import Columns
from webinars.steps.messages import Recipient, Timing, queue_message
from webinars.steps.programme_rows import write
from webinars.steps.seats import hold_webinar

_TEXTS = ("roles", "biographies")


def write_speakers(rows: list[Speaker], wanted: Sequence[Columns]) -> bool:
    """Bring them into line; tell whether anything changed.

    :param wanted: the columns of each, and from a form ``number``: of the row, empty for a new one;
        ``email`` and ``language``: of the desk. In a file people are known by their names.
    """
    left, changes = list(rows), [False]
    for position, columns in enumerate(wanted):
        row = next((row for row in left if _is_meant(row, columns)), None)
        changes.append(row is None)
        if row is None:
            row = Speaker(name=columns["name"], revision=1)
            rows.append(row)
        else:
            left.remove(row)
        changes.append(_write(row, {**columns, "position": position}))
    for row in left:
        rows.remove(row)
    rows.sort(key=lambda row: row.position)
    return any(changes) or bool(left)


def write_texts(row: Speaker, texts: Columns) -> bool:
    """Set role and biography; tell whether they differ."""
    changed = write(row, texts)
    row.revision += changed
    return changed


def tell_speakers(
    session: Session, webinar: Webinar, kind: MessageKind, *, timing: Timing, now: datetime
) -> int:
    """Queue a message to each invited speaker of a webinar as it stands now; return how many."""
    return _tell(session, select_invited(webinar.id), kind, timing, now)


def remind_speakers(session: Session, occurrence: Occurrence, *, now: datetime) -> int:
    """Queue a reminder to each speaker who was invited in time for it; return how many."""
    timing = Timing(
        version=occurrence.id,
        due_at=occurrence.due_at,
        useful_until=min(occurrence.useful_until, occurrence.webinar.ends_at),
    )
    desks = select_reminded(occurrence.webinar_id, occurrence.due_at)
    return _tell(session, desks, MessageKind.SPEAKER_REMINDER, timing, now)


def withdraw(desk: SpeakerDesk) -> None:
    """Let no link open the desk any more."""
    desk.generation += 1
    desk.invited_at = None


def set_photo(desk: SpeakerDesk, photo: bytes | None) -> None:
    """Show this photo of a speaker under a new address, or none."""
    desk.photo = photo
    desk.photo_key = "" if photo is None else secrets.token_hex(16)


def set_slides(
    desk: SpeakerDesk, slides: bytes | None, state: SlidesState | None, now: datetime | None = None
) -> None:
    """Keep these slides of a speaker under a new address, or none."""
    desk.slides = slides
    desk.slides_key = "" if slides is None else secrets.token_hex(16)
    desk.slides_size = 0 if slides is None else len(slides)
    desk.slides_state, desk.slides_at = state, now


def hold_desk(
    session: Session, organiser: Organiser, key: str, number: int
) -> tuple[Webinar, SpeakerDesk | None]:
    """Return a speaker's webinar and desk as they stand now, held until the transaction ends.

    :raises NotFoundError: when it is no speaker of a webinar that the organiser may change.
    """
    webinar = hold_webinar(session, get_speaker_of(organiser, key, number).webinar_id)
    session.expire_all()
    return webinar, get_speaker_of(organiser, key, number).desk


def hold_own_desk(session: Session, token: str) -> tuple[Webinar, SpeakerDesk]:
    """Return the same for whoever holds the link.

    :raises NotFoundError: when the link is not valid.
    :raises NotPossibleError: when the webinar is cancelled.
    """
    webinar = hold_webinar(session, get_speaker_desk(token).speaker.webinar_id)
    if webinar.state == WebinarState.CANCELLED:
        raise NotPossibleError
    return webinar, get_speaker_desk(token)


def _tell(
    session: Session, desks: Select[Any], kind: MessageKind, timing: Timing, now: datetime
) -> int:
    told = [
        queue_message(
            session,
            kind,
            Recipient(email=desk.email, language=desk.language),
            (Subject.SPEAKER, desk.id),
            now=now,
            **vars(timing),
        )
        for desk in session.scalars(desks)
    ]
    return len(told)


def _is_meant(row: Speaker, columns: Columns) -> bool:
    if "number" in columns:
        return str(row.id) == str(columns["number"])
    return row.name.casefold() == str(columns["name"]).casefold()


def _write(row: Speaker, columns: Columns) -> bool:
    texts: Columns = {name: columns[name] for name in _TEXTS if name in columns}
    retold = write_texts(row, texts)
    if retold and row.desk is not None:
        row.desk.changed_at = None
    moved = "email" in columns and _write_desk(row, columns["email"], columns["language"])
    others = {name: columns[name] for name in columns if name not in _DESK and name not in texts}
    return write(row, others) or moved or retold


_DESK = ("number", "email", "language")


def _write_desk(row: Speaker, email: str, language: str) -> bool:
    """Keep how a speaker is reached; another address makes the link invalid."""
    desk = row.desk
    if not email:
        row.desk = None
        return desk is not None
    if desk is None:
        row.desk = SpeakerDesk(email=email, language=language, generation=0)
        return True
    if desk.email != email:
        # Perhaps another person.
        withdraw(desk)
        set_photo(desk, None)
        set_slides(desk, None, None)
    return write(desk, {"email": email, "language": language})
