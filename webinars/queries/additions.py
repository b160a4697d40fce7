"""People whom a team has added by hand, and who have not yet confirmed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Select, func, select

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState, signup_webinars
from webinars.models.webinar import Webinar
from webinars.queries.joined import find_joined_at, registered_since
from webinars.queries.memberships import list_hosts_of, list_own_hosts

SHOWN = 200
"""Newest ones on the page."""


def own_host(organiser: Organiser, webinar: Webinar) -> Host:
    """Return the host of the webinar for which the organiser adds people.

    :raises NotFoundError: when the organiser edits for none of them.
    """
    found = list_own_hosts(organiser, webinar)
    if not found:
        raise NotFoundError(webinar.key)
    return found[0]


def list_added(organiser: Organiser, webinar: Webinar) -> list[SignUp]:
    """Return the newest whom the organiser's hosts have added, and who have still to confirm."""
    statement = _added(organiser, webinar).order_by(SignUp.id.desc()).limit(SHOWN)
    return list(session().scalars(statement))


def count_added(organiser: Organiser, webinar: Webinar) -> int:
    """Return how many they are."""
    rows = _added(organiser, webinar).subquery()
    return session().scalar(select(func.count()).select_from(rows)) or 0


def get_added(organiser: Organiser, webinar: Webinar, signup_id: int) -> SignUp:
    """Return one of them, held until the transaction ends; raises NotFoundError."""
    statement = _added(organiser, webinar).where(SignUp.id == signup_id)
    found = session().scalar(statement.with_for_update(of=SignUp))
    if found is None:
        raise NotFoundError(webinar.key)
    return found


def find_registered(organiser: Organiser, webinar: Webinar, email: str) -> int | None:
    """Return the number of the registration with this address, if the organiser sees one.

    Who registered before the organiser's hosts joined is as unknown here as in the list of people.
    """
    live = (
        select(Registration.id)
        .join(Attendee, Attendee.id == Registration.attendee_id)
        .where(
            Registration.webinar_id == webinar.id,
            Registration.state != RegistrationState.CANCELLED,
            Attendee.email == email,
            registered_since(find_joined_at(organiser, webinar)),
        )
    )
    return session().scalar(live)


def is_added(host: Host, webinar: Webinar, email: str) -> bool:
    """Tell whether the team of the host has added this address already, still to be confirmed."""
    added = _added_by([host.id], webinar).where(SignUp.email == email)
    return bool(session().scalar(select(added.exists())))


def _added(organiser: Organiser, webinar: Webinar) -> Select[SignUp]:
    own = [host.id for host in list_hosts_of(organiser, Role.EDITOR)]
    return _added_by(own, webinar)


def _added_by(hosts: Collection[int], webinar: Webinar) -> Select[SignUp]:
    return (
        select(SignUp)
        .join(signup_webinars, signup_webinars.c.signup_id == SignUp.id)
        .where(
            signup_webinars.c.webinar_id == webinar.id,
            SignUp.added_by_id.in_(hosts),
            SignUp.state == SignUpState.OPEN,
        )
    )
