from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.changes import make_seated, make_waiting, queued_kinds
from tests.support.pages import Client, form_fields, page, parsed
from webinars.models.message import MessageKind
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar, WebinarState

MOVED = MessageKind.MOVED
FORM = "main form[method=post]"


@pytest.fixture
def people(session: Session, webinar: Webinar) -> list[Registration]:
    languages = ("de", "fr", "fr")
    return [make_seated(session, webinar, language=language) for language in languages]


def path_of(webinar: Webinar, name: str, language: str = "en") -> str:
    return f"/{language}/organiser/webinars/{webinar.key}/{name}"


def send(client: Client, webinar: Webinar, name: str, **typed: Any) -> Any:
    """Fill in a form as it is shown, with these answers, and send it."""
    path = path_of(webinar, name)
    answers = {field.replace("start_", "start-", 1): value for field, value in typed.items()}
    fields = {**form_fields(page(client, path), FORM), **answers}
    return client.post(path, data=fields)


def words(response: Any) -> str:
    return " ".join(parsed(response).main.get_text(" ").split())


def move(client: Client, webinar: Webinar, **typed: Any) -> Any:
    """Go through both pages of a move."""
    sure = send(client, webinar, "move", **typed)
    return client.post(path_of(webinar, "move"), data=form_fields(parsed(sure), FORM))


def test_before_a_move_the_page_says_how_many_are_told_and_in_which_languages(
    client, session, webinar, people
):
    make_waiting(session, webinar)

    shown = words(send(client, webinar, "move", start_date="2027-02-10", reason_de="Krankheit"))

    assert "This will send an e-mail to 4 people." in shown
    assert "2 in German, 2 in French, 0 in English" in shown
    assert "Move and tell 4 people" in shown
    assert "Wednesday 3 February 2027" in shown
    assert "Wednesday 10 February 2027" in shown
    assert "Krankheit" in shown
    assert queued_kinds(session, people[0]) == []


def test_a_move_is_done_once_the_second_page_was_sent(client, session, webinar, people):
    response = move(client, webinar, start_date="2027-02-10", reason_de="Krankheit")

    assert response.status_code == 303
    shown = words(client.get(path_of(webinar, "changes")))
    assert "The webinar has moved. 3 people are told." in shown
    assert "The e-mails leave at 10:02." in shown
    session.refresh(webinar)
    assert webinar.local_start == datetime(2027, 2, 10, 14, 0)
    assert [queued_kinds(session, each) for each in people] == [[(MOVED, 2)]] * 3


def test_a_move_can_be_undone_until_the_mails_leave(client, session, webinar, people):
    move(client, webinar, start_date="2027-02-10")
    shown = page(client, path_of(webinar, "changes"))

    client.post(path_of(webinar, "move/undo"), data=form_fields(shown, FORM))

    assert "Undone. No e-mail was sent." in words(client.get(path_of(webinar, "changes")))
    session.refresh(webinar)
    assert webinar.local_start == datetime(2027, 2, 3, 14, 0)
    assert queued_kinds(session, people[0]) == []


def test_of_two_organisers_the_second_is_told_that_nothing_was_done(
    client, session, webinar, people
):
    stale = send(client, webinar, "move", start_date="2027-02-11")
    move(client, webinar, start_date="2027-02-10")

    client.post(path_of(webinar, "move"), data=form_fields(parsed(stale), FORM))

    assert "Somebody has changed this webinar" in words(client.get(path_of(webinar, "changes")))
    session.refresh(webinar)
    assert webinar.local_start == datetime(2027, 2, 10, 14, 0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start_date": "2027-03-28", "start_time": "02:30"}, "Choose 01:59 or 03:00."),
        (
            {"start_date": "2027-10-31", "start_time": "02:30", "start_fold": ""},
            "02:30 occurs twice on this day.",
        ),
        ({"start_date": "soon"}, "Write a date as year, month and day"),
        ({"start_date": ""}, "Enter the date."),
        ({"start_time": "25:00"}, "Write a time from 00:00 to 23:59"),
        ({"start_duration": "x"}, "Write a whole number from 1 to 1440."),
        ({"start_time_zone": "Mars/Base"}, "Choose a time zone."),
        ({"start_date": "2026-02-03"}, "Choose a time that lies ahead."),
        ({}, "This is the time at which the webinar takes place already."),
    ],
)
def test_a_time_that_cannot_be_meant_is_refused_and_what_was_typed_stays(
    client, session, webinar, typed, sentence
):
    response = send(client, webinar, "move", reason_fr="Maladie", **typed)

    assert sentence in words(response)
    kept = form_fields(parsed(response), FORM)
    assert kept["reason_fr"] == ["Maladie"]
    texts = {"date", "time", "duration"} & set(typed)
    assert {name: "".join(kept[name]) for name in texts} == {name: typed[name] for name in texts}
    session.refresh(webinar)
    assert webinar.schedule_version == 1


@pytest.mark.parametrize(("fold", "utc_hour"), [("0", 0), ("1", 1)])
def test_of_a_time_that_exists_twice_the_page_asks_which(client, session, webinar, fold, utc_hour):
    move(client, webinar, start_date="2027-10-31", start_time="02:30", start_fold=fold)

    session.refresh(webinar)
    assert (webinar.starts_at.hour, webinar.starts_at.minute) == (utc_hour, 30)


def test_before_a_cancellation_the_page_says_how_many_are_told(client, session, webinar, people):
    shown = words(client.get(path_of(webinar, "cancel")))
    assert "This will send an e-mail to 3 people." in shown
    assert "1 in German, 2 in French, 0 in English" in shown

    send(client, webinar, "cancel", reason_fr="Maladie")

    session.refresh(webinar)
    assert webinar.state == WebinarState.CANCELLED
    assert webinar.cancellation_reasons == {"fr": "Maladie"}
    assert queued_kinds(session, people[0]) == [(MessageKind.CANCELLED, 2)]
    shown = words(client.get(path_of(webinar, "changes")))
    assert "The webinar is cancelled. An e-mail is on its way to 3 people." in shown
    assert client.get(path_of(webinar, "move")).status_code == 303


def test_where_nobody_is_registered_no_mail_is_spoken_of(client, session, webinar):
    send(client, webinar, "cancel")

    shown = words(client.get(path_of(webinar, "changes")))
    assert "Nobody was registered, so no e-mail goes to anybody." in shown


def test_the_public_page_shows_the_time_before_a_move(client, session, webinar, people):
    move(client, webinar, start_date="2027-02-10")

    shown = client.get(f"/en/webinars/{webinar.key}")

    assert "This webinar has moved. Before: Wednesday 3 February 2027" in words(shown)
    assert parsed(shown).select_one(".notice s").get_text().startswith("Wednesday 3 February 2027")


def test_the_public_page_says_nothing_of_a_move_that_was_taken_back(
    client, session, webinar, people
):
    move(client, webinar, start_date="2027-02-10")
    shown = page(client, path_of(webinar, "changes"))
    client.post(path_of(webinar, "move/undo"), data=form_fields(shown, FORM))

    assert "has moved" not in words(client.get(f"/en/webinars/{webinar.key}"))


def test_an_edit_is_told_only_when_the_organiser_says_so(client, session, webinar, people):
    shown = words(client.get(path_of(webinar, "tell")))
    assert "This will send an e-mail to 3 people." in shown
    assert "1 in German, 2 in French, 0 in English" in shown
    assert queued_kinds(session, people[0]) == []

    response = send(client, webinar, "tell", reason_fr="Les supports sont en ligne.")

    assert response.status_code == 303
    shown = words(client.get(path_of(webinar, "changes")))
    assert "3 people are told of the edit. The e-mails leave at 10:02." in shown
    assert [queued_kinds(session, each) for each in people] == [[(MessageKind.EDITED, 1)]] * 3


def test_telling_of_an_edit_can_be_undone_until_the_mails_leave(client, session, webinar, people):
    send(client, webinar, "tell")
    shown = page(client, path_of(webinar, "changes"))

    client.post(path_of(webinar, "tell/undo"), data=form_fields(shown, FORM))

    assert "Undone. No e-mail was sent." in words(client.get(path_of(webinar, "changes")))
    assert queued_kinds(session, people[0]) == []


def test_after_an_edit_the_page_offers_to_tell_people(client, session, webinar, people):
    path = f"/en/organiser/webinars/{webinar.key}"

    assert "Nobody was told. Tell 3 people" in words(client.get(f"{path}?saved=1"))
    assert "Nobody was told" not in words(client.get(path))
