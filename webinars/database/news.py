"""Who gets the news of a host: when the messages are made, and still when each of them leaves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from webinars.models.message import DropReason, Message
from webinars.models.news import News, NewsReader


def reads(host_id: Any) -> ColumnElement[bool]:
    """Return the condition on readers: they have agreed to the news of this host."""
    return and_(NewsReader.host_id == host_id, NewsReader.confirmed_at.is_not(None))


def is_wanted() -> ColumnElement[bool]:
    """Return the condition on messages: the news is not taken back, nor the consent withdrawn."""
    of_reader = NewsReader.recipient_hash == Message.recipient_hash
    return exists().where(_is_out(), reads(News.host_id), of_reader).correlate(Message)


def news_drop_reason(session: Session, message: Message) -> DropReason:
    """Return why a message is dropped that is not wanted any more."""
    row = select(Message.id).where(Message.id == message.id)
    stands = session.scalar(row.where(exists().where(_is_out()).correlate(Message)))
    return DropReason.OVERTAKEN if stands is None else DropReason.WITHDRAWN


def _is_out() -> ColumnElement[bool]:
    return and_(
        News.id == Message.subject_id,
        News.version == Message.version,
        News.released_at.is_not(None),
    )
