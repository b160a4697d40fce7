"""Telling organisers what did not arrive: at most one mail an hour to each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Organiser
from webinars.queries.failures import (
    LOOK_BACK,
    last_digest_at,
    list_digested_organisers,
    list_edited_webinars,
    list_failures,
)
from webinars.steps.messages import Recipient, queue_message

HOUR = timedelta(hours=1)

GATHERING = timedelta(minutes=5)
"""How old the first failure is before it is told, so that one mail tells of all its neighbours."""

USEFUL = timedelta(days=1)
"""How long a digest is worth reading."""

_FIRST_HOUR = datetime(2000, 1, 1, tzinfo=UTC)


def digest_failures(*, now: datetime) -> int:
    """Queue a mail to each organiser about whose webinars messages failed; return how many.

    The version of the message is the number of the hour, so that two workers write one.
    """
    with transaction() as session:
        return sum(
            _digest(session, organiser, now) for organiser in list_digested_organisers(session)
        )


def _digest(session: Session, organiser: Organiser, now: datetime) -> bool:
    last = last_digest_at(session, organiser.id)
    if last is not None and last > now - HOUR:
        return False
    since = max(last or now - LOOK_BACK, now - LOOK_BACK)
    webinars = [webinar.id for webinar in list_edited_webinars(session, organiser.id)]
    if not webinars or not list_failures(session, webinars, since, now - GATHERING):
        return False
    queued = queue_message(
        session,
        MessageKind.FAILURES,
        Recipient(email=organiser.email, language=organiser.language),
        (Subject.ORGANISER, organiser.id),
        now=now,
        version=(now - _FIRST_HOUR) // HOUR,
        useful_until=now + USEFUL,
    )
    return queued is not None
