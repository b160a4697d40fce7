"""Questions about webinars that the public may ask: drafts do not exist for it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.series import Series
from webinars.models.webinar import AgendaItem, Speaker, Webinar, WebinarState

PUBLIC = (WebinarState.PUBLISHED, WebinarState.CANCELLED)
"""States in which the public sees a webinar."""


def get_webinar(key: str) -> Webinar:
    """Return a published or cancelled webinar and all its page shows; raises NotFoundError."""
    found: Webinar | None = session().scalar(_of_key(), {"key": key})
    if found is None:
        raise NotFoundError(key)
    return found


@cache
def _of_key() -> Select[Any]:
    named = Webinar.key == bindparam("key"), Webinar.state.in_(PUBLIC)
    return with_details(select(Webinar).where(*named))


def with_details(statement: Select[Any]) -> Select[Any]:
    """Let a question for webinars bring series, hosts, topics, agenda and speakers with them."""
    return statement.options(
        joinedload(Webinar.series),
        selectinload(Webinar.hosts),
        selectinload(Webinar.topics),
        selectinload(Webinar.agenda).options(
            joinedload(AgendaItem.organisation), joinedload(AgendaItem.host)
        ),
        selectinload(Webinar.speakers).options(
            joinedload(Speaker.organisation), joinedload(Speaker.host), joinedload(Speaker.desk)
        ),
    )


def get_series_of(key: str) -> Series:
    """Return the series of a webinar, with its hosts; raises NotFoundError as above."""
    found = session().scalars(_series_of_key(), {"key": key}).unique().one_or_none()
    if found is None:
        raise NotFoundError(key)
    return found


@cache
def _series_of_key() -> Select[Series]:
    of_webinar = Webinar.key == bindparam("key"), Webinar.state.in_(PUBLIC)
    statement = select(Series).join(Series.webinars).where(*of_webinar)
    return statement.options(joinedload(Series.hosts))


def list_all_webinars() -> list[Webinar]:
    """Return every published and cancelled webinar, the earliest first."""
    statement = listed().where(Webinar.state.in_(PUBLIC))
    return list(session().scalars(statement.order_by(Webinar.starts_at, Webinar.id)))


def list_upcoming(now: datetime, most: int | None = None) -> list[Webinar]:
    """Return the webinars that are not over, cancelled ones too, the next first.

    :param most: so many of them; None: all.
    """
    return list(session().scalars(_upcoming(most), {"now": now}))


@cache
def _upcoming(most: int | None) -> Select[Webinar]:
    statement = listed().where(*upcoming_at(bindparam("now")))
    return statement.order_by(Webinar.starts_at, Webinar.id).limit(most)


def list_latest(now: datetime, most: int) -> list[Webinar]:
    """Return so many of the webinars that took place, the latest first, with their series."""
    return list(session().scalars(_latest(most), {"now": now}))


@cache
def _latest(most: int) -> Select[Webinar]:
    statement = select(Webinar).where(*past_at(bindparam("now"))).limit(most)
    order = (Webinar.starts_at.desc(), Webinar.id.desc())
    return statement.order_by(*order).options(joinedload(Webinar.series))


def upcoming_at(now: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on public webinars that are not over at a moment, or a parameter."""
    return Webinar.state.in_(PUBLIC), Webinar.ends_at > now


def past_at(now: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on webinars that took place before a moment, or a parameter."""
    return Webinar.state == WebinarState.PUBLISHED, ~Webinar.provisional, Webinar.ends_at <= now


def list_webinars_of(series_id: int) -> list[Webinar]:
    """Return the published and cancelled webinars of a series, the earliest first."""
    return list(session().scalars(_of_series(), {"series_id": series_id}))


@cache
def _of_series() -> Select[Any]:
    return _public_of_series(listed())


def list_stops(series_id: int) -> list[Webinar]:
    """Return the same with no more than date, title, state and hosts of each."""
    return list(session().scalars(_stops(), {"series_id": series_id}))


@cache
def _stops() -> Select[Any]:
    shown = select(Webinar).options(*_without_texts(), selectinload(Webinar.hosts))
    return _public_of_series(shown)


def _public_of_series(statement: Select[Any]) -> Select[Any]:
    own = Webinar.series_id == bindparam("series_id"), Webinar.state.in_(PUBLIC)
    return statement.where(*own).order_by(Webinar.starts_at, Webinar.id)


def list_ahead(series_id: int, now: datetime) -> list[Webinar]:
    """Return the webinars of a series that take place and have not ended, without their texts."""
    return list(session().scalars(_ahead(), {"series_id": series_id, "now": now}))


@cache
def _ahead() -> Select[Webinar]:
    statement = select(Webinar).where(
        Webinar.series_id == bindparam("series_id"),
        Webinar.state == WebinarState.PUBLISHED,
        Webinar.ends_at > bindparam("now"),
    )
    ordered = statement.order_by(Webinar.starts_at, Webinar.id)
    return ordered.options(*_without_texts())


def list_ahead_in(series_ids: Collection[int], now: datetime) -> list[Webinar]:
    """Return the same of several series, with the series of each."""
    statement = select(Webinar).where(
        Webinar.series_id.in_(series_ids),
        Webinar.state == WebinarState.PUBLISHED,
        Webinar.ends_at > now,
    )
    ordered = statement.order_by(Webinar.starts_at, Webinar.id)
    shown = (*_without_texts(), joinedload(Webinar.series))
    return list(session().scalars(ordered.options(*shown)))


def _without_texts() -> list[Any]:
    return [defer(each) for each in (Webinar.teasers, Webinar.descriptions, Webinar.takeaways)]


def count_waiting(webinar_id: int) -> int:
    """Return how many people are on the waiting list."""
    statement = select(func.count()).where(
        Registration.webinar_id == webinar_id,
        Registration.state == RegistrationState.WAITING,
    )
    return session().scalar(statement) or 0


def moves_somebody_up(registration: Registration) -> bool:
    """Tell whether its end leaves a place to somebody on the waiting list."""
    return registration.state in SEATED and count_waiting(registration.webinar_id) > 0


@cache
def listed() -> Select[Any]:
    """Return the statement that a list of webinars begins with: what each of its lines shows."""
    return select(Webinar).options(
        joinedload(Webinar.series), selectinload(Webinar.hosts), selectinload(Webinar.topics)
    )
