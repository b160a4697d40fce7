"""How many people register, who they are and when they do; each answer is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, distinct, func, select

from webinars.database.engine import session
from webinars.models.attendance import Attendance
from webinars.models.attendee import Attendee
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration, RegistrationState
from webinars.models.series import Series
from webinars.models.signup import SignUp, SignUpState, signup_webinars
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import list_webinars_of_series, select_webinars_of
from webinars.rules.numbers import DAYS, EARLIER, Cell, add_up, counted_at


def list_counted_webinars(organiser: Organiser, series: Series) -> list[Webinar]:
    """Return the webinars of a series that the organiser may see, drafts not, by date."""
    return list_webinars_of_series(organiser, series.id, Webinar.state != WebinarState.DRAFT)


def count_webinars(series: Series) -> int:
    """Return how many webinars a series has, whosever they are; drafts not."""
    statement = select(func.count()).where(
        Webinar.series_id == series.id, Webinar.state != WebinarState.DRAFT
    )
    return session().scalar(statement) or 0


def list_earlier_webinars(organiser: Organiser, webinar: Webinar) -> list[Webinar]:
    """Return the webinars of the same series that came just before, the latest first."""
    statement = (
        select_webinars_of(organiser)
        .where(
            Webinar.series_id == webinar.series_id,
            Webinar.state == WebinarState.PUBLISHED,
            Webinar.starts_at < webinar.starts_at,
        )
        .order_by(Webinar.starts_at.desc(), Webinar.id)
        .limit(EARLIER)
    )
    return list(session().scalars(statement))


def count_cells(webinars: Sequence[Webinar]) -> list[Cell]:
    """Return the registrations for these webinars, counted by everything that is told of them."""
    columns = (
        Registration.webinar_id,
        Registration.state,
        Attendee.region,
        Attendee.country,
        Attendee.organisation_kind,
        Attendee.language,
        Registration.source,
    )
    statement = (
        select(*columns, func.count(), func.count(Attendance.id))
        .join(Registration.attendee)
        .outerjoin(Attendance, Attendance.registration_id == Registration.id)
        .where(Registration.webinar_id.in_([webinar.id for webinar in webinars]))
        .group_by(*columns)
        .order_by(*columns)
    )
    return [
        Cell(
            webinar_id=webinar_id,
            state=str(state),
            region=region,
            country=country,
            kind=str(kind),
            language=language,
            source=source,
            people=people,
            joined=joined,
        )
        for webinar_id, state, region, country, kind, language, source, people, joined in (
            session().execute(statement)
        )
    ]


def count_by_day(webinars: Sequence[Webinar]) -> dict[int, dict[int, int]]:
    """Return how many had registered so many days before the start, by webinar and days.

    Whoever cancelled later had registered; who came after the start is not counted.
    """
    moments = [
        (
            and_(
                Registration.webinar_id == webinar.id,
                Registration.created_at <= counted_at(webinar.starts_at, days),
            ),
            days,
        )
        for webinar in webinars
        for days in DAYS
    ]
    found: dict[int, dict[int, int]] = {webinar.id: {} for webinar in webinars}
    if moments:
        since = case(*moments, else_=-1)
        counted = (
            select(Registration.webinar_id.label("webinar_id"), since.label("days"))
            .where(Registration.webinar_id.in_(found))
            .subquery()
        )
        statement = select(counted.c.webinar_id, counted.c.days, func.count()).group_by(
            counted.c.webinar_id, counted.c.days
        )
        for webinar_id, days, people in session().execute(statement):
            found[webinar_id][days] = people
    return {webinar_id: add_up(received) for webinar_id, received in found.items()}


def count_signups(webinars: Sequence[Webinar], since: datetime) -> tuple[int, int]:
    """Return how many sign-ups came since then, and how many of them were confirmed."""
    confirmed = case((SignUp.state == SignUpState.CONFIRMED, SignUp.id))
    statement = (
        select(func.count(distinct(SignUp.id)), func.count(distinct(confirmed)))
        .join(signup_webinars, signup_webinars.c.signup_id == SignUp.id)
        .where(
            signup_webinars.c.webinar_id.in_([webinar.id for webinar in webinars]),
            SignUp.created_at >= since,
        )
    )
    sent, pressed = session().execute(statement).one()
    return sent, pressed


def count_attendees(webinars: Sequence[Webinar]) -> int:
    """Return how many different people hold a place at these webinars."""
    statement = select(func.count(distinct(Registration.attendee_id))).where(
        Registration.webinar_id.in_([webinar.id for webinar in webinars]),
        Registration.state == RegistrationState.CONFIRMED,
    )
    return session().scalar(statement) or 0
