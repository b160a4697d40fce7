"""The audit log as the owners of a host read it: only what is about their host."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from webinars.database.engine import session
from webinars.models.audit import AuditEntry
from webinars.models.host import Host
from webinars.models.organiser import Membership, Organiser
from webinars.models.series import Series, series_hosts
from webinars.models.webinar import Webinar, webinar_hosts

PAGE = 50
"""Entries on one page."""

OPERATOR = "operator"
"""Stands for a person in the filter: whoever runs the service."""

KINDS: Mapping[str, tuple[str, ...]] = {
    "exports": ("people.exported",),
    "webinars": (
        *("webinar.", "series.", "questions.", "agreement.", "proposal.", "announcement."),
        *("words.", "speaker.", "message.", "standing.", "topic.", "handout."),
        "recording.",
    ),
    "news": ("news.",),
    "people": (
        *("registration.", "person.", "address.", "attendee.", "note.", "offer"),
        *("long_work.", "bulk_act."),
    ),
    "host": ("host.",),
    "team": ("organiser.", "support_office."),
    "access": ("password", "second_factor.", "recovery_code", "passkey."),
}
"""Kind of an act to how its actions begin."""

_BELOW_WEBINAR = ("registration", "signup", "message", "attendee")
"""Kinds of subjects whose entries name the webinar that they belong to."""


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """Which entries are listed; empty: all."""

    webinar: str = ""
    """Key of a webinar."""
    person: str = ""
    """Number of an organiser, or ``operator``."""
    kind: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.webinar or self.person or self.kind)


@dataclass(frozen=True, kw_only=True)
class Named:
    """What the numbers in entries stand for; what is not in it is gone."""

    people: Mapping[int, Organiser]
    own: Collection[int]
    """Numbers of those who work for the host."""
    webinars: Mapping[int, Webinar]
    series: Mapping[int, Series]


def count_entries(host: Host, wanted: LogFilter) -> int:
    """Return how many entries the filter finds."""
    statement = select(func.count()).select_from(AuditEntry)
    return session().scalar(statement.where(*_conditions(host, wanted))) or 0


def list_entries(host: Host, wanted: LogFilter, page: int = 1) -> list[AuditEntry]:
    """Return one page of the entries that the filter finds, the newest first."""
    statement = (
        select(AuditEntry)
        .where(*_conditions(host, wanted))
        .order_by(AuditEntry.happened_at.desc(), AuditEntry.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return list(session().scalars(statement))


def list_webinars_of(host: Host) -> list[Webinar]:
    """Return the webinars of a host, the newest first."""
    statement = (
        select(Webinar)
        .where(Webinar.id.in_(_webinars(host)))
        .order_by(Webinar.starts_at.desc(), Webinar.id.desc())
    )
    return list(session().scalars(statement))


def name_entries(host: Host, entries: Sequence[AuditEntry]) -> Named:
    """Return what the numbers in these entries stand for, by a fixed number of questions."""
    people = {number for each in entries for number in (actor_number(each), _of(each, "organiser"))}
    own = select(Membership.organiser_id).where(Membership.host_id == host.id)
    return Named(
        people=_rows(Organiser, people),
        own=set(session().scalars(own)),
        webinars=_rows(Webinar, {webinar_number(each) for each in entries}),
        series=_rows(Series, {_of(each, "series") for each in entries}),
    )


def actor_number(entry: AuditEntry) -> int | None:
    """Return the number of the organiser who did it; None: somebody else."""
    word, _, number = entry.actor.partition(" ")
    if word != "organiser":
        return None
    return int(number) if number.isdigit() else entry.subject_id


def webinar_number(entry: AuditEntry) -> int | None:
    """Return the number of the webinar that an entry is about."""
    number = entry.details.get("webinar")
    return number if isinstance(number, int) else _of(entry, "webinar")


def _of(entry: AuditEntry, subject_type: str) -> int | None:
    return entry.subject_id if entry.subject_type == subject_type else None


def _rows(model: Any, numbers: set[int | None]) -> dict[int, Any]:
    statement = select(model).where(model.id.in_(numbers - {None}))
    return {row.id: row for row in session().scalars(statement)}


def _webinars(host: Host) -> Select[Any]:
    return select(webinar_hosts.c.webinar_id).where(webinar_hosts.c.host_id == host.id)


def _about_host(host: Host) -> ColumnElement[bool]:
    series = select(series_hosts.c.series_id).where(series_hosts.c.host_id == host.id)
    members = select(Membership.organiser_id).where(Membership.host_id == host.id)
    named = AuditEntry.details["host"].as_string()
    kind, number = AuditEntry.subject_type, AuditEntry.subject_id
    return or_(
        and_(kind == "webinar", number.in_(_webinars(host))),
        and_(
            kind.in_(_BELOW_WEBINAR),
            AuditEntry.details["webinar"].as_integer().in_(_webinars(host)),
        ),
        and_(kind == "series", number.in_(series)),
        and_(kind == "host", number == host.id),
        and_(kind == "organiser", named == host.key),
        # What people do to their own access.
        and_(kind == "organiser", named.is_(None), number.in_(members)),
    )


def _conditions(host: Host, wanted: LogFilter) -> list[ColumnElement[bool]]:
    conditions = [_about_host(host)]
    if wanted.kind:
        conditions.append(or_(*(AuditEntry.action.startswith(each) for each in KINDS[wanted.kind])))
    if wanted.person == OPERATOR:
        conditions.append(AuditEntry.actor == OPERATOR)
    elif wanted.person:
        number = int(wanted.person)
        itself = and_(AuditEntry.actor == "organiser", AuditEntry.subject_id == number)
        conditions.append(or_(AuditEntry.actor == f"organiser {number}", itself))
    if wanted.webinar:
        chosen = select(Webinar.id).where(Webinar.key == wanted.webinar).scalar_subquery()
        own = and_(AuditEntry.subject_type == "webinar", AuditEntry.subject_id == chosen)
        below = and_(
            AuditEntry.subject_type.in_(_BELOW_WEBINAR),
            AuditEntry.details["webinar"].as_integer() == chosen,
        )
        conditions.append(or_(own, below))
    return conditions
