"""Messages to invited speakers, for tests."""

from tests.factories import make_message
from tests.support.reminders import make_occurrence
from tests.support.speakers import make_speaker_desk
from webinars.models.message import MessageKind, Subject
from webinars.models.occurrence import OccurrenceState
from webinars.models.webinar import WebinarState


def speaker_message(session, language="de", kind=MessageKind.SPEAKER_INVITED):
    """Make a message to an invited speaker."""
    desk = make_speaker_desk(session, language=language)
    message = make_message(
        session,
        kind=kind,
        subject_type=Subject.SPEAKER,
        subject_id=desk.id,
        recipient=desk.email,
        language=language,
    )
    desk.generation = message.version
    if kind == MessageKind.SPEAKER_CANCELLED:
        desk.speaker.webinar.state = WebinarState.CANCELLED
    if kind == MessageKind.SPEAKER_REMINDER:
        webinar, state = desk.speaker.webinar, OccurrenceState.QUEUED
        message.version = make_occurrence(session, webinar=webinar, state=state).id
    session.commit()
    return message
