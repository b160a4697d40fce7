"""Registering a colleague: the colleague is told by whom, and decides."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.mail.mails import composed
from tests.mail.reading import text_of, words_of
from tests.support.pages import page, parsed, post
from tests.support.pages import text_of as words_on
from tests.support.signups import URL, send, sign_ups, summary
from webinars.models.message import Message
from webinars.models.signup import SignUpState
from webinars.models.webinar import Webinar
from webinars.settings import Settings
from webinars.tokens import Purpose, derive

ASSISTANT = {"for_colleague": "y", "registered_by": "Dr. Ulla O’Néill-Muster"}

pytestmark = pytest.mark.usefixtures("webinars")


def test_the_colleague_is_named_who_filled_in_the_form_and_confirms(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    answer = send(client, URL, language="en", news_hosts=["tweed"], **ASSISTANT)

    assert "Your colleague opens it" in words_on(page(client, answer.location))
    (signup,) = sign_ups(session)
    assert (signup.email, signup.registered_by) == ("kim@example.org", ASSISTANT["registered_by"])
    assert signup.news_hosts == []
    mail = composed(session.scalars(select(Message)).one(), session)
    sentence = f"{ASSISTANT['registered_by']} has entered your name and address"
    assert mail["To"] == "kim@example.org"
    assert sentence in text_of(mail)
    assert sentence in words_of(mail)
    session.rollback()
    confirm = f"/en/confirm/{derive(settings.link_key, Purpose.CONFIRM, signup.id, 1)}"
    assert "has filled in the form for you" in words_on(page(client, confirm))

    post(client, confirm)

    (signup,) = sign_ups(session)
    assert (signup.state, signup.registered_by) == (SignUpState.CONFIRMED, "")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Enter your name, so that your colleague knows who filled this in."),
        ("Call 0800 123", "Write only your first and last name here."),
        ("evil.example", "Write only your first and last name here."),
        ("Urgent. Call us", "Write only your first and last name here."),
        ("Your account is closed call us today", "Write only your first and last name here."),
    ],
)
def test_what_is_no_name_is_refused_and_stays_in_the_field(
    client: FlaskClient, session: Session, name: str, sentence: str
) -> None:
    answer = send(client, URL, for_colleague="y", registered_by=name)

    soup = parsed(answer)
    assert answer.status_code == 422
    assert summary(soup) == {"#registered_by": sentence}
    field = soup.select_one("#registered_by")
    assert field is not None
    assert field["value"] == name
    assert sign_ups(session) == []


def test_a_name_without_the_tick_is_not_kept(
    client: FlaskClient, session: Session, webinars: list[Webinar]
) -> None:
    assert send(client, URL, [webinars[0].key], registered_by="Ulla").status_code == 303

    (signup,) = sign_ups(session)
    assert signup.registered_by == ""
