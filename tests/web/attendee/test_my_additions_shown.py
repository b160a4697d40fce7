"""What the page that adds webinars offers, and how my page leads there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_registration, make_series
from tests.support.my_additions import FORM, add, mails, states
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.questions import make_question
from tests.support.signups import coming
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.registration import RegistrationState
from webinars.models.series import Series
from webinars.models.signup import SignUp
from webinars.models.webinar import WebinarState

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
CANCELLED = RegistrationState.CANCELLED


@pytest.mark.parametrize(
    ("state", "about", "words"),
    [
        ("confirmed", {}, ""),
        ("waiting", {}, "You are on the waiting list"),
        ("requested", {}, "Your registration is with the hosts"),
        ("offered", {"offered_until": NOW + timedelta(days=1)}, "A place is held for you until"),
    ],
)
def test_own_webinars_are_marked_and_cannot_be_chosen(
    client: FlaskClient,
    session: Session,
    attendee: Attendee,
    series: Series,
    adding: str,
    state: str,
    about: dict[str, Any],
    words: str,
) -> None:
    own, other = coming(session, 1, series=series), coming(session, 2, series=series)
    make_registration(
        session, attendee=attendee, webinar=own, state=RegistrationState(state), **about
    )
    before = states(session, attendee)

    soup = page(client, adding)
    add(client, adding, own)

    marks = [each.get_text() for each in soup.select(".pick .state")]
    assert marks == ["Registered", "Places available"]
    assert words in text_of(soup, f"label[for=webinar-{own.key}]")
    assert [box["value"] for box in soup.select(".pick input:not([disabled])")] == [other.key]
    assert states(session, attendee) == before
    assert mails(session) == []


def test_closed_and_cancelled_webinars_and_those_of_other_series_cannot_be_chosen(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, adding: str
) -> None:
    opened = coming(session, 1, series=series)
    closed = coming(session, 2, series=series, closes_at=NOW - timedelta(days=1))
    draft = coming(session, 3, series=series, state=WebinarState.DRAFT)
    other = coming(session, 4)

    soup = page(client, adding)
    answer = add(client, adding, draft, other)

    boxes = {box["value"]: box.has_attr("disabled") for box in soup.select(".pick input")}
    assert boxes == {opened.key: False, closed.key: True}
    assert answer.status_code == 422
    assert "Choose at least one webinar." in text_of(parsed(answer), ".errors")
    assert states(session, attendee) == []


def test_nothing_is_asked_about_the_person(
    client: FlaskClient, session: Session, series: Series, adding: str
) -> None:
    for _ in range(2):
        coming(session, series=series)
    fields = page(client, adding).select(f"{FORM} [name]")
    assert {field["name"] for field in fields} == {"csrf_token", "nonce", "webinars"}


def test_the_only_one_left_is_ticked_and_one_may_be_ticked_by_the_address(
    client: FlaskClient, session: Session, series: Series, adding: str
) -> None:
    first = coming(session, 1, series=series)
    assert form_fields(page(client, adding), FORM)["webinars"] == [first.key]
    second = coming(session, 2, series=series)
    assert "webinars" not in form_fields(page(client, adding), FORM)
    asked = form_fields(page(client, f"{adding}?webinar={second.key}"), FORM)
    assert asked["webinars"] == [second.key]


def test_a_form_whose_protection_has_expired_keeps_what_was_chosen(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, adding: str
) -> None:
    chosen = coming(session, 1, series=series)
    coming(session, 2, series=series)

    answer = add(client, adding, chosen, csrf_token="of another time")

    soup = parsed(answer)
    assert answer.status_code == 400
    assert "has expired" in text_of(soup, ".errors")
    assert form_fields(soup, FORM)["webinars"] == [chosen.key]
    assert states(session, attendee) == []


def test_looking_changes_nothing(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, adding: str
) -> None:
    coming(session, series=series)
    for _ in range(2):
        client.get(adding)
    assert states(session, attendee) == []
    assert session.scalars(select(SignUp)).all() == []
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_series_with_nothing_more_to_choose_shows_what_there_is(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    make_registration(session, attendee=attendee, webinar=coming(session, series=series))
    soup = page(client, adding)
    assert "There is no other webinar of this series" in text_of(soup)
    assert text_of(soup, ".pick .state") == "Registered"
    assert not soup.select(FORM)
    assert soup.select(f'a.button[href="{url}"]')
    assert not page(client, url).select(f'a[href^="{adding}"]')


def test_my_page_leads_to_each_series_with_more_to_choose(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    second, done = make_series(session), make_series(session)
    for each in (series, second, done):
        make_registration(session, attendee=attendee, webinar=coming(session, 1, series=each))
    coming(session, 2, series=series)
    (link,) = page(client, url).select("a[href*='/add/']")
    assert link["href"] == adding
    assert series.titles["en"] in link.get_text()

    coming(session, 2, series=second)

    links = page(client, url).select("a[href*='/add/']")
    assert [each["href"] for each in links] == [adding, f"{url}/add/{second.key}"]


def test_the_only_series_of_my_page_is_not_named_once_more(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    make_registration(session, attendee=attendee, webinar=coming(session, 1, series=series))
    coming(session, 2, series=series)
    (link,) = page(client, url).select(f'a[href="{adding}"]')
    assert link.get_text(strip=True) == "Add more webinars of this series"


@pytest.mark.parametrize(("days", "state"), [(-3, CONFIRMED), (-3, CANCELLED), (3, CANCELLED)])
def test_my_page_leads_there_when_nothing_is_coming_any_more(
    client: FlaskClient,
    session: Session,
    attendee: Attendee,
    series: Series,
    url: str,
    adding: str,
    days: int,
    state: RegistrationState,
) -> None:
    past = coming(session, days, series=series)
    make_registration(session, attendee=attendee, webinar=past, state=state)
    more = coming(session, 5, series=series)

    assert page(client, url).select(f'a[href="{adding}"]')
    add(client, adding, more)

    assert (more.id, CONFIRMED) in states(session, attendee)


def test_whom_a_host_has_cancelled_is_not_asked_to_register_again(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str
) -> None:
    ended = {"state": CANCELLED, "declined_at": NOW}
    make_registration(session, attendee=attendee, webinar=coming(session, series=series), **ended)
    assert "Register again" not in text_of(page(client, url))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", ("Weitere Webinare hinzufügen", "Angemeldet", "Die Bestätigung geht an")),
        ("fr", ("Ajouter d’autres webinaires", "Inscription faite", "La confirmation est envoyée")),
        ("en", ("Add more webinars", "Registered", "The confirmation goes to")),
    ],
)
def test_the_page_speaks_one_language(
    client: FlaskClient,
    session: Session,
    attendee: Attendee,
    series: Series,
    adding: str,
    language: str,
    words: tuple[str, ...],
) -> None:
    make_registration(session, attendee=attendee, webinar=coming(session, 1, series=series))
    make_question(session, webinar=coming(session, 2, series=series))
    path = adding.replace("/en/", f"/{language}/")

    shown = text_of(page(client, path))
    wrong = text_of(parsed(add(client, path)))

    for each in words:
        assert each in shown
    if language != "en":
        for sentence in ("Register", "webinars", "confirmed again", "Leave", "Choose", "problem"):
            assert sentence not in shown + wrong
