"""Long work of the desk and a worker that dies in the middle of it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_registration, make_webinar
from tests.support.long_works import make_long_work
from tests.support.organisers import make_organiser
from tests.support.saving import together
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from tests.support.times import starting_in
from tests.support.worker import QUICK, wait_until, worker
from webinars.clock import now
from webinars.models.audit import AuditEntry
from webinars.models.long_work import LongWork, LongWorkKind, LongWorkLine, LongWorkState
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar
from webinars.queries.people import PeopleFilter
from webinars.services.long_works import begin_work, prepare_acts

PEOPLE = 600


def survive(session: Session, smtp: Sink, database_url: str) -> Callable[[object], object]:
    """Kill a worker in the middle of the work and let another one end it; return how to ask."""
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
    return found


def test_another_worker_goes_on_where_one_was_killed_and_adds_nobody_twice(
    session: Session, smtp: Sink, database_url: str
) -> None:
    organiser = make_organiser(session, {make_hosts(session)[0]: Role.EDITOR})
    webinar = make_webinar(session, **starting_in(since=now(), days=30))
    with together(session):
        make_long_work(session, webinar, organiser, PEOPLE, state=LongWorkState.WAITING)

    found = survive(session, smtp, database_url)

    for model in (SignUp, Message, AuditEntry):
        assert found(select(func.count()).select_from(model)) == PEOPLE
    assert found(select(func.count(func.distinct(SignUp.email)))) == PEOPLE


def test_another_worker_goes_on_where_one_was_killed_and_approves_nobody_twice(
    session: Session, smtp: Sink, database_url: str
) -> None:
    organiser = make_organiser(session, {make_hosts(session)[0]: Role.EDITOR})
    webinar = make_webinar(session, capacity=PEOPLE, **starting_in(since=now(), days=30))
    with together(session):
        for _ in range(PEOPLE):
            make_registration(session, webinar=webinar, state=RegistrationState.REQUESTED)
    everybody = PeopleFilter()
    number = prepare_acts(organiser, webinar.key, LongWorkKind.APPROVE, everybody, None, now=now())
    begin_work(organiser, webinar.key, number, now=now())

    found = survive(session, smtp, database_url)

    assert found(select(Webinar.seats_taken)) == PEOPLE
    confirmed = Registration.state == RegistrationState.CONFIRMED
    assert found(select(func.count(Registration.id)).where(confirmed)) == PEOPLE
    assert found(select(func.count(func.distinct(Message.subject_id)))) == PEOPLE
    assert found(select(func.count(Message.id))) == PEOPLE
    acts = AuditEntry.action == "registration.approved"
    assert found(select(func.count(AuditEntry.id)).where(acts)) == PEOPLE
