from __future__ import annotations

import pytest
from sqlalchemy import select

from tests import factories
from tests.support.pages import form_fields, form_token, page
from tests.support.parts import part
from webinars.mail.links import personal_url, stop_url
from webinars.models.attendee import Attendee
from webinars.models.message import Message, MessageKind
from webinars.models.objection import ReminderObjection
from webinars.models.registration import RegistrationState
from webinars.tokens import Purpose

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def registration(session):
    return factories.make_registration(session)


@pytest.fixture
def path(registration):
    return stop_url("en", registration.id).removeprefix("http://localhost")


def objections(session):
    session.rollback()
    return list(session.scalars(select(ReminderObjection.webinar_id)))


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_one_click_stops_the_reminders_of_this_webinar_without_cookie_or_token(
    app, client, session, registration, path, content_type
):
    webinar_id, cookieless = registration.webinar_id, app.test_client(use_cookies=False)

    for _ in range(2):
        response = cookieless.post(path, data=ONE_CLICK, content_type=content_type)
        assert response.status_code == 200
        assert "Location" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        assert len(response.get_data()) < 200

    assert objections(session) == [webinar_id]
    session.refresh(registration)
    assert registration.state == RegistrationState.CONFIRMED


def test_opening_the_link_changes_nothing_and_offers_the_choice(client, session, path):
    shown = page(client, path)

    assert [box["value"] for box in shown.select("input[name=wish]")] == [
        "none-of-webinar",
        "none",
        "all",
    ]
    assert "Messages about changes will still reach you." in shown.main.get_text()
    assert objections(session) == []


def test_a_post_that_no_mail_program_would_send_changes_nothing(client, session, path):
    assert client.post(path, data={"wish": "none"}).status_code == 400
    assert objections(session) == []


@pytest.mark.parametrize("forged", ["0", "a"])
def test_a_forged_link_stops_nothing(client, session, path, forged):
    assert client.post(path + forged, data=ONE_CLICK).status_code == 404
    assert objections(session) == []


def choose(client, path, wish):
    path = path.replace("stop-reminders", "reminders")
    fields = form_fields(page(client, path), "main form[method=post]")
    return client.post(path, data={**fields, "wish": wish})


def test_the_page_stops_all_reminders_and_allows_them_again(client, session, path):
    assert "Saved." in choose(client, path, "none").get_data(as_text=True)
    assert objections(session) == [None]
    assert [box["value"] for box in page(client, path).select("input[checked]")] == ["none"]

    choose(client, path, "none")
    assert objections(session) == [None]
    choose(client, path, "all")
    assert objections(session) == []


def send_link(client, path):
    path = path.replace("stop-reminders", "reminders")
    shown = page(client, path)
    button = part(shown, "button[name=link]")
    return client.post(path, data={"csrf_token": form_token(shown), "link": button["value"]})


def links_sent(session):
    session.rollback()
    sent = select(Message.recipient).where(Message.kind == MessageKind.PERSONAL_LINK)
    return list(session.scalars(sent))


def test_the_page_does_not_open_my_page_but_sends_its_link(client, session, registration, path):
    attendee = session.get_one(Attendee, registration.attendee_id)
    mine = personal_url("en", Purpose.MY_PAGE, attendee.id, attendee.generation)
    shown = page(client, path.replace("stop-reminders", "reminders"))
    for secret in (attendee.email, attendee.family_name, mine.rpartition("/")[2]):
        assert secret not in str(shown)

    answer = send_link(client, path)

    assert "on its way to you by e-mail" in answer.get_data(as_text=True)
    assert attendee.email not in answer.get_data(as_text=True)
    assert links_sent(session) == [attendee.email]
    assert objections(session) == []


def test_pressing_the_button_again_sends_no_second_link(client, session, path):
    for _ in range(2):
        assert send_link(client, path).status_code == 200
    assert len(links_sent(session)) == 1


def test_nobody_else_can_have_the_link_sent(client, session, path):
    open_page = path.replace("stop-reminders", "reminders")
    client.post(open_page, data={"link": "send"})
    client.post(open_page + "0", data={"link": "send"})
    assert links_sent(session) == []


def test_my_page_leads_to_the_choice_for_each_coming_webinar(client, session, registration):
    attendee = session.get_one(Attendee, registration.attendee_id)
    mine = personal_url("en", Purpose.MY_PAGE, attendee.id, attendee.generation)
    links = page(client, mine.removeprefix("http://localhost")).select("a[href*='/reminders/']")

    assert [link.get_text().split()[0] for link in links] == ["Reminders"]
    shown = choose(client, str(links[0]["href"]), "none-of-webinar")
    assert "Saved." in shown.get_data(as_text=True)
    assert objections(session) == [registration.webinar_id]


def test_a_link_works_after_all_other_links_were_made_invalid(client, session, registration, path):
    session.get_one(Attendee, registration.attendee_id).generation += 1
    session.commit()

    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert len(objections(session)) == 1


def test_a_link_of_somebody_whose_data_are_gone_still_says_so(client, session, registration, path):
    session.delete(registration)
    session.commit()

    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert "Your data have been deleted." in page(client, path).main.get_text()
