"""Which webinars a message is about: by way of the row that it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from webinars.models.announcement import Announcement
from webinars.models.message import Message, Subject
from webinars.models.occurrence import Occurrence
from webinars.models.proposal import Proposal
from webinars.models.registration import Registration
from webinars.models.signup import signup_webinars
from webinars.models.webinar import Speaker, SpeakerDesk, Webinar


def about_webinar(chosen: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the condition of messages that are about a webinar of a certain kind.

    :param chosen: makes the condition on the number of a webinar.
    """
    return or_(
        *(
            and_(
                Message.subject_type == subject,
                exists()
                .where(row == Message.subject_id, chosen(webinar))
                .correlate(Message, Webinar),
            )
            for subject, row, webinar in _WAYS
        ),
        and_(Message.subject_type == Subject.WEBINAR, chosen(Message.subject_id)),
    )


def webinars_of(reading: Session, message: Message) -> list[int]:
    """Return the numbers of the webinars that a message is about; none when its row is gone."""
    if message.subject_type == Subject.WEBINAR:
        return [message.subject_id]
    found = [
        reading.scalars(select(webinar).where(row == message.subject_id).order_by(webinar)).all()
        for subject, row, webinar in _WAYS
        if subject == message.subject_type
    ]
    return [number for numbers in found for number in numbers]


_OF_SPEAKER = (
    select(Speaker.webinar_id)
    .where(Speaker.id == SpeakerDesk.speaker_id)
    .correlate(SpeakerDesk)
    .scalar_subquery()
)

_WAYS: tuple[tuple[Subject, Any, Any], ...] = (
    (Subject.REGISTRATION, Registration.id, Registration.webinar_id),
    (Subject.OCCURRENCE, Occurrence.id, Occurrence.webinar_id),
    (Subject.PROPOSAL, Proposal.id, Proposal.webinar_id),
    (Subject.ANNOUNCEMENT, Announcement.id, Announcement.webinar_id),
    (Subject.SPEAKER, SpeakerDesk.id, _OF_SPEAKER),
    (Subject.SIGNUP, signup_webinars.c.signup_id, signup_webinars.c.webinar_id),
)
"""Kind of row, its number, and the number of its webinar."""
