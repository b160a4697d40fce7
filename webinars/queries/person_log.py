"""What the audit log says of one person; of others not even their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.message import Message
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar
from webinars.queries.rights import Person, belonging_to

_SUBJECTS: dict[str, Any] = {
    "attendee": Attendee,
    "message": Message,
    "organiser": Organiser,
    "registration": Registration,
    "signup": SignUp,
}
"""Kinds of subjects whose rows belong to people."""

_TOLD = ("before", "host", "role", "series", "state", "values")
"""What is told of the details of an entry about the person; none of it is about anybody else."""

_NOTES = ("note.written", "note.deleted")

YOU = "you"
"""In the place of the person's own number."""


class ToldEntry(TypedDict):
    """An entry of the log as the person reads it."""

    happened_at: datetime
    action: str
    by: str
    """``you``, or in which capacity somebody else did it."""
    webinar: str | None
    """Its key."""
    changes: dict[str, Any]


def list_entries_about(session: Session, person: Person) -> list[ToldEntry]:
    """Return what was done to the person, and what they did for hosts; the oldest first."""
    about = _is_about(person)
    statement = (
        select(AuditEntry, about.label("about"), Registration.webinar_id)
        .outerjoin(
            Registration,
            and_(
                AuditEntry.subject_type == "registration", Registration.id == AuditEntry.subject_id
            ),
        )
        .where(or_(about, AuditEntry.actor == _actor(person)))
        .order_by(AuditEntry.happened_at, AuditEntry.id)
    )
    rows = [(entry, bool(mine), number) for entry, mine, number in session.execute(statement)]
    keys = _keys(session, rows)
    return [_told(entry, mine, number, person, keys) for entry, mine, number in rows]


def _actor(person: Person) -> str:
    return f"organiser {person.organiser_id or 0}"


def _is_about(person: Person) -> ColumnElement[bool]:
    subjects = (_has_subject(person, kind, model) for kind, model in _SUBJECTS.items())
    noted = exists().where(
        Registration.id == AuditEntry.details["registration"].as_integer(),
        _mine_then(person, Registration),
    )
    return or_(*subjects, and_(AuditEntry.action.in_(_NOTES), noted.correlate(AuditEntry)))


def _has_subject(person: Person, kind: str, model: Any) -> ColumnElement[bool]:
    mine = exists().where(model.id == AuditEntry.subject_id, _mine_then(person, model))
    return and_(AuditEntry.subject_type == kind, mine.correlate(AuditEntry))


def _mine_then(person: Person, model: Any) -> ColumnElement[bool]:
    # What is older than the row was about another one of its number.
    return and_(belonging_to(person, model.__table__), model.created_at <= AuditEntry.happened_at)


def _keys(session: Session, rows: Sequence[tuple[AuditEntry, bool, int | None]]) -> dict[int, str]:
    numbers = {
        number
        for entry, _, registered in rows
        for number in (registered, entry.details.get("webinar"), entry.details.get("to"))
    }
    numbers |= {entry.subject_id for entry, *_ in rows if entry.subject_type == "webinar"}
    wanted = [number for number in numbers if isinstance(number, int)]
    found = session.execute(select(Webinar.id, Webinar.key).where(Webinar.id.in_(wanted)))
    return {each.id: each.key for each in found}


def _told(
    entry: AuditEntry, mine: bool, registered: int | None, person: Person, keys: dict[int, str]
) -> ToldEntry:
    about = entry.subject_id if entry.subject_type == "webinar" else registered
    changes = {name: entry.details[name] for name in _TOLD if name in entry.details}
    if entry.details.get("to") in keys:
        changes["to"] = keys[entry.details["to"]]
    return ToldEntry(
        happened_at=entry.happened_at,
        action=entry.action,
        by=_by(entry, mine, person),
        webinar=keys.get(entry.details.get("webinar") or about or 0),
        changes=changes if mine else {},
    )


def _by(entry: AuditEntry, mine: bool, person: Person) -> str:
    itself = mine and entry.actor in ("attendee", "organiser")
    return YOU if itself or entry.actor == _actor(person) else entry.actor.partition(" ")[0]
