"""Dates that are announced before they are certain."""

import pytest
from sqlalchemy import select

from tests.factories import make_webinar
from tests.support.pages import form_fields, page, parsed, text_of
from webinars.models.audit import AuditEntry
from webinars.models.message import Message
from webinars.models.webinar import Webinar, WebinarState

FORM = "main form[method=post]"


@pytest.fixture
def provisional(session, signed_in):
    """A webinar that is online with a provisional date, of somebody who is signed in."""
    made = make_webinar(session, provisional=True)
    signed_in()
    return made


def desk(webinar, name):
    return f"/en/organiser/webinars/{webinar.key}/{name}"


def public(webinar, name=""):
    return f"/en/webinars/{webinar.key}{name}"


def words(response):
    return " ".join(parsed(response).main.get_text(" ").split())


def confirm(client, webinar):
    shown = page(client, desk(webinar, "changes"))
    action = desk(webinar, "confirm")
    return client.post(action, data=form_fields(shown, f"form[action='{action}']"))


def test_visitors_see_that_a_date_is_provisional_and_cannot_register(client, provisional):
    shown = client.get(public(provisional))
    assert "Date provisional" in words(shown)
    assert "Registration opens once it is confirmed." in words(shown)
    assert "/register" not in shown.get_data(as_text=True)
    assert "Kim" not in words(client.get(public(provisional, "/register")))


@pytest.mark.parametrize("path", ["/en/", "/en/programme", "/en/embed/list"])
def test_lists_mark_provisional_dates(client, provisional, path):
    assert "Date provisional" in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("path", ["/en/", "/en/embed/next"])
def test_the_next_webinar_is_one_whose_date_is_certain(client, session, provisional, path):
    certain = make_webinar(session, local_start=provisional.local_start.replace(month=5))
    shown = client.get(path).get_data(as_text=True)
    assert shown.index(certain.titles["en"]) < shown.find(provisional.titles["en"]) % len(shown)


def test_calendars_hold_a_provisional_date_as_tentative(client, provisional):
    text = client.get("/en/calendar.ics").get_data(as_text=True).replace("\r\n ", "")
    assert "STATUS:TENTATIVE" in text
    assert "SUMMARY;LANGUAGE=en:Provisional date: " in text


def test_a_confirmed_date_opens_the_registration_and_tells_nobody(client, session, provisional):
    confirm(client, provisional)

    assert "The date is confirmed" in words(client.get(desk(provisional, "changes")))
    session.rollback()
    assert session.get(Webinar, provisional.id).is_certain
    assert session.scalars(select(Message)).all() == []
    assert "/register" in client.get(public(provisional)).get_data(as_text=True)
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions == ["webinar.date_confirmed"]


def test_a_date_is_confirmed_once(client, session, provisional):
    shown = page(client, desk(provisional, "changes"))
    action = desk(provisional, "confirm")
    fields = form_fields(shown, f"form[action='{action}']")

    for _ in range(2):
        client.post(action, data=fields)

    assert "Nothing of yours was done" in words(client.get(desk(provisional, "changes")))
    assert len(session.scalars(select(AuditEntry)).all()) == 1


def test_a_provisional_date_can_be_moved_and_stays_provisional(client, session, provisional):
    path = desk(provisional, "move")
    typed = {**form_fields(page(client, path), FORM), "start-date": "2027-02-10"}
    sure = client.post(path, data=typed)
    assert "Nobody is to be told: no e-mail will be sent." in words(sure)
    client.post(path, data=form_fields(parsed(sure), FORM))

    session.rollback()
    moved = session.get(Webinar, provisional.id)
    assert (moved.local_start.day, moved.provisional) == (10, True)


def test_a_skipped_date_is_said_not_to_take_place(client, session, provisional):
    path = desk(provisional, "cancel")
    client.post(path, data=form_fields(page(client, path), FORM))

    shown = words(client.get(public(provisional)))
    assert "The provisional date on Wednesday 3 February 2027" in shown
    assert "has been told by e-mail" not in shown


def test_a_draft_is_marked_in_its_form_and_what_is_online_is_not(client, session, provisional):
    draft = make_webinar(session, state=WebinarState.DRAFT)
    path = desk(draft, "edit")
    client.post(path, data={**form_fields(page(client, path), FORM), "provisional": "y"})
    session.rollback()
    assert session.get(Webinar, draft.id).provisional
    assert "Date provisional" in text_of(page(client, f"/en/organiser/webinars/{draft.key}"))

    path = desk(provisional, "edit")
    client.post(path, data=form_fields(page(client, path), FORM))
    session.rollback()
    assert session.get(Webinar, provisional.id).provisional
