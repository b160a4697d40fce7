"""Adding more webinars of a series from my page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import NOW, make_attendee, make_invitation, make_registration
from tests.support.my_additions import FORM, add, filled, mails, states
from tests.support.pages import form_fields, page, parsed, post, text_of
from tests.support.questions import make_question
from tests.support.signups import coming
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.message import MessageKind
from webinars.models.question import Answer
from webinars.models.registration import Registration, RegistrationState
from webinars.models.series import Series
from webinars.models.signup import SignUp, SignUpState
from webinars.settings import Settings
from webinars.tokens import Purpose, derive

CONFIRMED, WAITING = RegistrationState.CONFIRMED, RegistrationState.WAITING
CANCELLED = RegistrationState.CANCELLED


def test_two_webinars_are_added_with_one_mail_and_nothing_to_confirm(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    make_registration(session, attendee=attendee, webinar=coming(session, 1, series=series))
    later, sooner = coming(session, 9, series=series), coming(session, 8, series=series)

    answer = add(client, adding, later, sooner)

    assert (answer.status_code, answer.location) == (303, url)
    assert text_of(page(client, url), "h1") == "You have a place"
    assert states(session, attendee)[1:] == [(later.id, CONFIRMED), (sooner.id, CONFIRMED)]
    assert [later.seats_taken, sooner.seats_taken] == [1, 1]
    assert mails(session) == [MessageKind.INVITATION] * 2 + [MessageKind.REGISTERED]


def test_what_is_kept_is_a_sign_up_that_has_been_confirmed(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, adding: str
) -> None:
    webinar = coming(session, series=series)

    add(client, f"{adding}?utm_source=leaflet", webinar)

    session.rollback()
    (signup,) = session.scalars(select(SignUp))
    assert (signup.state, signup.attendee_id) == (SignUpState.CONFIRMED, attendee.id)
    assert (signup.email, signup.given_name) == (attendee.email, attendee.given_name)
    assert (signup.language, signup.form_language) == (attendee.language, "en")
    assert [each.id for each in signup.webinars] == [webinar.id]
    assert signup.confirmed_at == signup.created_at == NOW
    assert session.scalars(select(Registration.source)).all() == ["leaflet"]
    (entry,) = session.scalars(select(AuditEntry))
    assert (entry.actor, entry.action) == ("attendee", "signup.confirmed")
    assert (entry.subject_type, entry.subject_id, entry.details) == ("signup", signup.id, {})


def test_who_has_cancelled_registers_again(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    webinar = coming(session, series=series)
    former = make_registration(session, attendee=attendee, webinar=webinar)
    make_invitation(session, former)
    post(client, f"{url}/cancel/{former.id}")
    (again,) = page(client, url).select(f'a[href="{adding}?webinar={webinar.key}"]')
    assert "Register again" in again.get_text()

    answer = client.post(adding, data=form_fields(page(client, str(again["href"])), FORM))

    assert "You have a place" in text_of(page(client, str(answer.location)), "h1")
    assert states(session, attendee) == [(webinar.id, CANCELLED), (webinar.id, CONFIRMED)]
    assert webinar.seats_taken == 1
    assert "Register again" not in text_of(page(client, url))


@pytest.mark.parametrize(
    ("about", "heading", "how"),
    [
        ({"capacity": 0}, "You are on the waiting list", "you get it automatically"),
        ({"capacity": 0, "offer_hours": 9}, "You are on the waiting list", "we offer it to you"),
        ({"approval": True}, "Your registration is with the hosts", "decide about each"),
    ],
    ids=["waiting", "by offer", "requested"],
)
def test_only_what_was_chosen_now_and_stands_says_where_it_begins(
    client: FlaskClient,
    session: Session,
    attendee: Attendee,
    series: Series,
    url: str,
    adding: str,
    about: dict[str, Any],
    heading: str,
    how: str,
) -> None:
    again = coming(session, series=series, **about)
    left = {"attendee": attendee, "state": CANCELLED, "cancelled_at": NOW}
    make_registration(session, webinar=again, **left)
    other = coming(session, 2, series=series, offer_hours=0 if "offer_hours" in about else 5)
    make_registration(session, webinar=other, attendee=attendee)

    add(client, adding, again)

    soup = page(client, url)
    assert text_of(soup, "h1") == heading
    assert how in text_of(soup, ".lead")


def test_a_full_webinar_brings_a_place_on_the_waiting_list(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    full = coming(session, series=series, capacity=0)

    add(client, adding, full)

    assert text_of(page(client, url), "h1") == "You are on the waiting list"
    assert states(session, attendee) == [(full.id, WAITING)]
    assert mails(session) == [MessageKind.REGISTERED]


@pytest.mark.parametrize(
    "change",
    [{"closes_at": NOW - timedelta(seconds=1)}, {"capacity": 0, "waiting_list": False}],
    ids=["closed", "full"],
)
def test_what_closed_or_filled_up_in_the_meantime_is_said_on_my_page(
    client: FlaskClient,
    session: Session,
    attendee: Attendee,
    series: Series,
    url: str,
    adding: str,
    change: dict[str, Any],
) -> None:
    gone, opened = coming(session, 1, series=series), coming(session, 2, series=series)
    fields = filled(client, adding, (gone, opened))
    for name, value in change.items():
        setattr(gone, name, value)
    session.commit()

    for _ in range(2):
        assert client.post(adding, data=fields).status_code == 303

    soup = page(client, url)
    said = f"‘{gone.titles['en']}’ had closed by the time you pressed the button."
    assert said in text_of(soup, ".notice")
    assert text_of(soup, "h1") == "You have a place"
    assert states(session, attendee) == [(opened.id, CONFIRMED)]


def test_pressing_twice_is_pressing_once(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    webinar = coming(session, series=series)
    fields = filled(client, adding, (webinar,))

    for _ in range(2):
        assert client.post(adding, data=fields).location == url
        assert text_of(page(client, url), "h1") == "You have a place"

    assert states(session, attendee) == [(webinar.id, CONFIRMED)]
    assert mails(session) == [MessageKind.INVITATION, MessageKind.REGISTERED]
    assert len(session.scalars(select(AuditEntry)).all()) == 1


def test_a_form_that_was_sent_before_brings_nothing_back_that_was_cancelled(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    webinar = coming(session, series=series)
    fields = filled(client, adding, (webinar,))
    client.post(adding, data=fields)
    post(client, f"{url}/cancel")

    client.post(adding, data=fields)

    assert states(session, attendee) == [(webinar.id, CANCELLED)]
    assert text_of(page(client, url), "h1") == "My page"


def test_a_second_page_that_was_open_all_the_time_says_nothing_that_is_not_so(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    webinar, other = coming(session, 1, series=series), coming(session, 2, series=series)
    fields = filled(client, adding, (webinar,))
    add(client, adding, webinar, other)
    page(client, url)

    client.post(adding, data=fields)

    assert text_of(page(client, url), "h1") == "My page"
    assert len(mails(session)) == 3


def test_the_same_form_of_two_people_registers_both(
    client: FlaskClient,
    session: Session,
    settings: Settings,
    attendee: Attendee,
    series: Series,
    adding: str,
) -> None:
    webinar = coming(session, series=series)
    other = make_attendee(session)
    token = derive(settings.link_key, Purpose.MY_PAGE, other.id, 1)
    fields = filled(client, adding, (webinar,))

    client.post(adding, data=fields)
    client.post(f"/en/my/{token}/add/{series.key}", data=fields)

    assert states(session, attendee) == states(session, other) == [(webinar.id, CONFIRMED)]


def test_only_what_the_chosen_webinars_ask_must_be_answered_and_nothing_typed_is_lost(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, adding: str
) -> None:
    chosen, other = coming(session, 1, series=series), coming(session, 2, series=series)
    optional = make_question(session, webinar=chosen)
    needed = make_question(session, webinar=chosen, required=True)
    make_question(session, webinar=other, required=True)
    own = coming(session, 3, series=series)
    make_registration(session, attendee=attendee, webinar=own)
    unasked = make_question(session, webinar=own, required=True)
    typed = {f"answer_{optional.id}": "Half an answer"}

    answer = add(client, adding, chosen, **typed)

    soup = parsed(answer)
    fields = form_fields(soup, FORM)
    assert answer.status_code == 422
    assert text_of(soup, ".errors li") == "Please answer this question."
    assert soup.select(f'.errors a[href="#answer_{needed.id}"]')
    assert fields["webinars"] == [chosen.key]
    assert fields[f"answer_{optional.id}"] == ["Half an answer"]
    assert f"answer_{unasked.id}" not in fields
    assert len(states(session, attendee)) == 1

    client.post(adding, data={**fields, f"answer_{needed.id}": "A whole one"})

    session.rollback()
    given = {each.question_id: each.given for each in session.scalars(select(Answer))}
    assert given == {optional.id: ["Half an answer"], needed.id: ["A whole one"]}


def test_a_foreign_or_former_link_and_an_unknown_series_are_not_found(
    client: FlaskClient, session: Session, attendee: Attendee, series: Series, url: str, adding: str
) -> None:
    fields = filled(client, adding, (coming(session, series=series),))
    other = make_attendee(session)
    foreign = adding.replace(f"/my/{attendee.id}.", f"/my/{other.id}.")
    assert foreign != adding
    attendee.generation += 1
    session.commit()

    for path in (adding, foreign, adding.replace("/energy", "/nothing")):
        assert client.get(path).status_code == 404
        assert client.post(path, data=fields).status_code == 404

    assert states(session, attendee) == states(session, other) == []
