"""What a webinar asks those who register, and what they answer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.languages import Texts
from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, choice, personal

ANSWER_LENGTH = 300
LONG_ANSWER_LENGTH = 3000
OPTION_LENGTH = 50

YES, NO = "yes", "no"
"""The options of a question with two answers."""


class QuestionKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes-no"


class Question(Base):
    """One question of a webinar; one with answers is archived instead of deleted."""

    __tablename__ = "questions"
    # Numbers stand in forms that are open: another question must not get one of them.
    __table_args__ = (ROWS_NEVER_REUSED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(choice(QuestionKind))
    wordings: Mapped[Texts] = mapped_column(JSON)
    options: Mapped[dict[str, Texts]] = mapped_column(JSON, default=dict)
    """What can be chosen, by key, in order."""
    required: Mapped[bool] = mapped_column(default=False)
    condition_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="SET NULL"), index=True
    )
    """Asked only if this earlier question …"""
    condition_option: Mapped[str] = mapped_column(String(OPTION_LENGTH), default="")
    """… was answered with this option."""
    archived_at: Mapped[datetime | None]
    """Asked no more since then; the answers are kept."""

    def __repr__(self) -> str:
        return f"<Question {self.id} {self.kind} webinar={self.webinar_id}>"


class Answer(Base):
    """What an attendee answered to one question."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("attendee_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attendee_id: Mapped[int] = mapped_column(ForeignKey("attendees.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[Question] = relationship()
    given: Mapped[list[str]] = mapped_column(
        JSON,
        info=personal(
            "to answer what the hosts ask for a webinar that the person registered for",
            Retention.REGISTRATION,
        ),
    )
    """The text, or the keys of the options that were chosen."""
