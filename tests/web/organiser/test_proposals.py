"""A change that another host has to agree to, as both teams see it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_webinar
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.world import sign_in
from webinars.models.organiser import Role
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar

DESK = "/en/organiser"
JOINT = f"{DESK}/webinars/joint"


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """A joint webinar that is online; ours, theirs and looker work for its hosts."""
    mine, partner = make_hosts(session)
    for name, roles in (
        ("ours", {mine: Role.EDITOR}),
        ("theirs", {partner: Role.EDITOR}),
        ("looker", {partner: Role.VIEWER}),
    ):
        make_session(session, make_organiser(session, roles), f"token of {name}")
    return make_webinar(session, key="joint")


def save(client: FlaskClient, name: str, **typed: str) -> str:
    """Fill in the form as this organiser; return what the next page says."""
    sign_in(client, name)
    fields = form_fields(page(client, f"{JOINT}/edit"), "main form[method=post]")
    answer = client.post(f"{JOINT}/edit", data={**fields, **typed})
    if answer.status_code == 303:
        return text_of(page(client, answer.headers["Location"]))
    return answer.get_data(as_text=True)


def press(client: FlaskClient, name: str, act: str, number: int) -> str:
    sign_in(client, name)
    shown = f"{JOINT}/proposals/{number}"
    fields = form_fields(page(client, shown), f'main form[action$="/{act}"]')
    answer = client.post(f"{shown}/{act}", data=fields)
    assert answer.status_code == 303
    return text_of(page(client, answer.headers["Location"]))


def test_a_title_is_proposed_seen_with_its_difference_and_agreed_to(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    sign_in(client, "ours")
    assert "becomes a proposal: TWEED gets an e-mail" in text_of(page(client, f"{JOINT}/edit"))
    said = save(client, "ours", **{"titles-en": "Heat from rivers"})
    assert "A change is proposed and waits for an answer." in said
    assert "Your proposal waits for an answer since" in text_of(page(client, DESK))

    sign_in(client, "theirs")
    assert "Energy Saxony proposes a change" in text_of(page(client, DESK))
    number = session.scalars(select(Proposal.id)).one()
    shown = text_of(page(client, f"{JOINT}/proposals/{number}"))
    assert "Title (English)" in shown
    assert f"Before: {webinar.titles['en']}" in shown
    assert "Proposed: Heat from rivers" in shown
    assert "No participant gets an e-mail." in shown

    assert "Every host has agreed. The change holds." in press(client, "theirs", "agree", number)
    assert "Heat from rivers" in text_of(page(client, "/en/webinars/joint"))
    assert "proposes a change" not in text_of(page(client, DESK))


def test_a_move_is_proposed_after_a_page_that_says_who_is_told_when(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    sign_in(client, "ours")
    fields = form_fields(page(client, f"{JOINT}/move"), "main form[method=post]")
    sure = client.post(f"{JOINT}/move", data={**fields, "start-date": "2027-06-01"})
    assert "TWEED has to agree first and gets an e-mail now." in text_of(parsed(sure))
    fields = form_fields(parsed(sure), "main form[method=post]")
    answer = client.post(f"{JOINT}/move", data=fields)
    assert "The new time is proposed." in text_of(page(client, answer.headers["Location"]))

    number = session.scalars(select(Proposal.id)).one()
    sign_in(client, "theirs")
    assert "Tuesday 1 June 2027" in text_of(page(client, f"{JOINT}/proposals/{number}"))
    said = press(client, "theirs", "decline", number)
    assert "A host has not agreed. Everything stays as it is." in said
    assert "1 June" not in text_of(page(client, "/en/webinars/joint"))


def test_while_the_other_side_waits_for_an_answer_what_was_typed_stays(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    save(client, "ours", **{"titles-en": "Heat from rivers"})

    said = save(client, "theirs", **{"titles-en": "Heat from lakes"})

    assert "waits for your answer" in said
    assert "Heat from lakes" in said


def test_who_looks_sees_no_button_and_who_proposed_takes_it_back(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    save(client, "ours", **{"titles-en": "Heat from rivers"})
    number = session.scalars(select(Proposal.id)).one()
    sign_in(client, "looker")
    assert "Do not agree" not in text_of(page(client, f"{JOINT}/proposals/{number}"))

    assert "was taken back" in press(client, "ours", "withdraw", number)
    session.rollback()
    assert session.scalars(select(Proposal.state)).one() == ProposalState.WITHDRAWN
