"""The people of a webinar: ending or giving a place, and taking their list along."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.models.organiser import Organiser, Role
from webinars.models.registration import RegistrationState
from webinars.queries.memberships import get_webinar_of
from webinars.queries.people import PeopleFilter, get_registration_of
from webinars.queries.planning import list_targets
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.person_acts import approve, cancel, decline, move, promote


def record_export(
    organiser: Organiser,
    key: str,
    wanted: PeopleFilter,
    *,
    rows: int,
    purpose: str,
    form: str,
    now: datetime,
) -> None:
    """Write down who takes how many people's data along, and why, before they are handed out.

    :param form: kind of the file, such as ``csv``.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    # What was searched for may be a name.
    left = ("text", "joined_at")
    chosen = {name: value for name, value in asdict(wanted).items() if value and name not in left}
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        write_audit(
            session,
            actor_of(organiser),
            "people.exported",
            ("webinar", webinar.id),
            now=now,
            purpose=purpose,
            form=form,
            filter={**chosen, "searched": bool(wanted.text)},
            rows=rows,
        )


def cancel_place(organiser: Organiser, key: str, registration_id: int, *, now: datetime) -> bool:
    """End somebody's registration and tell the person; False when there was nothing to end.

    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    with transaction() as session:
        registration = get_registration_of(organiser, key, registration_id)
        return cancel(session, organiser, registration, now)


def decide_about(
    organiser: Organiser, key: str, registration_id: int, *, approved: bool, now: datetime
) -> bool:
    """Approve or decline somebody's registration, and tell the person; False: nothing was decided.

    Approving takes a seat; when none is free, the request stays.

    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    with transaction() as session:
        registration = get_registration_of(organiser, key, registration_id)
        decide = approve if approved else decline
        return decide(session, organiser, registration, now)


def give_place(
    organiser: Organiser, key: str, registration_id: int, *, more_seats: bool, now: datetime
) -> bool:
    """Give a place to somebody who waits, out of order, and tell the person; False when none was.

    :param more_seats: raises the capacity by one when no place is free.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    with transaction() as session:
        registration = get_registration_of(organiser, key, registration_id)
        return promote(session, organiser, registration, now, more_seats=more_seats)


def move_person(
    organiser: Organiser, key: str, registration_id: int, to: str, *, now: datetime
) -> RegistrationState | None:
    """Move somebody's registration to another webinar of the series, and tell the person.

    :param to: key of that webinar.
    :return: what the person has there; None: nothing was changed.
    :raises NotFoundError: when the organiser can move nobody from the one to the other.
    """
    with transaction() as session:
        registration = get_registration_of(organiser, key, registration_id)
        for webinar in list_targets(organiser, registration.webinar, now):
            if webinar.key == to:
                return move(session, organiser, registration, webinar.id, now)
        raise NotFoundError(to)
