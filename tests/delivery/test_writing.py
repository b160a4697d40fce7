from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.delivery.messages import reload
from tests.factories import make_attendee, make_message, make_registration
from tests.support.planning import DUE, webinar_with
from tests.support.statements import recorded_statements
from webinars.database import claims, leases
from webinars.database.claims import Claim
from webinars.database.engine import transaction
from webinars.delivery.writing import write_together
from webinars.models.message import Message
from webinars.services.reminders import queue_due


def claim_reminders(session: Session, people: int) -> list[Claim]:
    """Remind so many people of one webinar, and claim all of it."""
    webinar = webinar_with(session)
    for _ in range(people):
        make_registration(session, webinar=webinar, attendee=make_attendee(session))
    session.rollback()
    queue_due(DUE)
    return claim_all(f"sender of {people}", DUE)


def claim_all(owner: str, now: datetime) -> list[Claim]:
    with transaction() as writing:
        leases.open_lease(writing, owner, now=now, expires_at=now + timedelta(minutes=1))
    with transaction() as writing:
        return claims.claim_due(writing, owner, limit=50, now=now)


def count_statements(app: Flask, batch: list[Claim]) -> int:
    with app.app_context(), recorded_statements() as statements:
        assert set(write_together(batch, DUE)) == {claim.id for claim in batch}
    return len(statements)


def test_reminders_of_a_webinar_are_written_with_as_many_statements_however_many(
    app: Flask, session: Session
) -> None:
    few = count_statements(app, claim_reminders(session, 2))
    many = count_statements(app, claim_reminders(session, 12))

    assert few == many
    bodies = session.scalars(select(Message.body)).all()
    assert len(set(bodies)) == 14
    assert None not in bodies


def test_mails_are_kept_together_only_while_all_of_them_are_ours(
    session: Session, now: datetime
) -> None:
    first, second = make_message(session), make_message(session)
    session.rollback()
    ours, theirs = claim_all("me", now)
    session.execute(update(Message).where(Message.id == theirs.id).values(attempt=2))
    session.commit()

    with transaction() as writing:
        assert not claims.freeze_together(writing, [(ours, b"1", "1"), (theirs, b"2", "2")])

    assert reload(session, first).body is None
    assert reload(session, second).body is None


def test_what_another_sender_owns_by_now_is_not_written(
    app: Flask, session: Session, now: datetime
) -> None:
    make_message(session)
    make_message(session)
    session.rollback()
    ours, theirs = claim_all("me", now)
    session.execute(update(Message).where(Message.id == theirs.id).values(owner="other"))
    session.commit()

    with app.app_context():
        assert set(write_together([ours, theirs], now)) == {ours.id}
