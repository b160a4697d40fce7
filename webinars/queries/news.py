"""Questions about the news of hosts: what was written, who gets it, and what they agreed to."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.database.news import reads
from webinars.database.reminders import is_suppressed
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.consent import Consent, ConsentPurpose
from webinars.models.host import Host
from webinars.models.message import Message, MessageState
from webinars.models.news import News, NewsReader
from webinars.queries.letters import messages_of
from webinars.settings import current_settings
from webinars.tokens import UNSUBSCRIBE_GENERATION, Purpose, is_genuine, row_of


def get_news(host: Host, number: int) -> News:
    """Return a letter of this host; raises NotFoundError."""
    found = session().get(News, number)
    if found is None or found.host_id != host.id:
        raise NotFoundError(str(number))
    return found


def list_news(host: Host) -> list[News]:
    """Return what a host has written, drafts too, the newest first."""
    statement = select(News).where(News.host_id == host.id).order_by(News.id.desc())
    return list(session().scalars(statement))


def reached_by(host: Host) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on readers of who gets the news of this host.

    Left out is who has an address that must not be written to.
    """
    return (reads(host.id), ~is_suppressed(NewsReader.recipient_hash))


def count_news_readers(host: Host) -> dict[str, int]:
    """Return how many people get the news of this host, by the language of their mails."""
    statement = (
        select(NewsReader.language, func.count())
        .where(*reached_by(host))
        .group_by(NewsReader.language)
        .order_by(NewsReader.language)
    )
    return {row[0]: row[1] for row in session().execute(statement)}


def list_lost(news: News) -> list[Message]:
    """Return the messages of a letter that did not arrive, and whose address is still known."""
    lost = Message.state.in_((MessageState.FAILED, MessageState.BOUNCED)), Message.recipient != ""
    statement = select(Message).where(*messages_of(news), *lost)
    return list(session().scalars(statement.order_by(Message.recipient, Message.id)))


def list_news_consents(attendee: Attendee) -> list[tuple[Consent, Host]]:
    """Return the consents to news that a person has not withdrawn, by name of the host."""
    statement = (
        select(Consent, Host)
        .join(Host, Host.id == Consent.host_id)
        .where(
            Consent.person_hash == attendee.recipient_hash,
            Consent.purpose == ConsentPurpose.NEWS,
            Consent.withdrawn_at.is_(None),
            exists().where(
                NewsReader.recipient_hash == Consent.person_hash, reads(Consent.host_id)
            ),
        )
        .order_by(Host.name, Consent.id)
        .options(joinedload(Consent.text))
    )
    return [(row[0], row[1]) for row in session().execute(statement)]


def find_news_reader(token: str) -> NewsReader | None:
    """Return the reader whose link against news this is; None: the data have been deleted.

    These links outlive every other: they must work for as long as a mail lies in a mailbox.

    :raises NotFoundError: when we never made this link.
    """
    row, key = row_of(token), current_settings().link_key
    if row is None or not is_genuine(token, key, Purpose.STOP_NEWS, row, UNSUBSCRIBE_GENERATION):
        raise NotFoundError
    return session().get(NewsReader, row, options=[joinedload(NewsReader.host)])
