"""What the mail about failed messages says, webinar by webinar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.formats import join_names
from webinars.languages import pick
from webinars.mail.content import ComposeError, Content
from webinars.mail.links import page_url
from webinars.mail.message_words import Clock, message_words
from webinars.models.message import Message
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar
from webinars.queries.failures import (
    LOOK_BACK,
    count_handed_over,
    last_digest_at,
    list_edited_webinars,
    list_failures,
)
from webinars.text import clean_line

MOST = 20
"""Failures of one webinar that are told one by one."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """What failed about one webinar."""

    title: str
    sent: int
    total: int
    failures: list[tuple[str, str]]
    """Address and what happened."""
    more: int
    url: str


def failures(message: Message, session: Session, _now: datetime) -> Content:
    """Return what failed since the organiser's last digest; raises ComposeError."""
    organiser = session.get(Organiser, message.subject_id)
    if organiser is None:
        raise ComposeError("this organiser does not exist any more")
    earliest = message.created_at - LOOK_BACK
    since = max(last_digest_at(session, organiser.id, before=message.id) or earliest, earliest)
    found = [
        (webinar, failed)
        for webinar in list_edited_webinars(session, organiser.id)
        if (failed := list_failures(session, [webinar.id], since, message.created_at))
    ]
    if not found:
        raise ComposeError("nothing of what failed is left")
    hosts = {host.id: host for webinar, _ in found for host in webinar.hosts}
    titles = [clean_line(pick(webinar.titles, message.language)) for webinar, _ in found]
    return Content(
        hosts=list(hosts.values()),
        values={
            "name": clean_line(organiser.name),
            "employer": join_names(
                [clean_line(each.host.name) for each in organiser.memberships], message.language
            ),
            "title": join_names(titles, message.language),
            "count": len({each.id for _, failed in found for each in failed}),
            "sections": [
                _section(session, webinar, failed, message.language) for webinar, failed in found
            ],
        },
    )


def _section(session: Session, webinar: Webinar, failed: list[Message], language: str) -> Section:
    sent, total = count_handed_over(session, webinar.id)
    said = Clock(webinar.time_zone, language)
    return Section(
        title=clean_line(pick(webinar.titles, language)),
        sent=sent,
        total=total,
        failures=[(each.recipient or "–", message_words(each, said)) for each in failed[:MOST]],
        more=max(0, len(failed) - MOST),
        url=page_url(language, "organiser", "webinars", webinar.key, "messages"),
    )
