"""Pages of the desk while somebody else writes for longer than anybody waits."""

from __future__ import annotations

from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.support.clock import Clock
from webinars.database.engine import db
from webinars.models.organiser import OrganiserSession
from webinars.models.webinar import Webinar
from webinars.web.access import SEEN_AFTER


def seen_at(session: Session) -> datetime:
    session.rollback()
    return session.scalars(select(OrganiserSession.seen_at)).one()


def test_a_page_opens_while_others_write_and_the_next_visit_is_noted(
    client: FlaskClient, session: Session, webinar: Webinar, clock: Clock
) -> None:
    people = f"/en/organiser/webinars/{webinar.key}/people"
    before = clock.now
    session.execute(update(OrganiserSession).values(seen_at=before))
    session.commit()
    clock.now += SEEN_AFTER
    with db.engine.begin() as other:
        other.execute(update(OrganiserSession).values(seen_at=OrganiserSession.seen_at))
        shown = client.get(people)

    assert shown.status_code == 200
    assert webinar.titles["en"] in shown.get_data(as_text=True)
    assert seen_at(session) == before
    assert client.get(people).status_code == 200
    assert seen_at(session) == clock.now
