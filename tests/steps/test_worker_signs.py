from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.models.worker_sign import WorkerSign
from webinars.steps.worker_signs import failing, seen

LATER = timedelta(minutes=5)


def read(session: Session) -> WorkerSign:
    session.expire_all()
    return session.scalars(select(WorkerSign)).one()


def test_a_part_that_works_again_and_again_has_one_row(session: Session, now: datetime) -> None:
    seen(session, "sender", now=now)
    seen(session, "sender", now=now + LATER)

    assert read(session).seen_at == now + LATER


def test_since_when_a_part_fails_stays_while_its_error_is_renewed(
    session: Session, now: datetime
) -> None:
    seen(session, "transport", now=now)
    failing(session, "transport", "first", now=now + LATER)
    failing(session, "transport", "second", now=now + 2 * LATER)

    sign = read(session)
    assert (sign.seen_at, sign.failing_since, sign.error) == (now, now + LATER, "second")


def test_a_part_may_fail_before_it_ever_worked(session: Session, now: datetime) -> None:
    failing(session, "transport", "refused", now=now)

    assert (read(session).failing_since, read(session).error) == (now, "refused")


def test_the_first_success_ends_a_failure(session: Session, now: datetime) -> None:
    failing(session, "transport", "refused", now=now)
    seen(session, "transport", now=now + LATER)

    assert (read(session).failing_since, read(session).error) == (None, "")
