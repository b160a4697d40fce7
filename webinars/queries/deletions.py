"""What may be deleted at the desk, what goes with it, and what it was called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, func, or_, select

from webinars.database.engine import session
from webinars.languages import Texts
from webinars.models.announcement import Announcement
from webinars.models.audit import AuditEntry
from webinars.models.handout import Handout
from webinars.models.long_work import LongWork, LongWorkState
from webinars.models.objection import ReminderObjection
from webinars.models.occurrence import Occurrence
from webinars.models.organiser import Organiser, SupportOffice
from webinars.models.registration import Invitation, Registration
from webinars.models.schedule import Schedule
from webinars.models.series import Series
from webinars.models.signup import signup_standing_series, signup_webinars
from webinars.models.standing import StandingRegistration
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import list_hosts_of

DELETED = ("webinar.deleted", "series.deleted")
"""How the log calls it."""


class Hindrance(StrEnum):
    """Why a webinar or a series stays."""

    NO_DRAFT = "it is online, over or cancelled"
    PEOPLE = "somebody has to do with it already"
    WEBINARS = "there are webinars in the series"


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """What the log still knows of a webinar or a series."""

    titles: Texts
    series: str
    """Key of the series in which a webinar was; empty: it was a series itself."""


def hindrance_of_webinar(webinar: Webinar) -> Hindrance | None:
    """Return why a webinar cannot be deleted; None: it is a draft of which only teams know."""
    if webinar.state != WebinarState.DRAFT:
        return Hindrance.NO_DRAFT
    was_online = webinar.published_at is not None
    return Hindrance.PEOPLE if was_online or _any(*_traces_of(webinar.id)) else None


def hindrance_of_series(series: Series) -> Hindrance | None:
    """Return why a series cannot be deleted; None: it holds nothing."""
    if _any(exists().where(Webinar.series_id == series.id)):
        return Hindrance.WEBINARS
    people = (
        StandingRegistration.series_id,
        signup_standing_series.c.series_id,
        SupportOffice.series_id,
    )
    known = _any(*(exists().where(column == series.id) for column in people))
    return Hindrance.PEOPLE if known else None


def count_handouts(webinar: Webinar) -> int:
    """Return how many files go with a webinar."""
    statement = select(func.count()).select_from(Handout).where(Handout.webinar_id == webinar.id)
    return session().scalar(statement) or 0


def find_deleted(organiser: Organiser, key: str) -> Deleted | None:
    """Return what had this key until somebody deleted it from the organiser's hosts.

    None: nothing had, or the log does not hold it any more.
    """
    hosts = [host.id for host in list_hosts_of(organiser)]
    statement = (
        select(AuditEntry.details)
        .where(
            AuditEntry.action.in_(DELETED),
            AuditEntry.subject_type == "host",
            AuditEntry.subject_id.in_(hosts),
            AuditEntry.details["key"].as_string() == key,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    details = session().scalar(statement)
    if details is None:
        return None
    return Deleted(titles=details["values"]["titles"][0], series=details["series"])


def _traces_of(webinar_id: int) -> list[ColumnElement[bool]]:
    """Return the conditions each of which tells that a draft was public or concerns somebody.

    Messages to people need none: each is about one of these rows.
    """
    begun = (LongWorkState.WAITING, LongWorkState.RUNNING)
    columns = (
        Registration.webinar_id,
        Invitation.webinar_id,
        signup_webinars.c.webinar_id,
        Occurrence.webinar_id,
        ReminderObjection.webinar_id,
    )
    return [
        *(exists().where(column == webinar_id) for column in columns),
        exists().where(Schedule.webinar_id == webinar_id, Schedule.public),
        exists().where(
            Announcement.webinar_id == webinar_id, Announcement.released_at.is_not(None)
        ),
        exists().where(LongWork.webinar_id == webinar_id, LongWork.state.in_(begun)),
    ]


def _any(*conditions: ColumnElement[bool]) -> bool:
    return bool(session().scalar(select(or_(*conditions))))
