"""What the messages to the hosts' teams say."""

from __future__ import annotations

from collections.abc import Sequence
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
    organiser = session.scalar(select(Organiser).where(Organiser.email == message.recipient))
    if webinar is None or organiser is None:
        raise ComposeError("there is nothing to agree on any more, or nobody to ask")
    own = {each.host_id for each in organiser.memberships}
    asking = select(Agreement.host_id).where(
        Agreement.webinar_id == webinar.id, Agreement.revision == message.version
    )
    agreed = set(session.scalars(asking))
    hosts = ordered(webinar.hosts, language)
    return Content(
        hosts=webinar.hosts,
        values={
            "name": clean_line(organiser.name),
            "partner": _joined([host for host in hosts if host.id in agreed], language),
            "employer": _joined([host for host in hosts if host.id in own - agreed], language),
            "webinar": webinar_view(webinar, language),
            "date": date_long(webinar.starts_at, webinar.time_zone, language),
            "agreement_url": page_url(language, "organiser", "webinars", webinar.key, "agreement"),
        },
    )


def name_withdrawn(message: Message, session: Session, _now: datetime) -> Content:
    """Return the news that another host has withdrawn its name; raises ComposeError."""
    language = message.language
    webinar = session.get(Webinar, message.subject_id, options=[selectinload(Webinar.hosts)])
    organiser = session.scalar(select(Organiser).where(Organiser.email == message.recipient))
    withdrawn = session.get(Host, message.version)
    if webinar is None or organiser is None or withdrawn is None:
        raise ComposeError("there is no webinar or host any more, or nobody to tell")
    own = {each.host_id for each in organiser.memberships}
    hosts = ordered(webinar.hosts, language)
    return Content(
        hosts=webinar.hosts,
        values={
            "name": clean_line(organiser.name),
            "partner": clean_line(withdrawn.name),
            "employer": _joined([host for host in hosts if host.id in own], language),
            "webinar": webinar_view(webinar, language),
            "date": date_long(webinar.starts_at, webinar.time_zone, language),
            "desk_url": page_url(language, "organiser", "webinars", webinar.key),
        },
    )


def _joined(hosts: Sequence[Host], language: str) -> str:
    return join_names([clean_line(host.name) for host in hosts], language)
