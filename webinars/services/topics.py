"""Topics, which all hosts share: added, renamed, merged and removed by those who edit for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from webinars.database.conflicts import begins_anew
from webinars.database.engine import transaction
from webinars.errors import NotFoundError, NotPossibleError, StaleRevisionError
from webinars.languages import Texts, pick
from webinars.models.host import KEY_LENGTH
from webinars.models.organisation import Organisation
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series, Topic
from webinars.models.webinar import Webinar
from webinars.queries.hosts import list_hosts
from webinars.queries.memberships import list_hosts_of
from webinars.queries.proposals import list_asked_hosts
from webinars.queries.topics import get_topic_of, is_told, list_carriers, version_of
from webinars.rules.keys import free_key, key_from
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.editing import flush_key
from webinars.steps.programme_rows import write
from webinars.steps.proposals import tell_teams


@dataclass(frozen=True, kw_only=True)
class TopicDetails:
    """What an organiser says of a topic."""

    names: Texts
    icon: str
    version: str = ""
    """Of the topic that was opened; empty for a new one."""


def create_topic(organiser: Organiser, details: TopicDetails, *, now: datetime) -> str:
    """Create a topic, the last in lists; return its key.

    :raises NotFoundError: when the organiser edits for no host.
    :raises KeyTakenError: when somebody else has just created one of this name.
    """
    with transaction() as session:
        if not list_hosts_of(organiser, Role.EDITOR):
            raise NotFoundError
        suggested = key_from(pick(details.names, "en"), KEY_LENGTH) or "topic"
        last = session.scalar(select(func.max(Topic.position)))
        row = Topic(
            key=free_key(suggested, set(session.scalars(select(Topic.key)))),
            position=0 if last is None else last + 1,
            names=details.names,
            icon=details.icon,
        )
        session.add(row)
        flush_key(session, "topics")
        _audit(session, organiser, "topic.created", row.key, [None, row.names], now)
        return row.key


def rename_topic(organiser: Organiser, key: str, details: TopicDetails, *, now: datetime) -> None:
    """Change the names and the pictogram of a topic, wherever it is carried.

    :raises NotFoundError: when there is none, or the organiser edits for no host.
    :raises StaleRevisionError: when somebody else has changed it since it was opened.
    """
    with transaction() as session:
        topic = _locked(session, organiser, key)
        if details.version != version_of(topic):
            raise StaleRevisionError(key)
        before = topic.names
        if write(topic, {"names": details.names, "icon": details.icon}):
            carried = Webinar.topics.any(Topic.id == topic.id)
            session.execute(update(Webinar).where(carried).values(changed_at=now))
            _audit(session, organiser, "topic.renamed", key, [before, topic.names], now)


@begins_anew
def remove_topic(organiser: Organiser, key: str, *, into: str, seen: int, now: datetime) -> None:
    """Take a topic away from everything that carries it, or give that another one in its place.

    :param into: key of the other topic; empty: none.
    :param seen: how many webinars and series the organiser was told that carry it.
    :raises NotFoundError: when there is no such topic, or the organiser edits for no host.
    :raises NotPossibleError: when something of other hosts alone carries it.
    :raises StaleRevisionError: when it is carried by more or less than the organiser was told.
    """
    with transaction() as session:
        topic = _locked(session, organiser, key)
        other = get_topic_of(organiser, into) if into else None
        carriers = list_carriers(organiser, topic)
        if carriers.elsewhere or other is topic:
            raise NotPossibleError(key)
        if carriers.count != seen:
            raise StaleRevisionError(key)
        for webinar in carriers.webinars:
            _change_webinar(session, organiser, webinar, topic, other, now)
        for series in carriers.series:
            _put(series, topic, other)
            subject = ("series", series.id)
            act: dict[str, Any] = {"changed": ["topics"], "values": {}}
            write_audit(session, actor_of(organiser), "series.edited", subject, now=now, **act)
        _change_organisations(session, key, into)
        session.flush()
        session.delete(topic)
        action = "topic.merged" if other else "topic.removed"
        names = [topic.names, other.names if other else None]
        _audit(session, organiser, action, key, names, now)


def _locked(session: Session, organiser: Organiser, key: str) -> Topic:
    session.execute(select(Topic.id).where(Topic.key == key).with_for_update())
    return get_topic_of(organiser, key)


def _change_webinar(
    session: Session,
    organiser: Organiser,
    webinar: Webinar,
    topic: Topic,
    other: Topic | None,
    now: datetime,
) -> None:
    _put(webinar, topic, other)
    webinar.revision += 1
    webinar.changed_at = now
    subject, act = ("webinar", webinar.id), {"changed": ["topics"], "values": {}}
    write_audit(session, actor_of(organiser), "webinar.edited", subject, now=now, **act)
    if is_told(webinar, now):
        tell_teams(session, list_asked_hosts(organiser, webinar), webinar, now=now)


def _put(row: Webinar | Series, topic: Topic, other: Topic | None) -> None:
    kept = [each for each in row.topics if each is not topic]
    row.topics = kept if other is None or other in kept else [*kept, other]


def _change_organisations(session: Session, key: str, into: str) -> None:
    for row in session.scalars(select(Organisation)):
        profiles = {
            name: {**profile, "topics": _keys(profile["topics"], key, into)}
            for name in ("offers", "seeks")
            if "topics" in (profile := getattr(row, name))
        }
        write(row, {"topics": _keys(row.topics, key, into), **profiles})


def _keys(keys: Iterable[str], key: str, into: str) -> list[str]:
    put = [into if each == key else each for each in keys]
    return [each for each in dict.fromkeys(put) if each]


def _audit(
    session: Session,
    organiser: Organiser,
    action: str,
    key: str,
    names: list[Texts | None],
    now: datetime,
) -> None:
    """Write it into the log of each host, as a topic belongs to all of them."""
    values: dict[str, Any] = {"topic": key, "values": {"names": names}}
    for host in list_hosts():
        write_audit(session, actor_of(organiser), action, ("host", host.id), now=now, **values)
