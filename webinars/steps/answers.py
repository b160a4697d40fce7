"""Answers: what a person wrote on a form becomes rows, once the address is confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_or_update
from webinars.models.question import Answer, Question
from webinars.models.signup import SignUp


def keep_answers(
    session: Session, signup: SignUp, attendee_id: int, webinar_ids: Collection[int]
) -> None:
    """Keep what was answered about these webinars; the latest answer of a person holds.

    Questions that are gone by now are left out.
    """
    answers = {int(number): given for number, given in (signup.answers or {}).items()}
    _write(session, answers, attendee_id, webinar_ids)


def replace_answers(
    session: Session, answers: Mapping[int, Sequence[str]], attendee_id: int, webinar_id: int
) -> None:
    """Keep these answers about a webinar and no others; those to archived questions stay.

    :param answers: by number of the question.
    """
    asked = select(Question.id).where(
        Question.webinar_id == webinar_id, Question.archived_at.is_(None)
    )
    session.execute(
        delete(Answer)
        .where(
            Answer.attendee_id == attendee_id,
            Answer.question_id.in_(asked),
            Answer.question_id.not_in(answers),
        )
        .execution_options(synchronize_session=False)
    )
    _write(session, answers, attendee_id, [webinar_id])


def _write(
    session: Session,
    answers: Mapping[int, Sequence[str]],
    attendee_id: int,
    webinar_ids: Collection[int],
) -> None:
    if not answers:
        return
    found = session.scalars(
        select(Question.id)
        .where(Question.id.in_(answers), Question.webinar_id.in_(webinar_ids))
        .order_by(Question.id)
    ).all()
    for number in found:
        values = {
            "attendee_id": attendee_id,
            "question_id": number,
            "given": list(answers[number]),
        }
        insert_or_update(session, Answer, values, ("attendee_id", "question_id"), ())
