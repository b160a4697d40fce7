"""Questions about own words in mails: what a webinar, its series and its hosts have written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeAlias

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from webinars.database.engine import session
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.own_words import OwnWords, WordsKind
from webinars.models.series import Series
from webinars.models.webinar import Webinar, webinar_hosts
from webinars.queries.memberships import get_host_of, get_series_of, get_webinar_of
from webinars.rules.host_order import ordered

Place: TypeAlias = Host | Series | Webinar
"""What can have words of its own."""


def get_place(organiser: Organiser, level: str, key: str) -> Place:
    """Return a place whose words the organiser may change; raises NotFoundError.

    :param level: ``hosts``, ``series`` or ``webinars``.
    """
    if level == "hosts":
        return get_host_of(organiser, key, Role.EDITOR)
    if level == "series":
        return get_series_of(organiser, key, Role.EDITOR)
    return get_webinar_of(organiser, key, Role.EDITOR)


def column_of(place: Place) -> str:
    """Return the name of the column that holds the number of such a place."""
    return {Host: "host_id", Series: "series_id", Webinar: "webinar_id"}[type(place)]


def find_own_words(place: Place, kind: WordsKind) -> OwnWords | None:
    """Return what a place itself says in a mail of this kind, or None."""
    statement = select(OwnWords).where(
        getattr(OwnWords, column_of(place)) == place.id, OwnWords.kind == kind
    )
    return session().scalar(statement)


def list_own_words(place: Place) -> list[OwnWords]:
    """Return the words of a place and of what is above it, the nearest first."""
    if isinstance(place, Webinar):
        return list_words_about([place])[place.id]
    hosts = {place.id} if isinstance(place, Host) else {host.id for host in place.hosts}
    series = {place.id} if isinstance(place, Series) else set()
    return _listed((), series, hosts)


def list_words_about(webinars: Collection[Webinar]) -> dict[int, list[OwnWords]]:
    """Return the words that mails about each of these webinars may use, the nearest first.

    One question for all of them; their hosts are best loaded before.
    """
    hosts = {each.id: {host.id for host in each.hosts} for each in webinars}
    found = _listed(
        [each.id for each in webinars],
        {each.series_id for each in webinars},
        set().union(*hosts.values()),
    )
    return {
        each.id: [
            row
            for row in found
            if row.webinar_id == each.id
            or row.series_id == each.series_id
            or row.host_id in hosts[each.id]
        ]
        for each in webinars
    }


def words_in_force(
    rows: Sequence[OwnWords], kind: WordsKind, place: Place, language: str
) -> list[OwnWords]:
    """Return those that hold for a mail of this kind in this language, the nearest first.

    Of several hosts the one counts that is named first and answers, see ``rules/host_order.py``.
    """
    hosts = [place] if isinstance(place, Host) else ordered(place.hosts, language)[:1]
    counting = {None, *(host.id for host in hosts)}
    return [row for row in rows if row.kind == kind and row.host_id in counting]


def find_example(place: Place) -> Webinar | None:
    """Return a webinar that shows how the words of a place read: the last one, or None."""
    if isinstance(place, Webinar):
        return place
    statement = select(Webinar).options(selectinload(Webinar.hosts), selectinload(Webinar.speakers))
    if isinstance(place, Series):
        statement = statement.where(Webinar.series_id == place.id)
    else:
        own = select(webinar_hosts.c.webinar_id).where(webinar_hosts.c.host_id == place.id)
        statement = statement.where(Webinar.id.in_(own))
    return session().scalar(statement.order_by(Webinar.starts_at.desc(), Webinar.id).limit(1))


def _listed(
    webinars: Collection[int], series: Collection[int], hosts: Collection[int]
) -> list[OwnWords]:
    statement = select(OwnWords).where(
        or_(
            OwnWords.webinar_id.in_(webinars),
            OwnWords.series_id.in_(series),
            OwnWords.host_id.in_(hosts),
        )
    )
    found = session().scalars(statement.order_by(OwnWords.id))
    return sorted(found, key=lambda row: (row.webinar_id is None, row.series_id is None))
