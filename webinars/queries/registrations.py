"""Questions about attendees and their registrations."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.webinars import listed
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive, is_genuine, row_of

UNASKED = Registration.lapsed_at.is_(None)
"""The person has not let an offer lapse."""

WAITING_ORDER = (
    func.coalesce(Registration.lapsed_at, Registration.created_at),
    Registration.id,
)
"""The order of the waiting list: who has let an offer lapse begins at its end again."""


def get_attendee_by_token(token: str) -> Attendee:
    """Return the attendee whose page this personal link opens; raises NotFoundError."""
    found = _find_attendee(token)
    if found is None or not _opens(token, Purpose.MY_PAGE, found.id, found.generation):
        raise NotFoundError
    return found


def get_attendee_by_calendar(token: str) -> Attendee:
    """Return the attendee whose own calendar this address is; raises NotFoundError."""
    found = _find_attendee(token)
    if found is None or not _opens(token, Purpose.MY_CALENDAR, found.id, found.calendar_generation):
        raise NotFoundError
    return found


def get_registration_by_token(token: str) -> Registration:
    """Return the registration whose join page this personal link opens; raises NotFoundError."""
    row = row_of(token)
    found = None
    if row is not None:
        found = session().scalar(
            select(Registration)
            .where(Registration.id == row)
            .options(
                joinedload(Registration.attendee),
                joinedload(Registration.webinar).selectinload(Webinar.hosts),
            )
        )
    if found is None or not _opens(token, Purpose.JOIN, found.id, found.attendee.generation):
        raise NotFoundError
    return found


def list_registrations(attendee_id: int) -> list[Registration]:
    """Return all registrations of an attendee, cancelled ones too, by start of the webinar."""
    rows = session().scalars(
        select(Registration)
        .join(Registration.webinar)
        .where(Registration.attendee_id == attendee_id)
        .order_by(Webinar.starts_at, Registration.id)
        .options(
            joinedload(Registration.webinar).options(
                selectinload(Webinar.hosts), joinedload(Webinar.series)
            )
        )
    )
    return list(rows)


def list_webinars_with_place(attendee_id: int) -> list[Webinar]:
    """Return the webinars that an attendee has a place at, by start."""
    held = and_(
        Registration.webinar_id == Webinar.id,
        Registration.attendee_id == attendee_id,
        Registration.state == RegistrationState.CONFIRMED,
    )
    statement = listed().join(Registration, held).order_by(Webinar.starts_at, Webinar.id)
    return list(session().scalars(statement))


def get_registration_of_attendee(attendee: Attendee, number: int) -> Registration:
    """Return a registration of this person by its number; raises NotFoundError."""
    found = session().scalar(
        select(Registration).where(
            Registration.id == number, Registration.attendee_id == attendee.id
        )
    )
    if found is None:
        raise NotFoundError
    return found


def waiting_position(registration: Registration) -> int:
    """Return the place in the waiting list, 1 for the next to move up."""
    since, number = WAITING_ORDER
    own = registration.lapsed_at or registration.created_at
    ahead = select(func.count()).where(
        Registration.webinar_id == registration.webinar_id,
        Registration.state == RegistrationState.WAITING,
        or_(
            since < own,
            and_(since == own, number < registration.id),
        ),
    )
    return (session().scalar(ahead) or 0) + 1


def calendar_token(attendee: Attendee) -> str:
    """Return the token of a person's own calendar."""
    return derive(
        current_settings().link_key,
        Purpose.MY_CALENDAR,
        attendee.id,
        attendee.calendar_generation,
    )


def join_token(registration: Registration) -> str:
    """Return the token of a registration's join page."""
    return derive(
        current_settings().link_key,
        Purpose.JOIN,
        registration.id,
        registration.attendee.generation,
    )


def _find_attendee(token: str) -> Attendee | None:
    row = row_of(token)
    return None if row is None else session().get(Attendee, row)


def _opens(token: str, purpose: Purpose, row: int, generation: int) -> bool:
    return is_genuine(token, current_settings().link_key, purpose, row, generation)
