"""What the messages to the hosts' teams say."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from webinars.formats import date_long, join_names
from webinars.mail.content import ComposeError, Content
from webinars.mail.links import page_url
from webinars.mail.views import webinar_view
from webinars.models.agreement import Agreement
from webinars.models.host import Host
from webinars.models.message import Message
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar
from webinars.rules.host_order import ordered
from webinars.text import clean_line


def agreement(message: Message, session: Session, _now: datetime) -> Content:
    """Return the request to agree to a webinar; raises ComposeError."""
    language = message.language
    webinar = session.get(Webinar, message.subject_id, options=[selectinload(Webinar.hosts)])
    organiser = reader_of(message, session)
    if webinar is None or organiser is None:
        raise ComposeError("there is nothing to agree on any more, or nobody to ask")
    own = {each.host_id for each in organiser.memberships}
    asking = select(Agreement.host_id).where(
        Agreement.webinar_id == webinar.id, Agreement.revision == message.version
    )
    agreed = set(session.scalars(asking))
    return Content(
        hosts=webinar.hosts,
        values={
            "name": clean_line(organiser.name),
            "partner": names_of(webinar, agreed, language),
            "employer": names_of(webinar, own - agreed, language),
            "webinar": webinar_view(webinar, language),
            "date": date_long(webinar.starts_at, webinar.time_zone, language),
            "agreement_url": page_url(language, "organiser", "webinars", webinar.key, "agreement"),
        },
    )


def name_withdrawn(message: Message, session: Session, _now: datetime) -> Content:
    """Return the news that another host has withdrawn its name; raises ComposeError."""
    language = message.language
    webinar = session.get(Webinar, message.subject_id, options=[selectinload(Webinar.hosts)])
    organiser = reader_of(message, session)
    withdrawn = session.get(Host, message.version)
    if webinar is None or organiser is None or withdrawn is None:
        raise ComposeError("there is no webinar or host any more, or nobody to tell")
    own = {each.host_id for each in organiser.memberships}
    return Content(
        hosts=webinar.hosts,
        values={
            "name": clean_line(organiser.name),
            "partner": clean_line(withdrawn.name),
            "employer": names_of(webinar, own, language),
            "webinar": webinar_view(webinar, language),
            "date": date_long(webinar.starts_at, webinar.time_zone, language),
            "desk_url": page_url(language, "organiser", "webinars", webinar.key),
        },
    )


def reader_of(message: Message, session: Session) -> Organiser | None:
    """Return whom of the hosts' teams a message goes to."""
    return session.scalar(select(Organiser).where(Organiser.email == message.recipient))


def names_of(webinar: Webinar, numbers: Collection[int], language: str) -> str:
    """Return the names of these hosts of a webinar as one phrase."""
    chosen = [host for host in ordered(webinar.hosts, language) if host.id in numbers]
    return join_names([clean_line(host.name) for host in chosen], language)
