"""Withdrawing the consent to news: one click, a button behind a link, or my page."""

from __future__ import annotations

import pytest

from tests.factories import make_attendee, make_consent, make_hosts, make_registration
from tests.mail.mails import composed, news_message
from tests.mail.reading import html_of, text_of
from tests.support.news import make_news_reader
from tests.support.pages import form_fields, page
from webinars.models.consent import Consent
from webinars.models.objection import ReminderObjection
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive


@pytest.fixture
def reader(session):
    host, other = make_hosts(session)
    attendee = make_attendee(session, email="vera@example.org")
    make_registration(session, attendee=attendee)
    for each in (host, other):
        make_consent(session, attendee, host_id=each.id)
    make_news_reader(session, other, attendee.email)
    return make_news_reader(session, host, attendee.email)


def withdrawn(session):
    """Return the hosts whose news was withdrawn."""
    found = session.query(Consent).filter(Consent.withdrawn_at.is_not(None))
    return [each.host_id for each in found.populate_existing()]


def link_in(mail):
    return mail["List-Unsubscribe"].strip("<>").removeprefix(current_settings().public_base_url)


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_the_mail_offers_one_click_and_a_visible_link(session, language):
    mail = composed(news_message(session, language), session)

    link = link_in(mail)
    assert link.startswith(f"/{language}/stop-news/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"].startswith("<news.energy-saxony.")
    for part in (text_of(mail), html_of(mail)):
        assert link in part
        assert "TWEED" not in part


def test_one_click_without_cookie_withdraws_from_this_host_alone(client, session, app, reader):
    link = link_of(reader)
    assert client.post(link).status_code == 400
    for _twice in range(2):
        visitor = app.test_client()
        answer = visitor.post(link, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")
        assert "Set-Cookie" not in answer.headers

    assert withdrawn(session) == [reader.host_id]
    assert session.query(ReminderObjection).count() == 0


def link_of(reader):
    token = derive(current_settings().link_key, Purpose.STOP_NEWS, reader.id, 0)
    return f"/en/stop-news/{token}"


def action_of(shown, form):
    """Return where a form of a page goes."""
    (found,) = shown.select(form)
    return found["action"]


def test_the_link_shows_a_button_and_only_that_withdraws(client, session, reader):
    link = link_of(reader)
    shown = page(client, link)
    assert "No more news from Energy Saxony" in shown.main.get_text()
    assert withdrawn(session) == []

    action = action_of(shown, "main form")
    said = client.post(action, data=form_fields(shown, "main form")).get_data(as_text=True)

    assert "You get no more news from Energy Saxony." in said
    assert withdrawn(session) == [reader.host_id]
    session.delete(reader)
    session.commit()
    assert "You get no more of this news." in page(client, link).main.get_text()


def test_my_page_shows_each_consent_and_ends_one(client, session, reader):
    consent = session.query(Consent).first()
    key = current_settings().link_key
    path = f"/en/my/{derive(key, Purpose.MY_PAGE, consent.attendee_id, 1)}"
    shown = page(client, path)
    section = shown.select_one("section[aria-labelledby=news]").get_text(" ")
    assert "Energy Saxony, since" in section
    assert "TWEED, since" in section

    form = "section[aria-labelledby=news] form[action$='energy-saxony']"
    client.post(action_of(shown, form), data=form_fields(shown, form))

    after = page(client, path)
    assert "You get no more of this news." in after.main.get_text()
    assert "TWEED, since" in after.select_one("section[aria-labelledby=news]").get_text(" ")
    assert withdrawn(session) == [reader.host_id]
