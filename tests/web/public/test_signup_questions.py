"""Questions of webinars on the form: asked where they follow, kept on mistakes, stored."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.questions import make_question
from tests.support.signups import URL, WHOLE, send, sign_ups, summary
from webinars.models.question import Answer, Question, QuestionKind
from webinars.models.webinar import Webinar
from webinars.queries.registrations import get_attendee_by_token
from webinars.services.registrations import confirm_sign_up
from webinars.services.rights import erase_person, export_person
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive


@pytest.fixture
def asked(session: Session, webinars: list[Webinar]) -> dict[str, Question]:
    """The first webinar asks five questions, of which two depend on others; the second asks one."""
    first, second = webinars[:2]
    pitch = make_question(session, webinar=first, kind=QuestionKind.YES_NO, required=True)
    topics = make_question(session, webinar=first, kind=QuestionKind.SEVERAL)
    about = make_question(
        session,
        webinar=first,
        kind=QuestionKind.LONG_TEXT,
        required=True,
        condition_id=pitch.id,
        condition_option="yes",
    )
    seen = make_question(session, webinar=first, required=False)
    role = make_question(session, webinar=second, kind=QuestionKind.CHOICE, required=True)
    return {"pitch": pitch, "topics": topics, "about": about, "seen": seen, "role": role}


def name(question: Question) -> str:
    return f"answer_{question.id}"


def test_answers_are_kept_with_the_sign_up_and_as_rows_once_confirmed(
    client: FlaskClient, session: Session, asked: dict[str, Question]
) -> None:
    given = {
        name(asked["pitch"]): "yes",
        name(asked["topics"]): ["storage", "grids", "not offered"],
        name(asked["about"]): "First line\r\n\r\nsecond line",
        name(asked["seen"]): "",
    }
    assert send(client, URL, **given).status_code == 303
    (signup,) = sign_ups(session)
    assert signup.answers == {
        str(asked["pitch"].id): ["yes"],
        str(asked["topics"].id): ["grids", "storage"],
        str(asked["about"].id): ["First line\n\nsecond line"],
    }
    confirmed = confirm_sign_up(token_of(signup.id), now=signup.created_at)
    rows = session.scalars(select(Answer).order_by(Answer.question_id)).all()
    assert {str(row.question_id): row.given for row in rows} == signup.answers
    assert {row.attendee_id for row in rows} == {get_attendee_by_token(confirmed.my_page_token).id}


def token_of(signup_id: int) -> str:
    return derive(current_settings().link_key, Purpose.CONFIRM, signup_id, 1)


def test_what_is_required_is_asked_for_and_everything_typed_is_kept(
    client: FlaskClient, session: Session, asked: dict[str, Question]
) -> None:
    typed = {
        name(asked["pitch"]): "yes",
        name(asked["topics"]): ["grids"],
        name(asked["seen"]): "x" * 301,
    }
    answer = send(client, URL, ("w1", "w2"), **typed)
    assert answer.status_code == 422
    soup = parsed(answer)
    assert summary(soup) == {
        f"#{name(asked['about'])}": "Please answer this question.",
        f"#{name(asked['seen'])}": "Use at most 300 characters. You have written 301.",
        f"#{name(asked['role'])}-0": "Please answer this question.",
    }
    kept = form_fields(soup)
    assert {key: kept[key] for key in typed} == {
        name(asked["pitch"]): ["yes"],
        name(asked["topics"]): ["grids"],
        name(asked["seen"]): ["x" * 301],
    }
    assert not sign_ups(session)


def test_what_does_not_follow_is_neither_required_nor_kept(
    client: FlaskClient, session: Session, asked: dict[str, Question]
) -> None:
    typed = {name(asked["pitch"]): "no", name(asked["about"]): "y" * 4000}
    assert send(client, URL, **typed, **{name(asked["role"]): "grids"}).status_code == 303
    (signup,) = sign_ups(session)
    assert signup.answers == {str(asked["pitch"].id): ["no"]}


def test_the_page_says_when_a_question_is_asked_in_the_readers_language(
    client: FlaskClient, asked: dict[str, Question]
) -> None:
    told = text_of(page(client, URL.replace("/en/", "/fr/")), "[data-questions]")
    question = asked["pitch"].wordings["fr"]
    assert f"Uniquement si vous avez répondu « Oui » à « {question} »." in told
    assert "Uniquement si vous avez choisi ce webinaire." in told
    assert f"{asked['topics'].wordings['fr']} (facultatif)" in told
    assert "Grids (fr)" in told


def test_a_question_that_went_meanwhile_is_left_out(
    client: FlaskClient, session: Session, asked: dict[str, Question]
) -> None:
    typed = {name(asked["pitch"]): "no", name(asked["seen"]): "In a newsletter"}
    assert send(client, URL, **typed).status_code == 303
    (signup,) = sign_ups(session)
    session.delete(session.get_one(Question, asked["seen"].id))
    session.commit()
    confirm_sign_up(token_of(signup.id), now=signup.created_at)
    assert session.scalars(select(Answer.given)).all() == [["no"]]


def test_a_later_answer_replaces_an_earlier_one(
    client: FlaskClient, session: Session, asked: dict[str, Question]
) -> None:
    for answer in ("A newsletter", "A colleague"):
        given = {name(asked["pitch"]): "no", name(asked["seen"]): answer}
        assert send(client, URL, **given).status_code == 303
        signup = sign_ups(session)[-1]
        confirm_sign_up(token_of(signup.id), now=signup.created_at)
    given_now = select(Answer.given).where(Answer.question_id == asked["seen"].id)
    assert session.scalars(given_now).all() == [["A colleague"]]


def test_export_and_erasure_take_the_answers_along(
    client: FlaskClient, session: Session, asked: dict[str, Question]
) -> None:
    given = {name(asked["pitch"]): "no", name(asked["seen"]): "In a newsletter"}
    assert send(client, URL, **given).status_code == 303
    (signup,) = sign_ups(session)
    now = signup.created_at
    confirm_sign_up(token_of(signup.id), now=now)
    rows = export_person(WHOLE["email"], now=now)["data"]["answers"]["rows"]
    assert {"given": ["In a newsletter"], "question": asked["seen"].wordings} in rows
    erase_person(WHOLE["email"], now=now)
    assert session.scalars(select(Answer)).all() == []


def test_going_back_to_correct_shows_the_answers_again(
    client: FlaskClient, asked: dict[str, Question]
) -> None:
    given = {name(asked["pitch"]): "yes", name(asked["about"]): "Cables"}
    assert send(client, URL, **given).status_code == 303
    kept = form_fields(page(client, f"{URL}?correct=1"))
    assert kept[name(asked["pitch"])] == ["yes"]
    assert [text.strip() for text in kept[name(asked["about"])]] == ["Cables"]
