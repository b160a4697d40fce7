"""Questions about what organisers write to many people of a webinar: who gets it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from webinars.database.announcements import STATES
from webinars.database.engine import session
from webinars.database.reminders import is_suppressed, objects
from webinars.errors import NotFoundError
from webinars.models.announcement import FOLLOW_UPS, Announcement, Readers
from webinars.models.attendee import Attendee
from webinars.models.registration import Registration
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar
from webinars.queries.people import ELSEWHERE
from webinars.queries.reminders import took_part
from webinars.queries.schedules import count_people


def get_announcement(webinar: Webinar, number: int) -> Announcement:
    """Return an announcement about this webinar; raises NotFoundError."""
    found = session().get(Announcement, number)
    if found is None or found.webinar_id != webinar.id:
        raise NotFoundError(str(number))
    return found


def list_announcements(webinar: Webinar) -> list[Announcement]:
    """Return what was written about a webinar, drafts too, the newest first."""
    statement = select(Announcement).where(Announcement.webinar_id == webinar.id)
    return list(session().scalars(statement.order_by(Announcement.id.desc())))


def meant_by(announcement: Announcement) -> list[ColumnElement[bool]]:
    """Return the conditions on registrations, joined with their attendees, of who gets it.

    Left out is who has an address that must not be written to and, after the end, who wants no
    reminders.
    """
    return [
        Registration.webinar_id == announcement.webinar_id,
        Registration.state.in_(STATES[announcement.readers]),
        ~is_suppressed(Attendee.recipient_hash),
        *_narrowed(announcement),
    ]


def count_meant(announcement: Announcement) -> dict[str, int]:
    """Return how many people get it as things stand, by the language of their mails."""
    return count_people(*meant_by(announcement))


def _narrowed(announcement: Announcement) -> Iterable[ColumnElement[bool]]:
    if announcement.region:
        region = "" if announcement.region == ELSEWHERE else announcement.region
        yield Attendee.region == region
    if announcement.readers in FOLLOW_UPS:
        yield ~objects(Registration.attendee_id, Registration.webinar_id)
        joined = announcement.readers == Readers.ATTENDED
        audience = Audience.ATTENDED if joined else Audience.ABSENT
        yield from took_part(announcement.webinar_id, audience)
