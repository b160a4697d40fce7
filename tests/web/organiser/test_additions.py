"""Adding people by hand: nobody holds anything before confirming by the own link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration
from tests.factories import make_webinar as make_any_webinar
from tests.mail.mails import composed
from tests.mail.reading import html_of
from tests.mail.reading import text_of as mail_text
from tests.support.organisers import let_teams_in
from tests.support.pages import form_fields, page, text_of
from tests.support.proposals import join_later
from tests.support.reminders import make_suppression
from tests.support.statements import recorded_statements
from tests.support.world import sign_in
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.log import LogFilter, list_entries
from webinars.services.registrations import confirm_sign_up
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

URL = "/en/organiser/webinars/joint/people"
TYPED = {
    "given_name": "Jo",
    "family_name": "Exemple",
    "email": "Jo.Exemple@example.org",
    "organisation_name": "Exemple SA",
    "organisation_kind": "company",
    "region": "wallonia",
    "language": "fr",
}


@pytest.fixture
def webinar(session: Session, client: FlaskClient) -> Webinar:
    """A joint webinar; the editor works for one host, the partner for the other."""
    let_teams_in(session)
    sign_in(client, "editor")
    return make_any_webinar(session, key="joint")


def add(client: FlaskClient, **typed: Any) -> Any:
    fields = form_fields(page(client, f"{URL}/add"))
    return client.post(f"{URL}/add", data={**fields, **TYPED, **typed})


def kinds(session: Session) -> list[MessageKind]:
    session.rollback()
    return list(session.scalars(select(Message.kind).order_by(Message.id)))


def confirm(session: Session, now: Any) -> None:
    signup = session.scalars(select(SignUp)).one()
    key = current_settings().link_key
    token = derive(key, Purpose.CONFIRM, signup.id, signup.generation)
    session.rollback()
    confirm_sign_up(token, now=now)


def test_an_added_person_holds_a_place_only_after_confirming(
    client: FlaskClient, session: Session, webinar: Webinar, now: Any
) -> None:
    response = add(client)

    assert response.status_code == 303
    assert "jo.exemple@example.org" in text_of(page(client, f"{URL}/added"))
    assert session.scalars(select(Registration)).all() == []
    assert kinds(session) == [MessageKind.CONFIRM_ADDRESS]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details) == ("person.added", {"webinar": webinar.id})
    wanted = LogFilter(kind="people", webinar=webinar.key)
    assert list_entries(webinar.hosts[0], wanted) == [entry]

    confirm(session, now)

    assert [each.state for each in session.scalars(select(Registration))] == ["confirmed"]
    assert "jo.exemple" not in text_of(page(client, f"{URL}/added"))
    assert "jo.exemple" in text_of(page(client, URL))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Team von Energy Saxony hat Ihre Adresse eingetragen"),
        ("fr", "L’équipe Energy Saxony a saisi votre adresse"),
        ("en", "The team of Energy Saxony has entered your address"),
    ],
)
def test_the_mail_and_the_page_behind_it_name_who_added_the_person(
    client: FlaskClient, session: Session, webinar: Webinar, language: str, words: str
) -> None:
    add(client, language=language)

    message = session.scalars(select(Message)).one()
    mail = composed(message, session)
    assert words in mail_text(mail)
    assert words in html_of(mail)
    assert "Exemple" not in mail_text(mail)
    signup = session.scalars(select(SignUp)).one()
    token = derive(current_settings().link_key, Purpose.CONFIRM, signup.id, signup.generation)
    assert words in text_of(page(client, f"/{language}/confirm/{token}"))


def test_what_people_told_themselves_is_kept(
    client: FlaskClient, session: Session, webinar: Webinar, now: Any
) -> None:
    known = make_attendee(
        session, email="jo.exemple@example.org", given_name="Johanna", language="de"
    )
    add(client)
    confirm(session, now)

    session.expire_all()
    assert (known.given_name, known.language) == ("Johanna", "de")
    assert session.scalars(select(Registration.attendee_id)).all() == [known.id]


def test_somebody_who_is_registered_is_not_added(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    attendee = make_attendee(session, email="jo.exemple@example.org")
    make_registration(session, webinar=webinar, attendee=attendee, state=RegistrationState.WAITING)

    response = add(client)

    assert response.status_code == 422
    assert "registered already" in response.get_data(as_text=True)
    assert kinds(session) == []


@pytest.mark.parametrize(("early", "status"), [(True, 303), (False, 422)])
def test_a_host_that_joined_later_does_not_learn_who_registered_before(
    client: FlaskClient, session: Session, webinar: Webinar, now: datetime, early: bool, status: int
) -> None:
    attendee = make_attendee(session, email="jo.exemple@example.org", language="fr")
    created_at = now - timedelta(days=2 if early else 0)
    make_registration(session, webinar=webinar, attendee=attendee, created_at=created_at)
    join_later(session, webinar, now - timedelta(days=1))

    response = add(client)

    assert response.status_code == status
    assert ("registered already" in response.get_data(as_text=True)) is (not early)
    assert ("jo.exemple@example.org" in text_of(page(client, f"{URL}/added"))) is early
    # As for anybody who is new: the person confirms, and nothing is registered twice.
    assert kinds(session) == ([MessageKind.CONFIRM_ADDRESS] if early else [])
    if early:
        confirm(session, now)
        for place in (URL, f"{URL}/added"):
            assert "jo.exemple" not in text_of(page(client, place))
        shown = text_of(page(client, "/en/organiser/webinars/joint/messages"), "main")
        assert "jo.exemple" not in shown
        assert shown.count("to confirm the address j***@example.org") == 1
    assert len(session.scalars(select(Registration)).all()) == 1


def test_mistakes_are_named_and_what_was_typed_stays(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    response = add(client, email="jo@", region="", organisation_kind="", family_name="")

    said = response.get_data(as_text=True)
    assert response.status_code == 422
    for sentence in (
        "This address is incomplete",
        "Choose the region.",
        "Choose the kind of the organisation.",
        "Enter the last name.",
        'value="Exemple SA"',
    ):
        assert sentence in said
    assert session.scalars(select(SignUp)).all() == []


def test_the_same_form_sent_twice_adds_once(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    fields = {**form_fields(page(client, f"{URL}/add")), **TYPED}
    for _ in range(2):
        assert client.post(f"{URL}/add", data=fields).status_code == 303

    assert len(session.scalars(select(SignUp)).all()) == 1
    assert kinds(session) == [MessageKind.CONFIRM_ADDRESS]
    assert len(session.scalars(select(AuditEntry)).all()) == 1


def test_a_closed_webinar_takes_nobody(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    fields = {**form_fields(page(client, f"{URL}/add")), **TYPED}
    webinar.state = WebinarState.CANCELLED
    session.commit()

    response = client.post(f"{URL}/add", data=fields)

    assert response.status_code == 409
    assert "Nobody can be added" in response.get_data(as_text=True)
    assert session.scalars(select(SignUp)).all() == []


def test_the_confirmation_is_sent_again_after_a_pause(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    add(client)
    fields = form_fields(page(client, f"{URL}/added"))

    early = client.post(f"{URL}/added", data=fields).get_data(as_text=True)
    assert "has just been written to" in early
    assert kinds(session) == [MessageKind.CONFIRM_ADDRESS]
    for message in session.scalars(select(Message)):
        message.created_at -= timedelta(hours=1)
    session.commit()
    late = client.post(f"{URL}/added", data=fields).get_data(as_text=True)

    assert "on its way" in late
    assert kinds(session) == [MessageKind.CONFIRM_ADDRESS] * 2


def test_only_the_team_that_added_somebody_sees_and_writes_to_them(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    add(client)
    fields = form_fields(page(client, f"{URL}/added"))

    sign_in(client, "partner")
    assert "jo.exemple" not in text_of(page(client, f"{URL}/added"))
    said = client.post(f"{URL}/added", data=fields).get_data(as_text=True)
    assert "has confirmed meanwhile" in said
    sign_in(client, "viewer")
    assert client.get(f"{URL}/add").status_code == 404
    assert client.get(f"{URL}/added").status_code == 404
    assert session.scalars(select(Attendee)).all() == []


def test_nobody_is_asked_again_at_an_address_that_gets_no_mails(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    add(client)
    fields = form_fields(page(client, f"{URL}/added"))
    for message in session.scalars(select(Message)):
        message.created_at -= timedelta(hours=1)
    make_suppression(session, "jo.exemple@example.org")
    session.commit()

    said = client.post(f"{URL}/added", data=fields).get_data(as_text=True)

    assert "No e-mail has been sent: this address gets none any more." in said
    assert kinds(session) == [MessageKind.CONFIRM_ADDRESS]
    shown = text_of(page(client, f"{URL}/added"))
    assert "The address refuses our e-mails; nothing more is sent there." in shown
    assert "Send again" not in shown


def test_many_who_were_added_cost_as_many_statements_as_one(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    def asked() -> int:
        with recorded_statements() as statements:
            shown = text_of(page(client, f"{URL}/added"))
        assert "nothing more is sent there" in shown
        return len(statements)

    for number in range(3):
        add(client, email=f"jo{number}@example.org")
        make_suppression(session, f"jo{number}@example.org")
        session.commit()
        if number == 0:
            one = asked()

    assert asked() == one
