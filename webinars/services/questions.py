"""What a webinar asks: written by its hosts' teams, all questions at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import StaleRevisionError
from webinars.languages import Texts
from webinars.models.organiser import Organiser, Role
from webinars.models.question import NO, OPTION_LENGTH, YES, Question, QuestionKind
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of
from webinars.queries.questions import list_answered, list_questions, version_of
from webinars.rules.questions import name_options
from webinars.steps.audit import actor_of, write_audit


@dataclass(frozen=True, kw_only=True)
class QuestionDetails:
    """A question as it is to be."""

    id: int | None
    """None for a new one."""
    kind: QuestionKind
    wordings: Texts
    lines: dict[str, list[str]]
    """The options of each language."""
    required: bool
    condition: tuple[int, str] | None
    """An earlier question, and the option that brings this one up."""


def edit_questions(
    organiser: Organiser,
    key: str,
    wanted: Sequence[QuestionDetails],
    version: str,
    *,
    now: datetime,
) -> None:
    """Bring the questions of a webinar into line; what has answers is archived, never deleted.

    :param version: of the questions when they were opened, see ``queries.questions.version_of``.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    :raises StaleRevisionError: when somebody has changed them since.
    """
    with transaction() as session:
        session.execute(select(Webinar.id).where(Webinar.key == key).with_for_update())
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        rows = {row.id: row for row in list_questions([webinar])}
        if version_of(rows.values()) != version:
            raise StaleRevisionError(key)
        answered = list_answered(rows.values())
        for position, details in enumerate(wanted):
            row = rows.pop(details.id, None) if details.id else None
            _write(session, webinar, row, details, position, answered)
        for left in rows.values():
            if left.id in answered:
                left.archived_at = now
            else:
                session.delete(left)
        session.flush()
        _free_lost(list_questions([webinar]))
        if version_of(list_questions([webinar])) != version:
            subject = ("webinar", webinar.id)
            write_audit(session, actor_of(organiser), "questions.edited", subject, now=now)


def _write(
    session: Session,
    webinar: Webinar,
    row: Question | None,
    details: QuestionDetails,
    position: int,
    answered: frozenset[int],
) -> None:
    if row is None:
        row = Question(webinar_id=webinar.id, kind=details.kind, options={})
        session.add(row)
    elif row.id not in answered:
        # Answers are of the kind that was asked for.
        row.kind = details.kind
    row.position = position
    row.wordings = details.wordings
    row.options = _options(row, details)
    row.required = details.required
    row.condition_id, row.condition_option = details.condition or (None, "")


def _free_lost(questions: Sequence[Question]) -> None:
    """Ask always what depended on an answer that can be given no more."""
    options = {question.id: question.options for question in questions}
    for question in questions:
        if question.condition_option not in options.get(question.condition_id or 0, {}):
            question.condition_id, question.condition_option = None, ""


def _options(row: Question, details: QuestionDetails) -> dict[str, Texts]:
    if row.kind == QuestionKind.YES_NO:
        return {YES: {}, NO: {}}
    if row.kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        return name_options(details.lines, row.options, OPTION_LENGTH)
    return {}
