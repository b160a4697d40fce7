"""Asking for the personal link again."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_hosts
from tests.support.pages import form_fields, form_token, page, parsed, text_of, understood
from tests.support.smtp import Sink
from tests.support.statements import recorded_statements
from webinars.models.message import DropReason, Message, MessageKind, MessageState
from webinars.services.attendees import ask_for_link
from webinars.settings import Settings
from webinars.worker import work_once

URL = "/en/lost-link"
KNOWN, UNKNOWN = "known@example.org", "other@example.org"


def ask(client: FlaskClient, address: str):
    return client.post(URL, data={**form_fields(page(client, URL)), "email": address})


def messages(session: Session) -> list[Message]:
    session.rollback()
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_work(
    client: FlaskClient, session: Session
) -> None:
    make_hosts(session)
    make_attendee(session, email=KNOWN)
    answers = []
    for address in (KNOWN, UNKNOWN):
        fields = {**form_fields(page(client, URL)), "email": address}
        with recorded_statements() as statements:
            answer = client.post(URL, data=fields)
        body = client.get(answer.location).get_data(as_text=True)
        answers.append((answer.status_code, answer.location, answer.get_data(), body, statements))
    assert answers[0] == answers[1]
    assert "If we know this address, the personal link will arrive there" in answers[0][3]
    known, unknown = messages(session)
    shape = ("kind", "lane", "subject_type", "version", "state", "due_at", "useful_until", "phase")
    assert [getattr(known, each) for each in shape] == [getattr(unknown, each) for each in shape]


def test_only_a_known_address_gets_a_mail(
    app: Flask, client: FlaskClient, session: Session, smtp: Sink, settings: Settings
) -> None:
    make_hosts(session)
    make_attendee(session, email=KNOWN, language="de")
    for address in (KNOWN, UNKNOWN):
        ask_for_link(address, "en", now=NOW)
    work_once(app)
    (mail,) = smtp.messages_to(KNOWN)
    assert mail["Subject"] == "Ihr persönlicher Link"
    assert f"{settings.public_base_url}/de/my/" in mail.get_body(("plain",)).get_content()
    assert smtp.messages_to(UNKNOWN) == []
    dropped = messages(session)[1]
    assert (dropped.state, dropped.reason) == (MessageState.DROPPED, DropReason.ERASED)


def test_asking_again_at_once_makes_no_second_mail(session: Session, settings: Settings) -> None:
    make_attendee(session, email=KNOWN)
    pause = timedelta(seconds=settings.resend_seconds)
    for address in (KNOWN, UNKNOWN):
        for later in (timedelta(0), pause - timedelta(seconds=1), pause):
            ask_for_link(address, "en", now=NOW + later)
    assert [each.version for each in messages(session)] == [1, 2, 1, 2]


def test_the_links_count_among_the_mails_of_a_day(session: Session, settings: Settings) -> None:
    make_attendee(session, email=KNOWN)
    most = settings.confirmation_mails_per_day
    for hour in range(most + 2):
        ask_for_link(KNOWN, "en", now=NOW + timedelta(hours=hour))
    assert len(messages(session)) == most
    ask_for_link(KNOWN, "en", now=NOW + timedelta(hours=25))
    assert len(messages(session)) == most + 1


def test_messages_about_nobody_stay_apart_when_their_addresses_are_blanked(
    session: Session,
) -> None:
    for address in (UNKNOWN, "third@example.org"):
        ask_for_link(address, "en", now=NOW)
    for message in messages(session):
        message.recipient = ""
    session.commit()
    assert session.scalar(select(func.count()).where(Message.recipient == "")) == 2


def test_an_incomplete_address_is_pointed_out_and_kept(
    client: FlaskClient, session: Session
) -> None:
    answer = ask(client, "kim@example")
    soup = parsed(answer)
    assert answer.status_code == 422
    assert "This address is incomplete." in text_of(soup, ".errors")
    field = soup.select_one("input[name=email]")
    assert field is not None
    assert field["value"] == "kim@example"
    assert messages(session) == []


def test_a_likely_slip_is_pointed_out_before_a_mail_goes_nowhere(client: FlaskClient) -> None:
    soup = parsed(ask(client, "kim@gmial.com"))
    assert "Did you mean kim@gmail.com?" in text_of(soup, ".errors")
    assert client.post(URL, data=form_fields(soup)).status_code == 303


def test_the_form_is_found_from_every_page_and_where_a_link_was_cut(
    client: FlaskClient, session: Session
) -> None:
    make_hosts(session)
    assert page(client, "/en/").select(f'footer a[href="{URL}"]')
    missing = page(client, "/en/my/1.cut", status=404)
    assert missing.select(f'main a[href="{URL}"]')
    assert missing.select('main .lead a[href="/en/"]')


def test_the_kind_of_message_is_asked_for_by_this_form_only(
    client: FlaskClient, session: Session
) -> None:
    make_attendee(session, email=KNOWN)
    token = form_token(page(client, URL))
    assert client.post(URL, data={"email": KNOWN}).status_code == 400
    assert messages(session) == []
    answer = client.post(URL, data={"email": f" {KNOWN.upper()} ", "csrf_token": token})
    assert answer.status_code == 303
    assert [each.kind for each in messages(session)] == [MessageKind.PERSONAL_LINK]
    assert understood(client.get(f"{URL}/sent").text).select("h1")
