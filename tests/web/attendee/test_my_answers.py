"""Changing what one answered to the questions of a webinar."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration, make_webinar
from tests.support.pages import Client, form_fields, page, parsed, text_of
from tests.support.questions import make_answer, make_question
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.question import Answer, Question, QuestionKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive
from webinars.web.attendee import my_answers

FORM = "main form[method=post]"


@pytest.fixture
def webinar(session: Session) -> Webinar:
    return make_webinar(session)


@pytest.fixture
def registration(session: Session, webinar: Webinar) -> Registration:
    return make_registration(session, webinar=webinar, attendee=make_attendee(session))


@pytest.fixture
def question(session: Session, webinar: Webinar, registration: Registration) -> Question:
    """A question that was answered with "Something"."""
    made = make_question(session, webinar=webinar)
    make_answer(session, registration.attendee, made)
    return made


def token_of(attendee: Attendee) -> str:
    return derive(current_settings().link_key, Purpose.MY_PAGE, attendee.id, attendee.generation)


def path_of(registration: Registration, language: str = "en") -> str:
    return f"/{language}/my/{token_of(registration.attendee)}/answers/{registration.id}"


def send(client: Client, registration: Registration, **typed: Any) -> Any:
    fields = {**form_fields(page(client, path_of(registration)), FORM), **typed}
    return client.post(path_of(registration), data=fields)


def answers(session: Session) -> dict[int, list[str]]:
    session.rollback()
    return {row.question_id: row.given for row in session.scalars(select(Answer))}


def test_my_page_leads_to_the_answers_of_a_webinar_that_asks(client, session, registration):
    path = f"/en/my/{token_of(registration.attendee)}"
    assert "My answers" not in page(client, path).get_text()
    make_question(session, webinar=registration.webinar)

    (link,) = page(client, path).select(f"a[href='{path_of(registration)}']")

    assert "My answers" in link.get_text()


def test_what_was_answered_stands_in_the_form_and_is_replaced(
    client, session, registration, question
):
    shown = form_fields(page(client, path_of(registration)), FORM)
    assert shown[f"answer_{question.id}"] == ["Something"]

    response = send(client, registration, **{f"answer_{question.id}": "Something else"})

    assert response.status_code == 303
    assert answers(session) == {question.id: ["Something else"]}
    assert session.scalars(select(AuditEntry.action)).all() == ["attendee.changed"]


def test_an_answer_can_be_taken_back(client, session, registration, question):
    send(client, registration, **{f"answer_{question.id}": ""})

    assert answers(session) == {}


def test_several_boxes_are_ticked_as_they_were(client, session, webinar, registration):
    boxes = make_question(session, webinar=webinar, kind=QuestionKind.SEVERAL)
    keys = list(boxes.options)
    make_answer(session, registration.attendee, boxes, tuple(keys[:2]))

    shown = page(client, path_of(registration))
    ticked = [box["value"] for box in shown.select(f"[name=answer_{boxes.id}][checked]")]

    assert ticked == keys[:2]


def test_what_must_be_answered_is_asked_again_and_nothing_is_lost(
    client, session, webinar, registration, question
):
    needed = make_question(session, webinar=webinar, required=True)

    response = send(client, registration, **{f"answer_{question.id}": "Half an answer"})

    assert response.status_code == 422
    assert "Please answer this question." in parsed(response).get_text()
    assert form_fields(parsed(response), FORM)[f"answer_{question.id}"] == ["Half an answer"]
    assert answers(session) == {question.id: ["Something"]}
    assert needed.id not in answers(session)


def test_answers_to_archived_questions_stay(client, session, webinar, registration, question):
    old = make_question(session, webinar=webinar, archived_at=webinar.changed_at)
    make_answer(session, registration.attendee, old, ("Then",))

    send(client, registration, **{f"answer_{question.id}": "Now"})

    assert answers(session) == {question.id: ["Now"], old.id: ["Then"]}


@pytest.mark.parametrize("change", ["begun", "cancelled", "left", "asks nothing"])
def test_when_nothing_can_be_changed_my_page_is_shown(
    client, session, webinar, registration, question, change
):
    shown = form_fields(page(client, path_of(registration)), FORM)
    if change == "begun":
        for name in ("local_start", "starts_at", "ends_at"):
            setattr(webinar, name, getattr(webinar, name) - timedelta(days=60))
    elif change == "cancelled":
        webinar.state = WebinarState.CANCELLED
    elif change == "left":
        registration.state = RegistrationState.CANCELLED
        registration.cancelled_at = webinar.changed_at
    else:
        question.archived_at = webinar.changed_at
    session.commit()

    response = client.post(
        path_of(registration), data={**shown, f"answer_{question.id}": "Too late"}
    )

    assert response.status_code == 303
    assert "Your answers were not saved:" in text_of(page(client, response.location))
    assert answers(session) == {question.id: ["Something"]}
    looked = client.get(path_of(registration))
    assert "Your answers" not in text_of(page(client, looked.location))


def test_what_comes_too_late_between_looking_and_storing_is_said_to_be_lost(
    client, session, registration, question, monkeypatch
):
    shown = form_fields(page(client, path_of(registration)), FORM)
    start = registration.webinar.starts_at
    passing = iter((start - timedelta(seconds=1), start))
    monkeypatch.setattr(my_answers, "clock", SimpleNamespace(now=lambda: next(passing)))
    response = client.post(path_of(registration), data=shown)

    assert next(passing, None) is None
    assert "Your answers were not saved:" in text_of(page(client, response.location))


def test_nobody_reaches_the_answers_of_somebody_else(client, session, registration, question):
    other = make_registration(session, webinar=registration.webinar)
    path = f"/en/my/{token_of(other.attendee)}/answers/{registration.id}"

    assert client.get(path).status_code == 404
    assert client.post(path).status_code in {400, 404}
    assert answers(session) == {question.id: ["Something"]}
