"""Questions about who works for a host."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.host import Host
from webinars.models.organiser import Membership, Organiser, PasswordLink, SupportOffice


def list_members(host: Host) -> list[Membership]:
    """Return the roles at a host by name of their people."""
    statement = (
        select(Membership)
        .join(Membership.organiser)
        .where(Membership.host_id == host.id)
        .order_by(func.lower(Organiser.name), Membership.id)
        .options(joinedload(Membership.organiser))
    )
    return list(session().scalars(statement))


def get_member(host: Host, number: int) -> Membership:
    """Return the role at a host of the organiser of this number, read anew; raises NotFoundError.

    :param number: of the organiser.
    """
    statement = (
        select(Membership)
        .where(Membership.host_id == host.id, Membership.organiser_id == number)
        .options(joinedload(Membership.organiser))
        .execution_options(populate_existing=True)
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(number)
    return found


def list_invitations(host: Host, now: datetime) -> Mapping[int, datetime]:
    """Return until when the links of a host's people are valid who never chose a password.

    Those of its support offices too.

    By number of the organiser; whoever is not in it would need a new link.
    """
    statement = (
        select(PasswordLink.organiser_id, func.max(PasswordLink.expires_at))
        .join(PasswordLink.organiser)
        .where(
            or_(
                *(
                    exists().where(table.organiser_id == Organiser.id, table.host_id == host.id)
                    for table in (Membership, SupportOffice)
                )
            ),
            Organiser.password.is_(None),
            PasswordLink.expires_at > now,
        )
        .group_by(PasswordLink.organiser_id)
    )
    return {number: until for number, until in session().execute(statement) if number is not None}
