"""The news of a host: drafted, looked at, then sent to those who agreed to it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.languages import Texts
from webinars.models.host import Host
from webinars.models.news import News
from webinars.models.organiser import Organiser, Role
from webinars.queries.memberships import get_host_of
from webinars.queries.news import get_news, reached_by
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.letters import release, take_back, write_draft
from webinars.steps.messages import Timing, queue_for_news_readers

USEFUL = timedelta(days=7)
"""How long a mail with news may still be sent after it was due."""


def draft_news(
    organiser: Organiser, key: str, *, titles: Texts, texts: Texts, now: datetime
) -> int:
    """Keep a letter of a host that nobody gets yet; return its number.

    :raises NotFoundError: when the organiser may not write for the host.
    """
    with transaction() as session:
        host = get_host_of(organiser, key, Role.EDITOR)
        row = News(host_id=host.id, titles=titles, texts=texts, created_at=now)
        session.add(row)
        session.flush()
        return row.id


def edit_news(
    organiser: Organiser, key: str, number: int, *, titles: Texts, texts: Texts, seen: int
) -> None:
    """Write a draft anew.

    :param seen: the version that the organiser edited.
    :raises NotFoundError: when the organiser may not write for the host, or there is none.
    :raises ChangeRefusedError: when it was sent, or edited by others, meanwhile.
    """
    with transaction() as session:
        row = get_news(get_host_of(organiser, key, Role.EDITOR), number)
        write_draft(session, row, seen, {"titles": titles, "texts": texts})


def send_news(organiser: Organiser, key: str, number: int, *, seen: int, now: datetime) -> int:
    """Send a draft to everybody who agreed to the host's news; return how many that are.

    :param seen: the version that the organiser has read.
    :raises NotFoundError: when the organiser may not write for the host, or there is none.
    :raises ChangeRefusedError: when it was sent, or edited by others, meanwhile.
    """
    with transaction() as session:
        host = get_host_of(organiser, key, Role.EDITOR)
        row = get_news(host, number)
        due_at = release(session, row, seen, now=now)
        timing = Timing(version=row.version, due_at=due_at, useful_until=due_at + USEFUL)
        told = queue_for_news_readers(session, row, *reached_by(host), timing=timing, now=now)
        _audit(session, organiser, "news.sent", host, row, now, told=told)
        return told


def withhold_news(organiser: Organiser, key: str, number: int, *, seen: int, now: datetime) -> None:
    """Make what was sent a draft again, as long as no mail has left.

    :raises NotFoundError: when the organiser may not write for the host, or there is none.
    :raises ChangeRefusedError: when mails have left, or others were faster.
    """
    with transaction() as session:
        host = get_host_of(organiser, key, Role.EDITOR)
        row = get_news(host, number)
        take_back(session, row, seen, now=now)
        _audit(session, organiser, "news.withheld", host, row, now)


def _audit(
    session: Session,
    organiser: Organiser,
    action: str,
    host: Host,
    row: News,
    now: datetime,
    **more: int,
) -> None:
    about = ("host", host.id)
    write_audit(session, actor_of(organiser), action, about, now=now, news=row.id, **more)
