"""Doing to one person what a long work does to many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.errors import NotFoundError
from webinars.models.long_work import LineOutcome, LongWork, LongWorkKind, LongWorkLine
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration
from webinars.queries.bulk_acts import FITTING, get_target
from webinars.queries.planning import list_targets
from webinars.queries.suppressions import find_suppression
from webinars.rules.webinar_states import is_ahead
from webinars.steps.person_acts import approve, cancel, decline, move, promote, resend
from webinars.steps.places import is_live
from webinars.steps.seats import hold_webinar

_Act = Callable[[Session, Organiser, Registration, datetime], bool]

_ACTS: dict[LongWorkKind, _Act] = {
    LongWorkKind.APPROVE: approve,
    LongWorkKind.DECLINE: decline,
    LongWorkKind.PROMOTE: promote,
    LongWorkKind.CANCEL: cancel,
    LongWorkKind.RESEND: resend,
}


def act(session: Session, work: LongWork, line: LongWorkLine, now: datetime) -> LineOutcome:
    """Do it to the person of a line, as things stand now; return what became of it.

    :raises NotFoundError: when the organiser may not edit the webinar to which people move.
    """
    if work.kind == LongWorkKind.MOVE:
        return _move(session, work, line, now)
    webinar = hold_webinar(session, work.webinar_id)
    registration = _registration(session, line)
    if not is_ahead(webinar, now):
        return LineOutcome.OVER
    if registration is None or registration.state not in FITTING[work.kind]:
        return LineOutcome.UNFIT
    hashed = registration.attendee.recipient_hash
    if work.kind == LongWorkKind.RESEND and find_suppression(hashed) is not None:
        return LineOutcome.SUPPRESSED
    done = _ACTS[work.kind](session, work.organiser, registration, now)
    if done:
        return LineOutcome.DONE
    return LineOutcome.TOLD if work.kind == LongWorkKind.RESEND else LineOutcome.FULL


def _move(session: Session, work: LongWork, line: LongWorkLine, now: datetime) -> LineOutcome:
    target = get_target(work)
    if target is None or not all(is_ahead(each, now) for each in (work.webinar, target)):
        return LineOutcome.OVER
    if target not in list_targets(work.organiser, work.webinar, now):
        raise NotFoundError(target.key)
    registration = session.get(Registration, line.registration_id)
    if registration is None:
        return LineOutcome.UNFIT
    if move(session, work.organiser, registration, target.id, now) is not None:
        return LineOutcome.DONE
    # Read once more: what was in the way may have come about a moment ago.
    if not all(is_ahead(each, now) for each in (work.webinar, target)):
        return LineOutcome.OVER
    if registration.state not in FITTING[work.kind]:
        return LineOutcome.UNFIT
    there = is_live(session, target.id, registration.attendee_id)
    return LineOutcome.REGISTERED if there else LineOutcome.FULL


def _registration(session: Session, line: LongWorkLine) -> Registration | None:
    return session.scalar(
        select(Registration)
        .where(Registration.id == line.registration_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
