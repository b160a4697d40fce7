"""Which hosts an organiser works for, and what of theirs the organiser may see.

Looking up is asking permission: what belongs to other hosts alone does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.host import Host
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.series import Series, series_hosts
from webinars.models.webinar import Speaker, Webinar, webinar_hosts
from webinars.queries.webinars import with_details
from webinars.rules.access import roles_from


def list_memberships(organiser: Organiser) -> list[Membership]:
    """Return the roles of an organiser, by name of the host; read anew, never remembered."""
    statement = (
        select(Membership)
        .join(Membership.host)
        .where(Membership.organiser_id == organiser.id)
        .order_by(Host.name, Host.id)
        .options(joinedload(Membership.host))
    )
    return list(session().scalars(statement))


def list_hosts_of(organiser: Organiser, least: Role = Role.VIEWER) -> list[Host]:
    """Return the hosts at which an organiser has this role or a higher one, by name."""
    return hosts_among(list_memberships(organiser), least)


def hosts_among(memberships: Iterable[Membership], least: Role) -> list[Host]:
    """Return the hosts of those memberships that give this role or a higher one."""
    roles = roles_from(least)
    return [each.host for each in memberships if each.role in roles]


def get_host_of(organiser: Organiser, key: str, least: Role) -> Host:
    """Return a host at which the organiser has this role or a higher one; raises NotFoundError."""
    for host in list_hosts_of(organiser, least):
        if host.key == key:
            return host
    raise NotFoundError(key)


def get_series_of(organiser: Organiser, key: str, least: Role = Role.VIEWER) -> Series:
    """Return a series of one of the organiser's hosts; raises NotFoundError."""
    statement = (
        select(Series)
        .where(Series.key == key, _shared(series_hosts, "series_id", Series.id, organiser, least))
        .options(
            selectinload(Series.hosts), selectinload(Series.topics), selectinload(Series.reminders)
        )
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(key)
    return found


def list_series_of(organiser: Organiser) -> list[Series]:
    """Return the series of the organiser's hosts, the newest first, with their webinars.

    They come with agenda and speakers, as in what languages a webinar is complete lies there too.
    """
    webinars = selectinload(Series.webinars).options(
        selectinload(Webinar.hosts), selectinload(Webinar.agenda), selectinload(Webinar.speakers)
    )
    statement = (
        select(Series)
        .where(_shared(series_hosts, "series_id", Series.id, organiser, Role.VIEWER))
        .order_by(Series.id.desc())
        .options(selectinload(Series.hosts), webinars)
    )
    return list(session().scalars(statement))


def get_webinar_of(organiser: Organiser, key: str, least: Role = Role.VIEWER) -> Webinar:
    """Return a webinar of one of the organiser's hosts, drafts too; raises NotFoundError."""
    found: Webinar | None = session().scalar(
        select_webinars_of(organiser, least).where(Webinar.key == key)
    )
    if found is None:
        raise NotFoundError(key)
    return found


def get_plain_webinar_of(organiser: Organiser, key: str) -> Webinar:
    """Return the same with series and hosts alone, for pages that show no more of it."""
    statement = select_plain_webinars_of(organiser, Role.VIEWER).where(Webinar.key == key)
    with_hosts = (joinedload(Webinar.series), selectinload(Webinar.hosts))
    found: Webinar | None = session().scalar(statement.options(*with_hosts))
    if found is None:
        raise NotFoundError(key)
    return found


def list_webinars_of_series(
    organiser: Organiser,
    series_id: int,
    *conditions: ColumnElement[bool],
    least: Role = Role.VIEWER,
) -> list[Webinar]:
    """Return the webinars of a series that the organiser may see or change, by start.

    :param conditions: what else must hold of them.
    """
    statement = select_webinars_of(organiser, least).where(
        Webinar.series_id == series_id, *conditions
    )
    return list(session().scalars(statement.order_by(Webinar.starts_at, Webinar.id)))


def select_webinars_of(organiser: Organiser, least: Role = Role.VIEWER) -> Select[Any]:
    """Return the question for all webinars of the organiser's hosts, to be narrowed further."""
    statement = with_details(select_plain_webinars_of(organiser, least))
    return statement.options(selectinload(Webinar.reminders))


def select_plain_webinars_of(organiser: Organiser, least: Role) -> Select[Any]:
    """Ask the same without agenda, speakers and what else belongs to them."""
    shared = _shared(webinar_hosts, "webinar_id", Webinar.id, organiser, least)
    return select(Webinar).where(shared)


def list_speakers_of(organiser: Organiser) -> list[Speaker]:
    """Return who speaks at webinars of the organiser's hosts, by name, each as given last."""
    shared = _shared(webinar_hosts, "webinar_id", Webinar.id, organiser, Role.VIEWER)
    statement = (
        select(Speaker)
        .join(Webinar, Webinar.id == Speaker.webinar_id)
        .where(shared)
        .order_by(Webinar.starts_at, Speaker.id)
        .options(joinedload(Speaker.organisation), joinedload(Speaker.host))
    )
    last = {
        (each.name.casefold(), each.host_id, each.organisation_id): each
        for each in session().scalars(statement)
    }
    return sorted(last.values(), key=lambda each: (each.name.casefold(), each.id))


def list_own_hosts(organiser: Organiser, webinar: Webinar, least: Role = Role.EDITOR) -> list[Host]:
    """Return the hosts of a webinar at which the organiser has this role or a higher one."""
    own = {host.id for host in list_hosts_of(organiser, least)}
    return [host for host in webinar.hosts if host.id in own]


def may_at(organiser: Organiser, webinar: Webinar, least: Role) -> bool:
    """Tell whether the organiser has this role or a higher one at a host of the webinar."""
    return bool(list_own_hosts(organiser, webinar, least))


def _shared(
    table: Any, column: str, row: Any, organiser: Organiser, least: Role
) -> ColumnElement[bool]:
    return exists().where(
        table.c[column] == row,
        table.c.host_id == Membership.host_id,
        Membership.organiser_id == organiser.id,
        Membership.role.in_(roles_from(least)),
    )
