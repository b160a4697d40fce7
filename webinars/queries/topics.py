"""Questions about topics, and about what carries them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series, Topic
from webinars.models.webinar import Webinar, WebinarState, webinar_hosts, webinar_topics
from webinars.queries.editing import list_agreed
from webinars.queries.memberships import list_hosts_of
from webinars.queries.proposals import list_asked_hosts, list_deciders


@dataclass(frozen=True, kw_only=True)
class Carriers:
    """What carries a topic: of the hosts that an organiser edits for."""

    webinars: Sequence[Webinar]
    series: Sequence[Series]
    elsewhere: bool
    """Whether something of other hosts alone carries it too."""

    @property
    def count(self) -> int:
        """How many webinars and series they are."""
        return len(self.webinars) + len(self.series)


def get_topic_of(organiser: Organiser, key: str) -> Topic:
    """Return a topic for somebody who edits for a host; raises NotFoundError."""
    found = session().scalar(select(Topic).where(Topic.key == key))
    if found is None or not list_hosts_of(organiser, Role.EDITOR):
        raise NotFoundError(key)
    return found


def count_webinars_by_topic(hosts: Sequence[Host]) -> dict[int, int]:
    """Return how many webinars of these hosts carry a topic, by its number."""
    statement = (
        select(webinar_topics.c.topic_id, func.count(webinar_topics.c.webinar_id.distinct()))
        .join(webinar_hosts, webinar_hosts.c.webinar_id == webinar_topics.c.webinar_id)
        .where(webinar_hosts.c.host_id.in_([host.id for host in hosts]))
        .group_by(webinar_topics.c.topic_id)
    )
    return {row[0]: row[1] for row in session().execute(statement)}


def list_carriers(organiser: Organiser, topic: Topic) -> Carriers:
    """Return what carries a topic and may be changed by the organiser, by number."""
    own = {host.id for host in list_hosts_of(organiser, Role.EDITOR)}
    carried = Topic.id == topic.id
    webinars = session().scalars(
        select(Webinar)
        .where(Webinar.topics.any(carried))
        .order_by(Webinar.id)
        .options(selectinload(Webinar.hosts), selectinload(Webinar.topics))
    )
    series = session().scalars(
        select(Series)
        .where(Series.topics.any(carried))
        .order_by(Series.id)
        .options(selectinload(Series.hosts), selectinload(Series.topics))
    )
    rows = [*webinars, *series]
    mine = [row for row in rows if own & {host.id for host in row.hosts}]
    return Carriers(
        webinars=[row for row in mine if isinstance(row, Webinar)],
        series=[row for row in mine if isinstance(row, Series)],
        elsewhere=len(mine) < len(rows),
    )


def count_readers(organiser: Organiser, webinars: Iterable[Webinar], now: datetime) -> int:
    """Return how many people of other teams are told when the organiser edits these webinars."""
    return len(
        {
            reader.id
            for webinar in webinars
            if is_told(webinar, now)
            for reader in list_deciders(list_asked_hosts(organiser, webinar))
        }
    )


def count_agreed_drafts(webinars: Iterable[Webinar]) -> int:
    """Return how many of these are drafts to which a host has agreed as they are."""
    return len(list_agreed(each for each in webinars if each.state == WebinarState.DRAFT))


def is_told(webinar: Webinar, now: datetime) -> bool:
    """Tell whether the teams of other hosts are told that a topic of this webinar has changed."""
    return webinar.state == WebinarState.PUBLISHED and webinar.ends_at > now


def version_of(topic: Topic) -> str:
    """Return a text that changes with everything that the form for a topic shows."""
    shown = (sorted(topic.names.items()), topic.icon)
    return hashlib.sha256(repr(shown).encode()).hexdigest()
