"""Long works of the desk: which there are, and how far they have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.long_work import SUCCESSES, LongWork, LongWorkLine, LongWorkState
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar
from webinars.queries.memberships import list_hosts_of

SHOWN = 5
"""Newest ones on the page of the people."""

LINES_SHOWN = 200
"""First lines without success on the page of a work."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a work has come, in lines."""

    total: int
    done: int
    succeeded: int

    @property
    def refused(self) -> int:
        """How many lines brought nothing."""
        return self.done - self.succeeded


def list_works(organiser: Organiser, webinar: Webinar) -> Sequence[LongWork]:
    """Return the newest works of the organiser's hosts about a webinar."""
    statement = (
        select(LongWork)
        .where(LongWork.webinar_id == webinar.id, LongWork.host_id.in_(_own(organiser)))
        .order_by(LongWork.id.desc())
        .limit(SHOWN)
    )
    return session().scalars(statement).all()


def get_work(organiser: Organiser, webinar: Webinar, number: int) -> LongWork:
    """Return one of them; raises NotFoundError."""
    found = session().get(LongWork, number)
    if found is None or found.webinar_id != webinar.id or found.host_id not in _own(organiser):
        raise NotFoundError(webinar.key)
    return found


def get_progress(work: LongWork) -> Progress:
    """Return how far a work has come."""
    statement = (
        select(LongWorkLine.outcome, func.count())
        .where(LongWorkLine.work_id == work.id)
        .group_by(LongWorkLine.outcome)
    )
    counts = dict(session().execute(statement).all())
    total = sum(counts.values())
    return Progress(
        total=total,
        done=total - counts.get(None, 0),
        succeeded=sum(counts.get(each, 0) for each in SUCCESSES),
    )


def list_refused(work: LongWork) -> Sequence[LongWorkLine]:
    """Return the lines that brought nothing, in their order; no more than are shown."""
    statement = (
        select(LongWorkLine)
        .where(LongWorkLine.work_id == work.id, LongWorkLine.outcome.not_in(SUCCESSES))
        .order_by(LongWorkLine.number)
        .limit(LINES_SHOWN)
    )
    return session().scalars(statement).all()


def list_prepared(work: LongWork) -> Sequence[LongWorkLine]:
    """Return all lines of a work that has not begun, in the order of the file."""
    if work.state != LongWorkState.PREPARED:
        return ()
    statement = select(LongWorkLine).where(LongWorkLine.work_id == work.id)
    return session().scalars(statement.order_by(LongWorkLine.number)).all()


def _own(organiser: Organiser) -> list[int]:
    return [host.id for host in list_hosts_of(organiser, Role.EDITOR)]
