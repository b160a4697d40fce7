"""Questions about what webinars ask, and what people answered."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select

from webinars.database.engine import session
from webinars.models.question import Answer, Question
from webinars.models.webinar import Webinar


def list_questions(webinars: Iterable[Webinar]) -> list[Question]:
    """Return what these webinars ask at present, those of one webinar in their order."""
    numbers = [webinar.id for webinar in webinars]
    return list(session().scalars(_asked(), {"webinars": numbers}))


@cache
def _asked() -> Select[Question]:
    asking = Question.webinar_id.in_(bindparam("webinars", expanding=True))
    statement = select(Question).where(asking, Question.archived_at.is_(None))
    return statement.order_by(Question.webinar_id, Question.position, Question.id)


def list_asking(webinar_ids: Iterable[int]) -> frozenset[int]:
    """Return the numbers of those of these webinars that ask anything at present."""
    statement = select(Question.webinar_id).where(
        Question.webinar_id.in_(list(webinar_ids)), Question.archived_at.is_(None)
    )
    return frozenset(session().scalars(statement.distinct()))


def list_all_questions(webinar: Webinar) -> list[Question]:
    """Return what a webinar asks and asked: those archived come last."""
    statement = (
        select(Question)
        .where(Question.webinar_id == webinar.id)
        .order_by(Question.archived_at.is_not(None), Question.position, Question.id)
    )
    return list(session().scalars(statement))


def list_answered(questions: Iterable[Question]) -> frozenset[int]:
    """Return the numbers of the questions that somebody has answered."""
    numbers = [question.id for question in questions]
    statement = select(Answer.question_id).where(Answer.question_id.in_(numbers)).distinct()
    return frozenset(session().scalars(statement))


def list_answers(
    questions: Sequence[Question], attendee_ids: Collection[int]
) -> dict[tuple[int, int], list[str]]:
    """Return what these people answered, by number of the person and of the question."""
    numbers = [question.id for question in questions]
    statement = select(Answer).where(Answer.question_id.in_(numbers))
    # Compared here: a list may hold more people than a statement takes numbers.
    return {
        (each.attendee_id, each.question_id): each.given
        for each in session().scalars(statement)
        if each.attendee_id in attendee_ids
    }


def version_of(questions: Iterable[Question]) -> str:
    """Return a text that changes with everything that the form for questions shows."""
    shown = [
        (
            each.id,
            each.kind.value,
            sorted(each.wordings.items()),
            [(key, sorted(texts.items())) for key, texts in each.options.items()],
            each.required,
            each.condition_id,
            each.condition_option,
        )
        for each in questions
    ]
    return hashlib.sha256(repr(shown).encode()).hexdigest()
