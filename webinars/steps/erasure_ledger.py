"""Erasures remembered outside of the database, as a backup that is restored brings people back.

Each is a small file of its own: nothing is written over, and folders of several machines can be put
together. Keyed hashes stand in it in place of addresses.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.models.message import Message, Subject
from webinars.queries.rights import Person
from webinars.settings import current_settings

_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """By what the rows of somebody who was erased are known again."""

    attendee_id: int | None
    email_hash: str
    former_hashes: list[str]
    """Of addresses that the attendee had before; somebody else may have them by now."""


def describe(session: Session, person: Person) -> Remembered:
    """Return by what a person would be known again; to be asked before the rows are gone."""
    hashes = (
        select(Message.recipient_hash)
        .where(
            Message.attendee_id == person.attendee_id,
            # Those go to addresses that are not proved to be the person's.
            Message.subject_type != Subject.ADDRESS_CHANGE,
            Message.recipient_hash != person.email_hash,
        )
        .distinct()
        .order_by(Message.recipient_hash)
    )
    return Remembered(
        attendee_id=person.attendee_id,
        email_hash=person.email_hash,
        former_hashes=list(session.scalars(hashes)),
    )


def remember(key: str, erased: Remembered, *, now: datetime) -> None:
    """Write an erasure into the ledger, if one is kept.

    :param key: by which the log of the database knows the erasure, too.
    :raises OSError: when it cannot be written.
    """
    folder = current_settings().erasures_folder
    if folder is None:
        return
    name = f"{now.astimezone(UTC):{_MOMENT}}-{key}"
    draft = folder / f"{name}.new"
    with draft.open("x", encoding="utf-8") as stream:
        json.dump(asdict(erased), stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(folder / f"{name}.json")


def list_remembered(folder: Path) -> Iterator[tuple[str, Remembered | None]]:
    """Yield what the ledger holds with its keys, the oldest first; None: it cannot be read."""
    for path in sorted(folder.glob("*Z-*.json")):
        key = path.stem.partition("-")[2]
        try:
            yield key, Remembered(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            yield key, None


def forget_remembered(before: datetime) -> int:
    """Delete what the ledger holds of erasures before then, and return how many there were."""
    folder = current_settings().erasures_folder
    if folder is None:
        return 0
    first = f"{before.astimezone(UTC):{_MOMENT}}"
    old = [path for path in folder.glob("*Z-*.*") if path.name < first]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
