"""Answers: what a person wrote on the form becomes rows once the address is confirmed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
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
    answers = signup.answers or {}
    numbers = [int(number) for number in answers]
    found = session.scalars(
        select(Question.id)
        .where(Question.id.in_(numbers), Question.webinar_id.in_(webinar_ids))
        .order_by(Question.id)
    ).all()
    for number in found:
        values = {
            "attendee_id": attendee_id,
            "question_id": number,
            "given": answers[str(number)],
        }
        insert_or_update(session, Answer, values, ("attendee_id", "question_id"), ())
