"""Questions of webinars, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_webinar, numbers, texts
from tests.support.saving import save
from webinars.models.attendee import Attendee
from webinars.models.question import NO, YES, Answer, Question, QuestionKind

OPTIONS = {
    QuestionKind.CHOICE: {"grids": texts("Grids"), "storage": texts("Storage")},
    QuestionKind.SEVERAL: {"grids": texts("Grids"), "storage": texts("Storage")},
    QuestionKind.YES_NO: {YES: {}, NO: {}},
}


def make_question(session: Session, **overrides: Any) -> Question:
    """Make a question that is answered with a short text, unless told otherwise."""
    webinar = overrides.pop("webinar", None) or make_webinar(session)
    number = next(numbers)
    kind = overrides.get("kind", QuestionKind.TEXT)
    values = {
        "webinar_id": webinar.id,
        "position": number,
        "kind": kind,
        "wordings": texts(f"Question {number}"),
        "options": OPTIONS.get(kind, {}),
    }
    return save(session, Question(**{**values, **overrides}))


def make_answer(
    session: Session,
    attendee: Attendee | None = None,
    question: Question | None = None,
    given: tuple[str, ...] = ("Something",),
) -> Answer:
    """Make an answer of somebody to a question."""
    row = Answer(
        attendee_id=(attendee or make_attendee(session)).id,
        question=question or make_question(session),
        given=list(given),
    )
    return save(session, row)
