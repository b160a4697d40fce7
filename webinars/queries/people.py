"""The people of a webinar, for its hosts' teams: figures, and a list that is searched and filtered.

Nothing here tells what a person agreed to towards a host.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.database.search import matches
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.organiser import Organiser, Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState, signup_webinars
from webinars.models.webinar import Webinar
from webinars.queries.joined import find_joined_at, registered_since
from webinars.queries.memberships import get_webinar_of, select_plain_webinars_of

PAGE = 50
"""People on one page."""

ELSEWHERE = "elsewhere"
"""Filter for people from no region of ours."""

_NAME = (func.lower(Attendee.family_name), func.lower(Attendee.given_name))
SORTS: Mapping[str, tuple[Any, ...]] = {
    "newest": (Registration.created_at.desc(), Registration.id.desc()),
    "oldest": (Registration.created_at, Registration.id),
    "name": (*_NAME, Registration.id),
    "organisation": (func.lower(Attendee.organisation_name), *_NAME, Registration.id),
    "region": (Attendee.region, *_NAME, Registration.id),
    "state": (Registration.state, Registration.created_at, Registration.id),
}
"""The orders that a list may have; each ends with a tie-breaker."""


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """Which people are listed, and in which order; empty: all."""

    text: str = ""
    state: str = ""
    region: str = ""
    language: str = ""
    sort: str = "newest"
    within: frozenset[str] | None = None
    """Keys of the only regions whose people may be seen; None: of all."""
    joined_at: datetime | None = None
    """Since when registrations may be seen, see ``queries/joined.py``; None: from the start."""

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves anybody out."""
        return bool(self.text or self.state or self.region or self.language)

    @property
    def asks_for_attendees(self) -> bool:
        """Whether it depends on what people are, not only on their registrations."""
        return bool(self.text or self.region or self.language) or self.within is not None


@dataclass(frozen=True, kw_only=True)
class PeopleFigures:
    """How many people a webinar has, by what they are."""

    confirmed: int
    waiting: int
    offered: int
    """A seat is held for them."""
    requested: int
    """They ask for a host's approval."""
    cancelled: int
    unconfirmed: int
    """Sign-ups whose address is not confirmed; they hold no seat."""

    @property
    def total(self) -> int:
        """All registrations, cancelled ones too."""
        return self.confirmed + self.waiting + self.offered + self.requested + self.cancelled


def get_figures(webinar: Webinar, now: datetime) -> PeopleFigures:
    """Return how many people a webinar has."""
    states = dict.fromkeys(RegistrationState, 0)
    for state, count in session().execute(
        select(Registration.state, func.count())
        .where(Registration.webinar_id == webinar.id)
        .group_by(Registration.state)
    ):
        states[state] = count
    unconfirmed = (
        select(func.count())
        .select_from(SignUp)
        .join(signup_webinars, signup_webinars.c.signup_id == SignUp.id)
        .where(
            signup_webinars.c.webinar_id == webinar.id,
            SignUp.state == SignUpState.OPEN,
            SignUp.expires_at > now,
        )
    )
    return PeopleFigures(
        confirmed=states[RegistrationState.CONFIRMED],
        waiting=states[RegistrationState.WAITING],
        offered=states[RegistrationState.OFFERED],
        requested=states[RegistrationState.REQUESTED],
        cancelled=states[RegistrationState.CANCELLED],
        unconfirmed=session().scalar(unconfirmed) or 0,
    )


def count_people(webinar: Webinar, wanted: PeopleFilter) -> int:
    """Return how many people the filter finds."""
    statement = select(func.count()).select_from(Registration)
    if wanted.asks_for_attendees:
        statement = statement.join(Registration.attendee)
    return session().scalar(statement.where(*people_conditions(webinar, wanted))) or 0


def list_people(webinar: Webinar, wanted: PeopleFilter, page: int = 1) -> list[Registration]:
    """Return one page of the people that the filter finds."""
    statement = _list(webinar, wanted).limit(PAGE).offset((page - 1) * PAGE)
    return list(session().scalars(statement))


def list_all_people(webinar: Webinar, wanted: PeopleFilter) -> list[Registration]:
    """Return all people that the filter finds."""
    return list(session().scalars(_list(webinar, wanted)))


def get_registration_of(
    organiser: Organiser, key: str, registration_id: int, least: Role = Role.EDITOR
) -> Registration:
    """Return a registration for a webinar of the organiser's hosts; raises NotFoundError."""
    webinar = get_webinar_of(organiser, key, least)
    found = session().scalar(
        select(Registration)
        .where(
            Registration.id == registration_id,
            Registration.webinar_id == webinar.id,
            registered_since(find_joined_at(organiser, webinar)),
        )
        .options(joinedload(Registration.attendee), joinedload(Registration.webinar))
    )
    if found is None:
        raise NotFoundError(key)
    return found


def _list(webinar: Webinar, wanted: PeopleFilter) -> Select[Any]:
    return (
        select(Registration)
        .join(Registration.attendee)
        .where(*people_conditions(webinar, wanted))
        .order_by(*SORTS[wanted.sort])
        .options(joinedload(Registration.attendee))
    )


def people_conditions(webinar: Webinar, wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on registrations and attendees that the filter means."""
    conditions = [Registration.webinar_id == webinar.id, registered_since(wanted.joined_at)]
    if wanted.state:
        conditions.append(Registration.state == RegistrationState(wanted.state))
    if wanted.region:
        region = "" if wanted.region == ELSEWHERE else wanted.region
        conditions.append(Attendee.region == region)
    if wanted.within is not None:
        conditions.append(Attendee.region.in_(wanted.within))
    if wanted.language:
        conditions.append(Attendee.language == wanted.language)
    if wanted.text:
        columns = (
            Attendee.given_name,
            Attendee.family_name,
            Attendee.email,
            Attendee.organisation_name,
        )
        conditions.append(matches(columns, wanted.text))
    return conditions


def is_known_elsewhere(organiser: Organiser, attendee: Attendee) -> bool:
    """Tell whether a person has registered for a webinar that the organiser may not edit."""
    own = select_plain_webinars_of(organiser, Role.EDITOR).with_only_columns(Webinar.id)
    foreign = exists().where(
        Registration.attendee_id == attendee.id, Registration.webinar_id.not_in(own)
    )
    return bool(session().scalar(select(foreign)))
