"""Questions about organisers and the links by which they choose a password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.organiser import (
    Membership,
    Organiser,
    OrganiserSession,
    PasswordLink,
    RecoveryCode,
)
from webinars.queries.links import row_behind
from webinars.text import clean_address
from webinars.tokens import Purpose


def find_organiser_by_email(email: str) -> Organiser | None:
    """Return the organiser of this address, inactive ones too."""
    return session().scalar(select(Organiser).where(Organiser.email == clean_address(email)))


def find_organiser_by_id(organiser_id: int) -> Organiser | None:
    """Return the organiser of this number, inactive ones too."""
    return session().get(Organiser, organiser_id)


def get_organiser_by_email(email: str) -> Organiser:
    """Return the organiser of this address; raises NotFoundError."""
    found = find_organiser_by_email(email)
    if found is None:
        raise NotFoundError(email)
    return found


def list_organisers() -> list[Organiser]:
    """Return all organisers by address, with their roles."""
    statement = (
        select(Organiser)
        .order_by(Organiser.email, Organiser.id)
        .options(selectinload(Organiser.memberships).joinedload(Membership.host))
    )
    return list(session().scalars(statement))


def list_sessions(organiser: Organiser, now: datetime) -> list[OrganiserSession]:
    """Return the sessions of an organiser that are not over, the last used first."""
    statement = (
        select(OrganiserSession)
        .where(OrganiserSession.organiser_id == organiser.id, OrganiserSession.expires_at > now)
        .order_by(OrganiserSession.seen_at.desc(), OrganiserSession.id.desc())
    )
    return list(session().scalars(statement))


def count_recovery_codes(organiser: Organiser) -> int:
    """Return how many codes of an organiser are not used yet."""
    statement = select(func.count()).where(RecoveryCode.organiser_id == organiser.id)
    return session().scalar(statement) or 0


def get_password_link(token: str) -> PasswordLink | None:
    """Return the row of a link to choose a password; None: it was used or replaced.

    :raises NotFoundError: when the link was not made by us.
    """
    return genuine_link(session(), token)


def genuine_link(reading: Session, token: str) -> PasswordLink | None:
    """Return the row of a link within the caller's session, see :func:`get_password_link`."""
    row = row_behind(token, Purpose.SET_PASSWORD)
    return reading.get(PasswordLink, row, options=[joinedload(PasswordLink.organiser)])


def leads_on(link: PasswordLink | None, now: datetime) -> bool:
    """Tell whether a password can be chosen by this link now."""
    return (
        link is not None
        and link.expires_at > now
        and link.organiser is not None
        and link.organiser.active
    )
