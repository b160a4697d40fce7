"""What support offices are given, and what of the programme they may read.

Looking up is asking permission, at every request: a webinar outside, or a person from elsewhere,
does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.host import Host, Region
from webinars.models.organiser import Organiser, SupportOffice
from webinars.models.registration import Registration, RegistrationState
from webinars.models.series import Series, series_hosts
from webinars.models.webinar import Webinar, WebinarState, webinar_hosts
from webinars.queries.joined import earliest, registered_since


@dataclass(frozen=True, kw_only=True)
class Supported:
    """A webinar that a support office may look into, and the regions whose people it sees."""

    webinar: Webinar
    regions: Mapping[str, Region]
    joined_at: datetime | None
    """Since when the host has hosted it that gave the right, see ``queries/joined.py``."""


def list_offices_at(host: Host) -> list[SupportOffice]:
    """Return the support offices that a host has given rights to, by name."""
    statement = (
        select(SupportOffice)
        .join(SupportOffice.organiser)
        .where(SupportOffice.host_id == host.id)
        .order_by(func.lower(Organiser.name), SupportOffice.id)
    )
    return list(session().scalars(statement.options(*_whole())))


def get_office(host: Host, number: int) -> SupportOffice:
    """Return the support office of this number, read anew; raises NotFoundError."""
    statement = (
        select(SupportOffice)
        .where(SupportOffice.host_id == host.id, SupportOffice.id == number)
        .options(*_whole())
        .execution_options(populate_existing=True)
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(number)
    return found


def list_support_regions(host: Host) -> list[Region]:
    """Return the regions whose people any support office of a host sees, in the order of lists."""
    statement = (
        select(Region)
        .where(
            exists().where(SupportOffice.region_id == Region.id, SupportOffice.host_id == host.id)
        )
        .order_by(Region.position, Region.id)
    )
    return list(session().scalars(statement))


def list_series_at(host: Host) -> list[Series]:
    """Return the series of a host, the newest first."""
    statement = (
        select(Series)
        .join(series_hosts, series_hosts.c.series_id == Series.id)
        .where(series_hosts.c.host_id == host.id)
        .order_by(Series.id.desc())
    )
    return list(session().scalars(statement))


def list_offices_of(organiser: Organiser) -> list[SupportOffice]:
    """Return what an organiser may read as a support office; read anew, never remembered.

    A host that no longer takes part in a series shows nothing of it any more.
    """
    statement = (
        select(SupportOffice)
        .join(SupportOffice.host)
        .join(
            series_hosts,
            and_(
                series_hosts.c.series_id == SupportOffice.series_id,
                series_hosts.c.host_id == SupportOffice.host_id,
            ),
        )
        .where(SupportOffice.organiser_id == organiser.id)
        .order_by(Host.name, SupportOffice.id)
    )
    return list(session().scalars(statement.options(*_whole())))


def list_supported(organiser: Organiser) -> list[Supported]:
    """Return the webinars that a support office may look into, by start."""
    found: dict[int, list[Row[Webinar, Region, datetime | None]]] = {}
    for row in session().execute(_readable(organiser)):
        found.setdefault(row[0].id, []).append(row)
    return [_supported(rows) for rows in found.values()]


def get_supported(organiser: Organiser, key: str) -> Supported:
    """Return a webinar that a support office may look into; raises NotFoundError."""
    rows = session().execute(_readable(organiser).where(Webinar.key == key)).all()
    if not rows:
        raise NotFoundError(key)
    return _supported(rows)


def get_supported_registration(organiser: Organiser, key: str, number: int) -> Registration:
    """Return a registration from a region of the support office; raises NotFoundError."""
    supported = get_supported(organiser, key)
    statement = (
        select(Registration)
        .join(Registration.attendee)
        .where(
            Registration.id == number,
            Registration.webinar_id == supported.webinar.id,
            Attendee.region.in_(supported.regions),
            registered_since(supported.joined_at),
        )
        .options(joinedload(Registration.attendee), joinedload(Registration.webinar))
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(number)
    return found


def count_supported(organiser: Organiser) -> Mapping[int, int]:
    """Return how many people of its regions are registered, by number of the webinar."""
    columns = (Webinar.id, Region.key, webinar_hosts.c.joined_at)
    readable = _readable(organiser).with_only_columns(*columns).order_by(None).subquery()
    joined_at = readable.c.joined_at
    statement = (
        select(Registration.webinar_id, func.count(Registration.id.distinct()))
        .join(Registration.attendee)
        .join(
            readable,
            and_(
                readable.c.id == Registration.webinar_id,
                readable.c.key == Attendee.region,
                or_(joined_at.is_(None), Registration.created_at >= joined_at),
            ),
        )
        .where(Registration.state != RegistrationState.CANCELLED)
        .group_by(Registration.webinar_id)
    )
    return {row[0]: row[1] for row in session().execute(statement)}


def _supported(rows: Sequence[Row[Webinar, Region, datetime | None]]) -> Supported:
    return Supported(
        webinar=rows[0][0],
        regions={region.key: region for _, region, _ in rows},
        joined_at=earliest(joined_at for _, _, joined_at in rows),
    )


def _readable(organiser: Organiser) -> Select[Webinar, Region, datetime | None]:
    """Return the question for webinar, region and since when the host that gave the right hosts it.

    Drafts are left out.
    """
    return (
        select(Webinar, Region, webinar_hosts.c.joined_at)
        .join(SupportOffice, SupportOffice.series_id == Webinar.series_id)
        .join(Region, Region.id == SupportOffice.region_id)
        .join(
            webinar_hosts,
            and_(
                webinar_hosts.c.webinar_id == Webinar.id,
                webinar_hosts.c.host_id == SupportOffice.host_id,
            ),
        )
        .where(SupportOffice.organiser_id == organiser.id, Webinar.state != WebinarState.DRAFT)
        .order_by(Webinar.starts_at, Webinar.id, Region.position, Region.id)
        .options(joinedload(Webinar.series))
    )


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(SupportOffice.organiser),
        joinedload(SupportOffice.host),
        joinedload(SupportOffice.series),
        joinedload(SupportOffice.region),
    )
