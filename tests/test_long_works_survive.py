"""Long work of the desk and a worker that dies in the middle of it."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_webinar
from tests.support.long_works import make_long_work
from tests.support.organisers import make_organiser
from tests.support.saving import together
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from tests.support.worker import QUICK, wait_until, worker
from webinars.models.audit import AuditEntry
from webinars.models.long_work import LongWork, LongWorkLine, LongWorkState
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.signup import SignUp

PEOPLE = 600


def test_another_worker_goes_on_where_one_was_killed_and_adds_nobody_twice(
    session: Session, smtp: Sink, database_url: str
) -> None:
    organiser = make_organiser(session, {make_hosts(session)[0]: Role.EDITOR})
    webinar = make_webinar(session)
    with together(session):
        make_long_work(session, webinar, organiser, PEOPLE, state=LongWorkState.WAITING)
    done = select(func.count()).where(LongWorkLine.outcome.is_not(None))
    quick = environment_for(database_url, smtp.port, **QUICK)

    def found(statement: object) -> object:
        session.rollback()
        value = session.scalar(statement)  # type: ignore[call-overload]
        session.rollback()
        return value

    with worker(quick) as process:
        wait_until(lambda: bool(found(done)))
        process.kill()
        process.wait()
    assert found(done) in range(1, PEOPLE)

    with worker(quick):
        wait_until(lambda: found(select(LongWork.state)) == LongWorkState.DONE)

    for model in (SignUp, Message, AuditEntry):
        assert found(select(func.count()).select_from(model)) == PEOPLE
    assert found(select(func.count(func.distinct(SignUp.email)))) == PEOPLE
