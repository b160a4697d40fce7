"""What the tests of the page that adds webinars share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.pages import form_fields, page
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar

FORM = "main form[method=post]"


def filled(client: FlaskClient, url: str, chosen: Iterable[Webinar], **typed: Any) -> Any:
    fields = form_fields(page(client, url), FORM)
    return {**fields, "webinars": [each.key for each in chosen], **typed}


def add(client: FlaskClient, url: str, *chosen: Webinar, **typed: Any) -> Any:
    return client.post(url, data=filled(client, url, chosen, **typed))


def states(session: Session, attendee: Attendee) -> list[tuple[int, RegistrationState]]:
    session.rollback()
    query = select(Registration.webinar_id, Registration.state).where(
        Registration.attendee_id == attendee.id
    )
    return [(number, state) for number, state in session.execute(query.order_by(Registration.id))]


def mails(session: Session) -> list[MessageKind]:
    session.rollback()
    return list(session.scalars(select(Message.kind).order_by(Message.id)))
