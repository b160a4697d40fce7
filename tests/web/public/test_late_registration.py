"""What the form promises around seats: late ones get in at once, full webinars offer the list."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_organisation
from tests.support.pages import form_fields, page, text_of
from tests.support.signups import coming, send, sign_ups
from webinars.models.series import Series
from webinars.settings import Settings
from webinars.tokens import Purpose, derive

HALF_AN_HOUR = timedelta(minutes=30) / timedelta(days=1)
UNDER_WAY = -timedelta(minutes=10) / timedelta(days=1)


def confirmed(client: FlaskClient, session: Session, settings: Settings) -> str:
    """Press the button of the first mail; return where that leads."""
    (signup,) = sign_ups(session)
    path = f"/en/confirm/{derive(settings.link_key, Purpose.CONFIRM, signup.id, 1)}"
    answer = client.post(path, data=form_fields(page(client, path)))
    assert answer.status_code == 303
    return answer.location


def test_half_an_hour_before_the_start_confirming_leads_to_the_waiting_room(
    client: FlaskClient, session: Session, series: Series, settings: Settings
) -> None:
    coming(session, HALF_AN_HOUR, series=series, key="w1", meeting_url="https://meet.example.org/x")
    assert send(client, "/en/webinars/w1/register").status_code == 303
    soup = page(client, confirmed(client, session, settings))
    assert text_of(soup, "h1") == "You have a place"
    (link,) = soup.select("a[href*='/join/']")
    assert "Go to the waiting room" in link.get_text()
    assert "until the start" in text_of(page(client, str(link["href"])))


def test_once_it_has_begun_confirming_leads_straight_to_joining(
    client: FlaskClient, session: Session, series: Series, settings: Settings
) -> None:
    coming(session, UNDER_WAY, series=series, key="w1", meeting_url="https://meet.example.org/x")
    assert send(client, "/en/webinars/w1/register").status_code == 303
    soup = page(client, confirmed(client, session, settings))
    (link,) = soup.select("a[href*='/join/']")
    assert "Join the webinar" in link.get_text()
    answer = client.post(str(link["href"]), data=form_fields(page(client, str(link["href"]))))
    assert "https://meet.example.org/x" in answer.get_data(as_text=True)


def test_a_full_webinar_offers_its_waiting_list_in_the_same_form(
    client: FlaskClient, session: Session, series: Series, settings: Settings
) -> None:
    coming(session, series=series, key="w1", capacity=0)
    assert "Waiting list" in text_of(page(client, "/en/webinars/w1/register"), "form")
    assert send(client, "/en/webinars/w1/register").status_code == 303
    soup = page(client, confirmed(client, session, settings))
    assert text_of(soup, "h1") == "You are on the waiting list"
    assert "Waiting list, position 1" in text_of(soup)


def test_suggestions_are_the_hosts_own_list_and_never_what_people_typed(
    client: FlaskClient, session: Session, series: Series
) -> None:
    coming(session, series=series, key="w1")
    make_organisation(session, name="Musterwerk")
    for _ in range(9):
        make_attendee(session, organisation_name="Privat GmbH", created_at=NOW)
    soup = page(client, "/en/webinars/w1/register")
    assert [option["value"] for option in soup.select("datalist option")] == ["Musterwerk"]
    (field,) = soup.select("[name=organisation_name]")
    assert field["list"] == soup.select("datalist")[0]["id"]
