"""Questions about the public programme: what comes and what was, narrowed by what one asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
)
from sqlalchemy.orm import selectinload

from webinars.database.engine import session
from webinars.database.search import matches
from webinars.languages import LANGUAGES
from webinars.models.host import Host
from webinars.models.organisation import Organisation
from webinars.models.series import Series, Topic
from webinars.models.webinar import (
    AgendaItem,
    Speaker,
    Webinar,
    webinar_topics,
)
from webinars.queries.webinars import PUBLIC, listed, past_at, upcoming_at

PAGE = 50
"""Webinars on one page of a list."""

MOST_WORDS = 8
"""Words of a search that are looked for; what is typed behind them is left out."""


@dataclass(frozen=True, kw_only=True)
class ProgrammeFilter:
    """What a visitor wants to see; the empty text: everything."""

    text: str = ""
    topic: str = ""
    host: str = ""
    language: str = ""


def list_topics_shown() -> list[Topic]:
    """Return the topics of the public webinars."""
    return list(session().scalars(_topics_shown()))


@cache
def _topics_shown() -> Select[Topic]:
    shown = select(webinar_topics.c.topic_id).join(Webinar).where(Webinar.state.in_(PUBLIC))
    return select(Topic).where(Topic.id.in_(shown)).order_by(Topic.position, Topic.id)


def list_series_shown(now: datetime) -> list[tuple[Series, int]]:
    """Return all series in the order in which they were added, with their hosts.

    Beside each stands how many webinars of it are to come or took place.
    """
    return [(row[0], row[1]) for row in session().execute(_series_shown(), {"now": now})]


@cache
def _series_shown() -> Select[Any]:
    now: Any = bindparam("now")
    shown = or_(and_(*upcoming_at(now)), and_(*past_at(now)))
    count = select(func.count()).where(Webinar.series_id == Series.id, shown).scalar_subquery()
    return select(Series, count).order_by(Series.id).options(selectinload(Series.hosts))


def find_upcoming(wanted: ProgrammeFilter, now: datetime, page: int) -> list[Webinar]:
    """Return one page of the webinars that are not over, cancelled ones too, the next first."""
    order = (Webinar.starts_at, Webinar.id)
    return _page(_narrowed(listed().where(*upcoming_at(now)), wanted).order_by(*order), page)


def find_past(wanted: ProgrammeFilter, now: datetime, page: int) -> list[Webinar]:
    """Return one page of the webinars that took place, the latest first."""
    order = (Webinar.starts_at.desc(), Webinar.id.desc())
    return _page(_narrowed(listed().where(*past_at(now)), wanted).order_by(*order), page)


def find_between(wanted: ProgrammeFilter, first: datetime, after: datetime) -> list[Webinar]:
    """Return the public webinars that start between two moments of their own clocks."""
    statement = listed().where(
        Webinar.state.in_(PUBLIC), Webinar.local_start >= first, Webinar.local_start < after
    )
    order = (Webinar.starts_at, Webinar.id)
    return list(session().scalars(_narrowed(statement, wanted).order_by(*order)))


def count_upcoming(wanted: ProgrammeFilter, now: datetime) -> int:
    """Return how many webinars :func:`find_upcoming` has on all its pages."""
    return _count(upcoming_at(now), wanted)


def count_past(wanted: ProgrammeFilter, now: datetime) -> int:
    """Return how many webinars :func:`find_past` has on all its pages."""
    return _count(past_at(now), wanted)


def find_span() -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last public webinar start, by their own clocks, if any."""
    statement = select(func.min(Webinar.local_start), func.max(Webinar.local_start))
    first, last = session().execute(statement.where(Webinar.state.in_(PUBLIC))).one()
    return first, last


def _count(conditions: tuple[ColumnElement[bool], ...], wanted: ProgrammeFilter) -> int:
    statement = _narrowed(select(func.count(Webinar.id)).where(*conditions), wanted)
    return session().scalar(statement) or 0


def _page(statement: Select[Any], page: int) -> list[Webinar]:
    return list(session().scalars(statement.limit(PAGE).offset((page - 1) * PAGE)))


def _narrowed(statement: Select[Any], wanted: ProgrammeFilter) -> Select[Any]:
    if wanted.topic:
        statement = statement.where(Webinar.topics.any(Topic.key == wanted.topic))
    if wanted.host:
        statement = statement.where(Webinar.hosts.any(Host.key == wanted.host))
    if wanted.language:
        spoken = cast(Webinar.spoken_languages, String)
        statement = statement.where(spoken.contains(f'"{wanted.language}"', autoescape=True))
    words = wanted.text.split()[:MOST_WORDS]
    return statement.where(matches(_searched(), " ".join(words))) if words else statement


def _searched() -> list[ColumnElement[Any] | ScalarSelect[Any]]:
    """Return everything that the page of a webinar says, in every language it has."""
    own = (Webinar.titles, Webinar.teasers, Webinar.descriptions)
    series = _joined(*_in_all_languages(Series.titles)).where(Series.id == Webinar.series_id)
    topics = (
        _joined(*_in_all_languages(Topic.names))
        .join(webinar_topics, webinar_topics.c.topic_id == Topic.id)
        .where(webinar_topics.c.webinar_id == Webinar.id)
    )
    speakers = (
        _joined(Speaker.name, *_in_all_languages(Speaker.roles), Organisation.name)
        .select_from(Speaker)
        .outerjoin(Organisation, Organisation.id == Speaker.organisation_id)
        .where(Speaker.webinar_id == Webinar.id)
    )
    agenda = (
        _joined(
            *_in_all_languages(AgendaItem.titles),
            *_in_all_languages(AgendaItem.speaker_lines),
            Organisation.name,
        )
        .select_from(AgendaItem)
        .outerjoin(Organisation, Organisation.id == AgendaItem.organisation_id)
        .where(AgendaItem.webinar_id == Webinar.id)
    )
    below = [each.correlate(Webinar) for each in (series, topics, speakers, agenda)]
    return [
        *(text for column in own for text in _in_all_languages(column)),
        *(each.scalar_subquery() for each in below),
    ]


def _joined(*columns: Any) -> Select[Any]:
    return select(func.aggregate_strings(func.concat_ws("\n", *columns), "\n"))


def _in_all_languages(texts: Any) -> list[ColumnElement[str]]:
    return [texts[language].as_string() for language in LANGUAGES]
