"""Long works of the desk: prepared and begun by organisers, done by the worker in small parts.

What a part did and that it is done is one transaction: a worker that dies leaves no line half done,
and another one goes on where it was.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webinars.database.engine import lock_address, transaction
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
from webinars.queries.additions import is_added, is_registered, own_host
from webinars.queries.long_works import get_progress, get_work
from webinars.queries.memberships import get_webinar_of
from webinars.rules.webinar_states import is_open_for_registration
from webinars.settings import current_settings
from webinars.steps.additions import add_to_webinar
from webinars.steps.audit import actor_of, write_audit
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
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        work = LongWork(
            kind=LongWorkKind.ADDITIONS,
            state=LongWorkState.PREPARED,
            webinar_id=webinar.id,
            host_id=own_host(organiser, webinar).id,
            organiser_id=organiser.id,
            created_at=now,
        )
        session.add(work)
        session.flush()
        session.add_all(
            LongWorkLine(work_id=work.id, number=number, email=each.email, person=_person(each))
            for number, each in people.items()
        )
        return work.id


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
            "long_work.begun",
            ("webinar", webinar.id),
            now=now,
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
            _finish(work, LongWorkState.FAILED, now)
            return None
        work.state = LongWorkState.RUNNING
        work.attempt += 1
        work.leased_until = now + timedelta(seconds=current_settings().lease_seconds)
        return Claim(work_id=work.id, attempt=work.attempt)


def do_part(claim: Claim, *, now: datetime) -> None:
    """Do the next lines of a claimed work, unless another worker has taken it over."""
    with transaction() as session:
        held = select(LongWork).where(LongWork.id == claim.work_id).with_for_update()
        work = session.scalar(held.execution_options(populate_existing=True))
        if work is None or work.attempt != claim.attempt or work.leased_until is None:
            return
        try:
            webinar = get_webinar_of(work.organiser, work.webinar.key, Role.EDITOR)
            own_host(work.organiser, webinar)
        except NotFoundError:
            # Who handed it in may do so no longer.
            _finish(work, LongWorkState.FAILED, now)
            return
        lines = _next_lines(session, work)
        for line in lines:
            line.outcome = _add(session, work, webinar, line, now)
        work.attempt, work.leased_until = 0, None
        if len(lines) < LINES_AT_ONCE:
            _finish(work, LongWorkState.DONE, now)


def _next_lines(session: Session, work: LongWork) -> list[LongWorkLine]:
    """Return the next lines with their addresses held, in an order that all works share."""
    lines = session.scalars(
        select(LongWorkLine)
        .where(LongWorkLine.work_id == work.id, LongWorkLine.outcome.is_(None))
        .order_by(LongWorkLine.number)
        .limit(LINES_AT_ONCE)
        .with_for_update()
    ).all()
    for hashed in sorted(hash_of_address(line.email) for line in lines):
        lock_address(session, hashed)
    return list(lines)


def _add(
    session: Session, work: LongWork, webinar: Webinar, line: LongWorkLine, now: datetime
) -> LineOutcome:
    if not is_open_for_registration(webinar, now):
        return LineOutcome.CLOSED
    if is_registered(webinar, line.email):
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
