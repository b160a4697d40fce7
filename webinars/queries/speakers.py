"""Questions about speakers and their desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import (
    AgendaItem,
    SlidesState,
    Speaker,
    SpeakerDesk,
    Webinar,
    WebinarState,
)
from webinars.queries.memberships import get_webinar_of
from webinars.settings import current_settings
from webinars.text import clean_address
from webinars.tokens import Purpose, is_genuine, row_of


def get_speaker_desk(token: str) -> SpeakerDesk:
    """Return the desk that this personal link opens; raises NotFoundError."""
    row, key = row_of(token), current_settings().link_key
    found = None if row is None else _find(row)
    if found is None or found.invited_at is None:
        raise NotFoundError
    if not is_genuine(token, key, Purpose.SPEAKER, found.id, found.generation):
        raise NotFoundError
    return found


def get_photo(key: str) -> bytes:
    """Return the photo with this key; raises NotFoundError."""
    found = session().scalar(select(SpeakerDesk.photo).where(SpeakerDesk.photo_key == key))
    if found is None:
        raise NotFoundError(key)
    return found


def get_slides(key: str) -> bytes:
    """Return the released slides with this key of a public webinar; raises NotFoundError."""
    statement = (
        select(SpeakerDesk.slides)
        .join(SpeakerDesk.speaker)
        .join(Speaker.webinar)
        .where(
            SpeakerDesk.slides_key == key,
            SpeakerDesk.slides_state == SlidesState.RELEASED,
            Webinar.state != WebinarState.DRAFT,
        )
    )
    found = session().scalar(statement)
    if found is None:
        raise NotFoundError(key)
    return found


def get_speaker_of(organiser: Organiser, key: str, number: int) -> Speaker:
    """Return a speaker of a webinar that the organiser may change; raises NotFoundError."""
    speakers = get_webinar_of(organiser, key, Role.EDITOR).speakers
    found = next((each for each in speakers if each.id == number), None)
    if found is None:
        raise NotFoundError
    return found


def list_spoken_at(email: str) -> list[Webinar]:
    """Return the webinars that name the person of this address as a speaker, the earliest first."""
    named = exists().where(
        Speaker.webinar_id == Webinar.id,
        SpeakerDesk.speaker_id == Speaker.id,
        SpeakerDesk.email == clean_address(email),
    )
    return _with_hosts(named)


def list_spoken_at_for(organiser: Organiser, email: str) -> list[Webinar]:
    """Return those of them that everybody or the organiser's team can read."""
    hosts = {each.host_id for each in organiser.memberships}
    return [
        webinar
        for webinar in list_spoken_at(email)
        if webinar.state != WebinarState.DRAFT or hosts & {host.id for host in webinar.hosts}
    ]


def list_by_numbers(numbers: Collection[int]) -> list[Webinar]:
    """Return the webinars of these numbers with their hosts, the earliest first."""
    return _with_hosts(Webinar.id.in_(numbers)) if numbers else []


def select_invited(webinar_id: int) -> Select[Any]:
    """Return the question for the desks of a webinar that a link opens, in a fixed order."""
    return (
        select(SpeakerDesk)
        .join(SpeakerDesk.speaker)
        .where(Speaker.webinar_id == webinar_id, SpeakerDesk.invited_at.is_not(None))
        .order_by(SpeakerDesk.id)
    )


def select_reminded(webinar_id: int, due_at: datetime) -> Select[Any]:
    """Return the question who of them was invited early enough to get a reminder due then."""
    in_time = due_at - timedelta(minutes=current_settings().late_minutes)
    return select_invited(webinar_id).where(SpeakerDesk.invited_at <= in_time)


def count_invited(webinar_id: int) -> Counter[str]:
    """Return how many invited speakers are told of a change, by the language of their mails."""
    return Counter(desk.language for desk in session().scalars(select_invited(webinar_id)))


def _with_hosts(condition: ColumnElement[bool]) -> list[Webinar]:
    statement = (
        select(Webinar)
        .where(condition)
        .order_by(Webinar.starts_at, Webinar.id)
        .options(selectinload(Webinar.hosts))
    )
    return list(session().scalars(statement))


def _find(number: int) -> SpeakerDesk | None:
    webinar = joinedload(SpeakerDesk.speaker).joinedload(Speaker.webinar)
    statement = (
        select(SpeakerDesk)
        .where(SpeakerDesk.id == number)
        .options(
            webinar.selectinload(Webinar.hosts),
            webinar.selectinload(Webinar.agenda).options(
                joinedload(AgendaItem.organisation), joinedload(AgendaItem.host)
            ),
            webinar.selectinload(Webinar.speakers).options(
                joinedload(Speaker.organisation), joinedload(Speaker.host)
            ),
        )
        .execution_options(populate_existing=True)
    )
    found: SpeakerDesk | None = session().scalar(statement)
    return found
