"""Acts on many people of a webinar: whom they are about, and what they will do to how many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.database.reminders import is_suppressed
from webinars.models.attendee import Attendee
from webinars.models.long_work import LongWork, LongWorkKind, LongWorkLine
from webinars.models.message import Message, MessageKind
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.joined import registered_since
from webinars.queries.offers import is_anybody_unasked
from webinars.queries.people import PeopleFilter, people_conditions
from webinars.queries.registrations import WAITING_ORDER
from webinars.queries.schedules import ABOUT, WILL_HEAR
from webinars.queries.suppressions import map_suppressed
from webinars.queries.webinars import count_waiting
from webinars.rules.webinar_states import is_ahead

FITTING = {
    LongWorkKind.APPROVE: (RegistrationState.REQUESTED,),
    LongWorkKind.DECLINE: (RegistrationState.REQUESTED,),
    LongWorkKind.PROMOTE: (RegistrationState.WAITING, RegistrationState.OFFERED),
    LongWorkKind.CANCEL: (
        RegistrationState.CONFIRMED,
        RegistrationState.WAITING,
        RegistrationState.OFFERED,
    ),
    LongWorkKind.MOVE: (RegistrationState.CONFIRMED, RegistrationState.WAITING),
    LongWorkKind.RESEND: (
        RegistrationState.CONFIRMED,
        RegistrationState.WAITING,
        RegistrationState.REQUESTED,
    ),
}
"""Act to the states in which it can be done to a registration."""

NAMED = 200
"""People to whom an act cannot be done that a page names."""


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What an act will do, as things stand."""

    possible: bool
    """Whether the webinars are ahead."""
    total: int
    fitting: int
    """To so many people it can be done."""
    seats: int | None
    """So many of them get a place; None: it gives none."""
    mailed: int
    """So many of them are written to."""
    next_in_line: int
    """At most so many others move up and are told."""
    unfit: Sequence[Registration]
    """To whom it cannot be done."""
    suppressed: Collection[str]
    """Addresses of these that get no e-mails; of an act that only writes."""


def select_lines(
    work: LongWork, wanted: PeopleFilter, ticked: Collection[int] | None
) -> Select[Any]:
    """Return the question for the lines of an act: turn, address, person and registration.

    Who waits comes first, in the order of the list: a place that becomes free then goes to nobody
    who is to be cancelled or moved too.

    :param ticked: numbers of the registrations; None: all that the filter finds.
    """
    chosen = people_conditions(work.webinar, wanted)
    if ticked is not None:
        chosen = [
            Registration.webinar_id == work.webinar_id,
            registered_since(wanted.joined_at),
            Registration.id.in_(ticked),
        ]
    seated_last = case((Registration.state.in_(SEATED), 1), else_=0)
    turn = func.row_number().over(order_by=(seated_last, *WAITING_ORDER))
    return (
        select(turn, Attendee.email, Attendee.id, Registration.id)
        .join(Attendee, Attendee.id == Registration.attendee_id)
        .where(*chosen)
    )


def get_target(work: LongWork) -> Webinar | None:
    """Return the webinar to which people move; None: they do not, or it is gone."""
    return None if work.to_id is None else session().get(Webinar, work.to_id)


def foresee(work: LongWork, now: datetime) -> Outlook:
    """Return what a work that acts on registrations will do, as things stand."""
    target = get_target(work)
    counts = _count_states(work)
    fits = _fits(work)
    fitting = _count(work, fits)
    seats = _seats(work, target, fitting, counts)
    unfit = _list_unfit(work, fits)
    moved_anyway = target is not None and target.waiting_list
    ahead = is_ahead(work.webinar, now)
    return Outlook(
        possible=ahead and (work.kind != LongWorkKind.MOVE or _is_open(target, now)),
        total=sum(counts.values()),
        fitting=fitting,
        seats=seats,
        mailed=fitting if seats is None or moved_anyway else seats,
        next_in_line=_next_in_line(work, counts),
        unfit=unfit,
        suppressed=(
            map_suppressed([each.attendee.email for each in unfit])
            if work.kind == LongWorkKind.RESEND
            else ()
        ),
    )


def _is_open(target: Webinar | None, now: datetime) -> bool:
    return target is not None and target.is_certain and is_ahead(target, now)


def _fits(work: LongWork) -> ColumnElement[bool]:
    fits = Registration.state.in_(FITTING[work.kind])
    if work.kind == LongWorkKind.RESEND:
        again = Message.kind == MessageKind.REGISTERED_AGAIN
        present = Message.version == work.webinar.schedule_version
        told = exists().where(ABOUT, again, present).correlate(Registration)
        silent = Registration.attendee.has(is_suppressed(Attendee.recipient_hash))
        return and_(fits, ~told, ~WILL_HEAR, ~silent)
    if work.kind != LongWorkKind.MOVE:
        return fits
    there = Registration.__table__.alias("there")
    registered = exists().where(
        there.c.webinar_id == work.to_id,
        there.c.attendee_id == Registration.attendee_id,
        there.c.state != RegistrationState.CANCELLED,
    )
    return and_(fits, ~registered.correlate(Registration))


def _of(work: LongWork, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(LongWorkLine, LongWorkLine.registration_id == Registration.id)
        .where(LongWorkLine.work_id == work.id)
    )


def _count_states(work: LongWork) -> dict[RegistrationState, int]:
    counted = _of(work, Registration.state, func.count()).group_by(Registration.state)
    return dict(session().execute(counted).all())


def _count(work: LongWork, *conditions: ColumnElement[bool]) -> int:
    statement = _of(work, func.count(Registration.id)).where(*conditions)
    return session().scalar(statement) or 0


def _list_unfit(work: LongWork, fits: ColumnElement[bool]) -> Sequence[Registration]:
    unfit = _of(work, Registration).where(~fits).options(joinedload(Registration.attendee))
    return session().scalars(unfit.order_by(LongWorkLine.number).limit(NAMED)).all()


def _seats(
    work: LongWork, target: Webinar | None, fitting: int, counts: dict[RegistrationState, int]
) -> int | None:
    if work.kind == LongWorkKind.MOVE:
        if target is None or is_anybody_unasked(target.id):
            return 0
        return min(fitting, max(0, target.seats_free))
    if work.kind not in (LongWorkKind.APPROVE, LongWorkKind.PROMOTE):
        return None
    held = counts.get(RegistrationState.OFFERED, 0) if work.kind == LongWorkKind.PROMOTE else 0
    return held + min(fitting - held, max(0, work.webinar.seats_free))


def _next_in_line(work: LongWork, counts: dict[RegistrationState, int]) -> int:
    if work.kind not in (LongWorkKind.CANCEL, LongWorkKind.MOVE):
        return 0
    freed = sum(counts.get(each, 0) for each in SEATED if each in FITTING[work.kind])
    others = count_waiting(work.webinar_id) - counts.get(RegistrationState.WAITING, 0)
    return max(0, min(freed, others))
