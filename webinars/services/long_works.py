"""Long works of the desk: prepared and begun by organisers, done by the worker in small parts.

What a part did and that it is done is one transaction: a worker that dies leaves no line half done,
and another one goes on where it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, literal, or_, select, update
from sqlalchemy.orm import Session

from webinars.database.conflicts import begins_anew
from webinars.database.engine import lock_address, transaction
from webinars.database.upsert import insert_selected
from webinars.errors import NotFoundError
from webinars.models.long_work import (
    LineOutcome,
    LongWork,
    LongWorkKind,
    LongWorkLine,
    LongWorkState,
)
from webinars.models.organisation import OrganisationKind
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar
from webinars.queries.additions import find_registered, is_added, own_host
from webinars.queries.bulk_acts import select_lines
from webinars.queries.long_works import get_progress, get_work
from webinars.queries.memberships import get_webinar_of
from webinars.queries.people import PeopleFilter
from webinars.rules.webinar_states import is_open_for_registration
from webinars.settings import current_settings
from webinars.steps.additions import add_to_webinar
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.bulk_acts import act
from webinars.steps.sign_ups import SignUpDetails, hash_of_address

LINES_AT_ONCE = 50
"""Lines of one transaction: others who write wait for no longer than it takes."""

MOST_ATTEMPTS = 3
"""So often a part is begun without success before the work counts as failed."""


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a worker has in hand."""

    work_id: int
    attempt: int


def prepare_additions(
    organiser: Organiser, key: str, people: Mapping[int, SignUpDetails], *, now: datetime
) -> int:
    """Keep the people of a file, of whom nobody is added yet; return the number of the work.

    :param people: by the number of the line.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    with transaction() as session:
        work = _prepare(session, organiser, key, LongWorkKind.ADDITIONS, now)
        session.add_all(
            LongWorkLine(work_id=work.id, number=number, email=each.email, person=_person(each))
            for number, each in people.items()
        )
        return work.id


def prepare_acts(
    organiser: Organiser,
    key: str,
    kind: LongWorkKind,
    wanted: PeopleFilter,
    ticked: Collection[int] | None,
    *,
    to: str = "",
    now: datetime,
) -> int:
    """Keep to whom something shall be done, of which nothing is done yet; return the work's number.

    :param ticked: numbers of the registrations; None: all that the filter finds.
    :param to: key of the webinar to which people move.
    :raises NotFoundError: when one is none of the organiser's webinars to edit, or of the series.
    """
    with transaction() as session:
        work = _prepare(session, organiser, key, kind, now)
        if kind == LongWorkKind.MOVE:
            target = get_webinar_of(organiser, to, Role.EDITOR)
            if target.series_id != work.webinar.series_id or to == key:
                raise NotFoundError(to)
            work.to_id = target.id
        same = (literal(work.id), literal({}, LongWorkLine.person.type))
        names = ("number", "email", "attendee_id", "registration_id", "work_id", "person")
        lines = select_lines(work, wanted, ticked).add_columns(*same)
        insert_selected(session, LongWorkLine, names, lines)
        return work.id


def _prepare(
    session: Session, organiser: Organiser, key: str, kind: LongWorkKind, now: datetime
) -> LongWork:
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    work = LongWork(
        kind=kind,
        state=LongWorkState.PREPARED,
        webinar_id=webinar.id,
        host_id=own_host(organiser, webinar).id,
        organiser_id=organiser.id,
        created_at=now,
    )
    session.add(work)
    session.flush()
    return work


def begin_work(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Let the worker do what was prepared; whoever asks twice has it done once.

    :raises NotFoundError: when the organiser may not edit the webinar, or there is no such work.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        work = get_work(organiser, webinar, number)
        session.refresh(work, with_for_update=True)
        if work.state != LongWorkState.PREPARED:
            return
        work.state, work.started_at = LongWorkState.WAITING, now
        write_audit(
            session,
            actor_of(organiser),
            "long_work.begun" if work.kind == LongWorkKind.ADDITIONS else "bulk_act.begun",
            ("webinar", webinar.id),
            now=now,
            kind=work.kind.value,
            rows=get_progress(work).total,
        )


def claim_work(*, now: datetime) -> Claim | None:
    """Take the oldest work in hand that no worker has; one that fails again and again ends."""
    with transaction() as session:
        work = session.scalar(
            select(LongWork)
            .where(
                LongWork.state.in_((LongWorkState.WAITING, LongWorkState.RUNNING)),
                or_(LongWork.leased_until.is_(None), LongWork.leased_until <= now),
            )
            .order_by(LongWork.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if work is None:
            return None
        if work.attempt == MOST_ATTEMPTS:
            _give_up(session, work, now)
            return None
        work.state = LongWorkState.RUNNING
        work.attempt += 1
        work.leased_until = now + timedelta(seconds=current_settings().lease_seconds)
        return Claim(work_id=work.id, attempt=work.attempt)


def _give_up(session: Session, work: LongWork, now: datetime) -> None:
    """End a work whose part fails again and again; of acts, leave out the person in hand only."""
    line = None
    if work.kind != LongWorkKind.ADDITIONS:
        line = session.scalar(_undone(work).limit(1))
    if line is None:
        _finish(work, LongWorkState.FAILED, now)
    else:
        line.outcome = LineOutcome.FAILED
        work.attempt, work.leased_until = 0, None


@begins_anew
def do_part(claim: Claim, *, now: datetime) -> None:
    """Do the next lines of a claimed work, unless another worker has taken it over.

    Acts are done to one person at a time, so that nobody is in the way of the others.
    """
    with transaction() as session:
        held = select(LongWork).where(LongWork.id == claim.work_id).with_for_update()
        work = session.scalar(held.execution_options(populate_existing=True))
        if work is None or work.attempt != claim.attempt or work.leased_until is None:
            return
        try:
            more = _do_lines(session, work, now)
        except NotFoundError:
            # Who handed it in may do so no longer.
            _finish(work, LongWorkState.FAILED, now)
            return
        work.attempt, work.leased_until = 0, None
        if not more:
            _finish(work, LongWorkState.DONE, now)


def _do_lines(session: Session, work: LongWork, now: datetime) -> bool:
    """Do the next lines; return whether there may be more."""
    if not work.organiser.active:
        raise NotFoundError(work.webinar.key)
    webinar = get_webinar_of(work.organiser, work.webinar.key, Role.EDITOR)
    own_host(work.organiser, webinar)
    if work.kind != LongWorkKind.ADDITIONS:
        return _act(session, work, now)
    lines = _next_lines(session, work)
    for line in lines:
        line.outcome = _add(session, work, webinar, line, now)
    return len(lines) == LINES_AT_ONCE


def _act(session: Session, work: LongWork, now: datetime) -> bool:
    # Not held: who erases this person meanwhile comes to the line last, as we do.
    line = session.scalar(_undone(work).limit(1))
    if line is None:
        return False
    outcome = act(session, work, line, now)
    done = update(LongWorkLine).where(LongWorkLine.id == line.id).values(outcome=outcome)
    session.execute(done.execution_options(synchronize_session=False))
    return True


def _undone(work: LongWork) -> Select[LongWorkLine]:
    return (
        select(LongWorkLine)
        .where(LongWorkLine.work_id == work.id, LongWorkLine.outcome.is_(None))
        .order_by(LongWorkLine.number)
    )


def _next_lines(session: Session, work: LongWork) -> list[LongWorkLine]:
    """Return the next lines with their addresses held, in an order that all works share."""
    lines = session.scalars(_undone(work).limit(LINES_AT_ONCE).with_for_update()).all()
    for hashed in sorted(hash_of_address(line.email) for line in lines):
        lock_address(session, hashed)
    return list(lines)


def _add(
    session: Session, work: LongWork, webinar: Webinar, line: LongWorkLine, now: datetime
) -> LineOutcome:
    if not is_open_for_registration(webinar, now):
        return LineOutcome.CLOSED
    if find_registered(work.organiser, webinar, line.email) is not None:
        return LineOutcome.REGISTERED
    if is_added(work.host, webinar, line.email):
        return LineOutcome.PENDING
    details = _details(webinar, line)
    nonce = secrets.token_urlsafe(32)
    add_to_webinar(session, work.organiser, work.host, webinar, details, nonce, now=now)
    return LineOutcome.ADDED


def _finish(work: LongWork, state: LongWorkState, now: datetime) -> None:
    work.state, work.finished_at, work.leased_until = state, now, None


def _person(details: SignUpDetails) -> dict[str, str]:
    return {
        "given_name": details.given_name,
        "family_name": details.family_name,
        "organisation_name": details.organisation_name,
        "organisation_kind": details.organisation_kind.value,
        "region": details.region,
        "country": details.country,
        "language": details.language,
    }


def _details(webinar: Webinar, line: LongWorkLine) -> SignUpDetails:
    person = dict(line.person)
    return SignUpDetails(
        email=line.email,
        organisation_kind=OrganisationKind(person.pop("organisation_kind")),
        **person,
        form_language=person["language"],
        time_zone=webinar.time_zone,
        webinars=(webinar.key,),
        news_hosts=(),
    )
