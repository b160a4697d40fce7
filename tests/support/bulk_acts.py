"""Acts on many people, for tests: a webinar, its people, and choosing what is done to them."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_invitation,
    make_registration,
    make_series,
    make_webinar,
)
from tests.support.organisers import let_teams_in
from tests.support.pages import form_fields, page
from tests.support.world import sign_in
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar

URL = "/en/organiser/webinars/first/people"
CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
REQUESTED, CANCELLED = RegistrationState.REQUESTED, RegistrationState.CANCELLED
OFFERED = RegistrationState.OFFERED


def make_first(session: Session, client: FlaskClient) -> Webinar:
    """Make the first webinar of a series, with two places; the second one has one place.

    The client is an editor; a viewer and an editor of the partner can sign in, too.
    """
    let_teams_in(session)
    sign_in(client, "editor")
    series = make_series(session)
    make_webinar(session, key="second", series=series, capacity=1)
    return make_webinar(session, key="first", series=series, capacity=2)


def add(
    session: Session,
    webinar: Webinar,
    name: str,
    state: RegistrationState,
    *,
    language: str = "de",
    **more: Any,
) -> Registration:
    """Register a new person, with a calendar entry if seated."""
    person = {"given_name": name, "email": f"{name.lower()}@example.org", "language": language}
    attendee = make_attendee(session, **person)
    made = make_registration(session, webinar=webinar, attendee=attendee, state=state, **more)
    if state == CONFIRMED:
        make_invitation(session, made)
    return made


def choose(client: FlaskClient, act: str, *people: Registration, url: str = URL) -> Any:
    """Choose an act for these people; without any, for all whom the list finds."""
    shown = page(client, url)
    fields = {
        "csrf_token": form_fields(shown, "form[method=post]")["csrf_token"],
        "people": [str(each.id) for each in people],
        "whom": "ticked" if people else "all",
        "act": act,
    }
    return client.post(url.replace("/people", "/people/acts"), data=fields)


def prepare(client: FlaskClient, act: str, *people: Registration, url: str = URL) -> str:
    """Choose an act; return the address of the page that says what it does."""
    answer = choose(client, act, *people, url=url)
    assert answer.status_code == 303
    return str(answer.location)


def begin(client: FlaskClient, address: str) -> None:
    """Press the button of that page."""
    assert client.post(address, data=form_fields(page(client, address))).status_code == 303


def rows(session: Session, model: Any) -> list[Any]:
    """Return all rows of a table, as committed."""
    session.rollback()
    return list(session.scalars(select(model).order_by(model.id)))


def states(session: Session) -> list[tuple[str, str, RegistrationState]]:
    """Return webinar, first name and state of every registration."""
    found = rows(session, Registration)
    return [(each.webinar.key, each.attendee.given_name, each.state) for each in found]


def kinds(session: Session) -> list[MessageKind]:
    """Return the kinds of all messages."""
    return [each.kind for each in rows(session, Message)]
