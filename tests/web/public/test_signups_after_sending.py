"""The page after sending, and the two pages behind the first mail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_host, make_registration, make_signup
from tests.support.pages import form_fields, page, parsed, post, text_of
from tests.support.signups import WHOLE, coming
from webinars.models.attendee import Attendee
from webinars.models.message import Message
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState
from webinars.settings import Settings
from webinars.tokens import Purpose, derive


def link(settings: Settings, purpose: Purpose, signup: SignUp, generation: int = 1) -> str:
    path = {Purpose.CONFIRM: "confirm", Purpose.NOT_ME: "not-me"}[purpose]
    return f"/en/{path}/{derive(settings.link_key, purpose, signup.id, generation)}"


@pytest.fixture
def signup(session: Session) -> SignUp:
    return make_signup(session, webinars=[coming(session)], created_at=NOW)


@pytest.fixture
def sent(client: FlaskClient, session: Session) -> str:
    """Send the form for one webinar; return the address of that form."""
    coming(session, key="w1")
    url = "/en/webinars/w1/register"
    fields = {**form_fields(page(client, url)), **WHOLE}
    assert client.post(url, data=fields).status_code == 303
    return url


def count(session: Session, model: Any) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_page_after_sending_says_what_is_left_to_do(client: FlaskClient, sent: str) -> None:
    soup = page(client, "/en/sent")
    assert soup.h1 is not None
    assert soup.h1.get_text() == "One step left: look into your mailbox"
    assert "We have sent an e-mail to kim@example.org." in text_of(soup)
    assert "You can ask for it again in" in text_of(soup)


def test_without_having_sent_anything_the_page_leads_to_the_programme(client: FlaskClient) -> None:
    answer = client.get("/en/sent")
    assert (answer.status_code, answer.location) == (303, "/en/")


def test_asking_again_too_early_says_how_long_to_wait_and_sends_nothing(
    client: FlaskClient, session: Session, sent: str
) -> None:
    answer = post(client, "/en/sent")
    assert (answer.status_code, answer.location) == (303, "/en/sent")
    assert "You can ask for it again in" in text_of(page(client, "/en/sent"))
    assert count(session, Message) == 1


def test_asking_again_later_sends_the_mail_once_more(
    client: FlaskClient, session: Session, sent: str
) -> None:
    session.scalars(select(Message)).one().created_at -= timedelta(minutes=5)
    session.commit()
    post(client, "/en/sent")
    assert "The e-mail is on its way again." in text_of(page(client, "/en/sent"))
    assert count(session, Message) == 2


def test_a_wrong_address_is_corrected_in_the_form_as_it_was_filled_in(
    client: FlaskClient, sent: str
) -> None:
    soup = page(client, "/en/sent")
    (correct,) = (a["href"] for a in soup.select("main a") if a.get_text() == "Correct it")
    kept = form_fields(page(client, str(correct)))
    assert {name: kept[name] for name in WHOLE} == {k: [v] for k, v in WHOLE.items()}
    assert form_fields(page(client, sent))["given_name"] == [""]


def test_the_confirmation_page_says_whose_news_the_button_confirms(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    path = link(settings, Purpose.CONFIRM, signup)
    assert "may send me news" not in text_of(page(client, path))
    signup.news_hosts = [make_host(session, name="Acme Energy")]
    session.commit()
    assert "Yes, Acme Energy may send me news" in text_of(page(client, path))


def test_a_webinar_without_a_place_is_said_to_be_one_to_wait_for(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    full = make_signup(session, webinars=[coming(session, capacity=0)], created_at=NOW)
    shown = text_of(page(client, link(settings, Purpose.CONFIRM, full)))
    assert "Waiting list" in shown
    assert "place is reserved" not in shown


def test_the_confirmation_page_has_one_button_and_says_what_for(
    client: FlaskClient, settings: Settings, signup: SignUp
) -> None:
    soup = page(client, link(settings, Purpose.CONFIRM, signup))
    main = text_of(soup)
    assert "One step left" in main
    assert signup.webinars[0].titles["en"] in main
    assert [button.get_text() for button in soup.select("main button")] == ["Confirm now"]
    assert soup.select(f'main a[href="{link(settings, Purpose.NOT_ME, signup)}"]')
    assert signup.given_name not in main


def test_fifty_looks_at_the_link_leave_it_whole(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    url = link(settings, Purpose.CONFIRM, signup)
    for _ in range(25):
        assert client.get(url).status_code == 200
        assert client.head(url).status_code == 200
    assert count(session, Attendee) == 0
    assert post(client, url).status_code == 303
    assert count(session, Attendee) == 1


def test_pressing_the_button_brings_a_place_and_my_page_says_so_once(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    answer = post(client, link(settings, Purpose.CONFIRM, signup))
    assert answer.status_code == 303
    soup = page(client, str(answer.location))
    assert text_of(soup, "h1") == "You have a place"
    assert f"on its way to {signup.email}" in text_of(soup)
    assert text_of(page(client, str(answer.location)), "h1") == "My page"


def test_pressing_the_button_at_a_full_webinar_brings_a_place_on_the_waiting_list(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    full = coming(session, capacity=0)
    waiting = make_signup(session, webinars=[full], created_at=NOW)
    answer = post(client, link(settings, Purpose.CONFIRM, waiting))
    soup = page(client, str(answer.location))
    assert text_of(soup, "h1") == "You are on the waiting list"
    assert "Waiting list, position 1" in text_of(soup)


def test_a_webinar_that_closed_before_the_button_was_pressed_is_named(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    signup.webinars[0].closes_at = NOW - timedelta(seconds=1)
    session.commit()
    answer = post(client, link(settings, Purpose.CONFIRM, signup))
    soup = page(client, str(answer.location))
    assert text_of(soup, "h1") == "My page"
    assert "had closed by the time you confirmed" in text_of(soup)


def test_pressing_the_button_twice_is_pressing_it_once(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    url = link(settings, Purpose.CONFIRM, signup)
    first = post(client, url)
    mails = count(session, Message)
    soup = page(client, url)
    assert "Your address was already confirmed." in text_of(soup)
    second = client.post(url, data=form_fields(soup))
    assert second.location == first.location
    assert "Your address was already confirmed." in text_of(page(client, str(second.location)))
    assert count(session, Message) == mails
    assert count(session, Registration) == 1


def test_a_link_that_is_too_old_says_until_when_it_was_valid(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    url = link(settings, Purpose.CONFIRM, signup)
    fields = form_fields(page(client, url))
    signup.expires_at = NOW - timedelta(seconds=1)
    session.commit()
    for answer in (client.get(url), client.post(url, data=fields)):
        assert answer.status_code == 410
        assert "This link was valid until" in text_of(parsed(answer))
    assert count(session, Attendee) == 0


FOREIGN_TOKENS = [
    "x",
    "1.x",
    "0.x",
    "99999999999.x",
    "999999999999999999.AAAAAAAAAAAAAAAAAAAAAA",
    "1.%00",
    "1.%ED%A0%80",
    "-1.x",
    "٣.x",
]


def test_a_token_that_we_did_not_make_finds_nothing(client: FlaskClient, signup: SignUp) -> None:
    for path in ("confirm", "not-me", "my", "join"):
        for token in FOREIGN_TOKENS:
            assert client.get(f"/en/{path}/{token}").status_code == 404, (path, token)


def test_a_token_for_one_purpose_fails_at_the_others(
    client: FlaskClient, settings: Settings, signup: SignUp
) -> None:
    token = derive(settings.link_key, Purpose.CONFIRM, signup.id, 1)
    for path in ("not-me", "my", "join"):
        assert client.get(f"/en/{path}/{token}").status_code == 404
    assert client.get(link(settings, Purpose.CONFIRM, signup, generation=2)).status_code == 404


def test_that_was_not_me_deletes_the_entry_and_says_so_again_when_repeated(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    url = link(settings, Purpose.NOT_ME, signup)
    fields = form_fields(page(client, url))
    assert count(session, SignUp) == 1
    for _ in range(2):
        answer = client.post(url, data=fields)
        assert answer.status_code == 200
        assert "The entry has been deleted." in text_of(parsed(answer))
    assert count(session, SignUp) == 0
    assert client.get(url).status_code == 404


def test_that_was_not_me_leaves_a_confirmed_entry_to_its_owner(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp
) -> None:
    url = link(settings, Purpose.NOT_ME, signup)
    fields = form_fields(page(client, url))
    post(client, link(settings, Purpose.CONFIRM, signup))
    soup = parsed(client.post(url, data=fields))
    assert "This address was confirmed in the meantime." in text_of(soup)
    assert not soup.select("main form")
    session.rollback()
    assert session.scalars(select(SignUp)).one().state == SignUpState.CONFIRMED


@pytest.mark.parametrize("purpose", [Purpose.CONFIRM, Purpose.NOT_ME])
def test_without_its_cookie_a_button_comes_back_with_an_explanation(
    client: FlaskClient, session: Session, settings: Settings, signup: SignUp, purpose: Purpose
) -> None:
    url = link(settings, purpose, signup)
    fields = form_fields(page(client, url))
    client.delete_cookie("session")
    answer = client.post(url, data=fields)
    assert answer.status_code == 400
    soup = parsed(answer)
    assert "please send it once more" in text_of(soup, ".errors")
    assert count(session, SignUp) == 1
    assert client.post(url, data=form_fields(soup)).status_code in {200, 303}


def test_pages_behind_links_are_kept_by_nobody(
    client: FlaskClient, settings: Settings, signup: SignUp, sent: str
) -> None:
    for url in (link(settings, Purpose.CONFIRM, signup), "/en/sent", sent):
        answer = client.get(url)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_somebody_who_is_registered_elsewhere_reads_of_the_new_webinars_only(
    client: FlaskClient, session: Session, settings: Settings, app: Flask
) -> None:
    attendee = make_attendee(session, email="kim@example.org")
    make_registration(session, attendee=attendee, webinar=coming(session))
    full = coming(session, capacity=0)
    more = make_signup(session, email=attendee.email, webinars=[full], created_at=NOW)
    answer = post(client, link(settings, Purpose.CONFIRM, more))
    soup = page(client, str(answer.location))
    assert text_of(soup, "h1") == "You are on the waiting list"
    states = [*session.scalars(select(Registration.state).order_by(Registration.id))]
    assert states == [RegistrationState.CONFIRMED, RegistrationState.WAITING]
