"""Reminders added, changed, switched off and on at the time line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_reminder
from tests.support.changes import make_seated
from tests.support.organisers import make_organiser
from tests.support.pages import Client, form_fields, page, parsed, text_of
from tests.support.planning import occurrences, plan
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.occurrence import OccurrenceState
from webinars.models.organiser import Role
from webinars.models.reminder import Audience, Reminder
from webinars.models.webinar import Webinar, WebinarState

TWO_HOURS = {"rule-amount": "2", "rule-unit": "hours", "rule-at_time": ""}


@pytest.fixture
def rule(session: Session, webinar: Webinar) -> Reminder:
    """The day before, at ten, for all webinars of the series; two people get it."""
    made = make_reminder(session, series=webinar.series, key="eve")
    for _ in range(2):
        make_seated(session, webinar)
    plan(webinar)
    return made


def path_of(webinar: Webinar, more: str = "") -> str:
    return f"/en/organiser/webinars/{webinar.key}{more}"


def asked(client: Client, path: str, **typed: str) -> Any:
    """Fill in the form of a page and hand it in; return the page after it."""
    return parsed(client.post(path, data={**form_fields(page(client, path)), **typed}))


def agree(client: Client, path: str, shown: Any) -> Any:
    """Press the button of the page that says what a change means."""
    return client.post(path, data=form_fields(shown), follow_redirects=True)


def planned(session: Session) -> list[Any]:
    """Return until when before the start what is planned leaves, and to whom it goes."""
    rows = [row for row in occurrences(session) if row.state == OccurrenceState.PLANNED]
    return [(row.webinar.starts_at - row.due_at, row.audience) for row in rows]


def test_a_reminder_is_changed_after_a_page_has_said_who_gets_it_later(
    client, session, webinar, rule
):
    path = path_of(webinar, "/reminders/eve/change")
    assert path in [
        link.get("href") for link in page(client, path_of(webinar, "/reminders")).select("main a")
    ]

    sure = asked(client, path, **TWO_HOURS)

    said = text_of(sure)
    assert "Before 1 day before the start, at 10:00: everybody with a place" in said
    assert "Tuesday 2 February 2027, 10:00" in said
    assert "Wednesday 3 February 2027, 12:00" in said
    assert "2 people get this e-mail later than before." in said
    assert [row[0] for row in planned(session)] == [timedelta(hours=28)]
    session.rollback()

    shown = parsed(agree(client, path, sure))

    assert "Saved. The time line shows what leaves when." in text_of(shown)
    assert planned(session) == [(timedelta(hours=2), Audience.CONFIRMED)]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "webinar.edited")).one()
    assert entry.details["changed"] == ["reminders"]
    assert session.get_one(Reminder, rule.id).offset_days == -1


def test_a_reminder_is_switched_off_and_on_again_and_who_is_affected_is_said(
    client, session, webinar, rule
):
    path = path_of(webinar, "/reminders/eve/switch")

    question = page(client, path)
    assert "Switch the reminder off?" in text_of(question)
    assert "2 people no longer get this e-mail." in text_of(question)
    shown = text_of(parsed(agree(client, path, question)))
    assert "Switched off for this webinar 1 day before the start, at 10:00" in shown
    assert planned(session) == []
    session.rollback()

    back = page(client, path)
    assert "2 people get this e-mail in addition." in text_of(back)
    agree(client, path, back)

    assert [row[0] for row in planned(session)] == [timedelta(hours=28)]
    assert session.get_one(Webinar, webinar.id).reminders == []


def test_a_reminder_is_added_for_this_webinar_alone(client, session, webinar, rule):
    path = path_of(webinar, "/new-reminder")

    sure = asked(client, path, **{**TWO_HOURS, "rule-audience": "speakers"})
    assert "As things stand, nobody gets an e-mail earlier, later or no longer." in text_of(sure)
    agree(client, path, sure)

    assert sorted(planned(session)) == [
        (timedelta(hours=2), Audience.SPEAKERS),
        (timedelta(hours=28), Audience.CONFIRMED),
    ]
    assert [each.key for each in session.get_one(Webinar, webinar.id).reminders] == ["reminder"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"rule-amount": "300", "rule-unit": "days"}, "It would have left already: "),
        ({"rule-amount": "soon"}, "Write a whole number from 0 to"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    client, session, webinar, rule, typed, sentence
):
    path = path_of(webinar, "/reminders/eve/change")

    again = client.post(path, data={**form_fields(page(client, path)), **typed})

    assert again.status_code == 422
    assert sentence in text_of(parsed(again), ".errors")
    assert form_fields(parsed(again))["rule-amount"] == [typed["rule-amount"]]
    assert [row[0] for row in planned(session)] == [timedelta(hours=28)]


def test_a_reminder_whose_moment_has_come_stays_as_it_is(client, session, webinar, rule, clock):
    path = path_of(webinar, "/reminders/eve/switch")
    question = page(client, path)
    clock.now = webinar.starts_at - timedelta(hours=1)

    late = parsed(client.post(path, data=form_fields(question)))

    assert "The moment of this reminder has come: it can no longer be changed" in text_of(late)
    assert not late.select("main form")
    assert [row[0] for row in planned(session)] == [timedelta(hours=28)]
    session.rollback()
    assert path not in str(page(client, path_of(webinar, "/reminders")))


def test_who_is_second_reads_how_all_reminders_stand_and_loses_nothing(
    client, session, webinar, rule
):
    change, switch = (path_of(webinar, f"/reminders/eve/{act}") for act in ("change", "switch"))
    typed = {**form_fields(page(client, change)), **TWO_HOURS}
    question = page(client, switch)
    new = path_of(webinar, "/new-reminder")
    agree(client, new, asked(client, new, **{**TWO_HOURS, "rule-amount": "5"}))

    for path, data in ((change, typed), (change, {**typed, "sure": "1"})):
        late = client.post(path, data=data)
        assert late.status_code == 409
        alert = text_of(parsed(late), "[role=alert]")
        assert "Someone was faster" in alert
        assert "5 hours before the start: everybody with a place" in alert
        assert form_fields(parsed(late))["rule-amount"] == ["2"]
    late = client.post(switch, data=form_fields(question))
    assert late.status_code == 409
    assert "5 hours before the start" in text_of(parsed(late), "[role=alert]")
    assert sorted(row[0] for row in planned(session)) == [timedelta(hours=5), timedelta(hours=28)]
    session.rollback()

    agree(
        client,
        change,
        parsed(client.post(change, data=form_fields(parsed(client.post(change, data=typed))))),
    )

    assert sorted(row[0] for row in planned(session)) == [timedelta(hours=2), timedelta(hours=5)]


def test_the_other_team_is_told_as_of_every_edit_and_a_draft_sends_nothing(
    client, session, webinar, rule
):
    partner = make_organiser(session, {webinar.hosts[1]: Role.EDITOR})
    path = path_of(webinar, "/reminders/eve/switch")

    question = page(client, path)
    assert f"the team of {webinar.hosts[1].name} gets an e-mail about it" in text_of(question)
    agree(client, path, question)

    told = select(Message).where(Message.recipient == partner.email)
    assert session.scalars(told).one().kind == MessageKind.TEAM_EDIT
    stored = session.get_one(Webinar, webinar.id)
    stored.state = WebinarState.DRAFT
    session.commit()
    assert "Nothing is sent before the webinar is online." in text_of(page(client, path))
    stored.state = WebinarState.CANCELLED
    session.commit()
    assert client.get(path).status_code == 404
    assert "Switch on" not in text_of(page(client, path_of(webinar, "/reminders")))
