"""What the news of a host says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.news import reads
from webinars.mail.content import ComposeError, Content
from webinars.mail.letters import letter_values
from webinars.mail.links import page_url, personal_url
from webinars.models.message import Message
from webinars.models.news import News, NewsReader
from webinars.text import clean_line
from webinars.tokens import UNSUBSCRIBE_GENERATION, Purpose


def news(message: Message, session: Session, _now: datetime) -> Content:
    """Return what somebody reads who agreed to this news; raises ComposeError."""
    row = session.get(News, message.subject_id)
    reader = None
    if row is not None:
        of_reader = NewsReader.recipient_hash == message.recipient_hash
        reader = session.scalar(select(NewsReader).where(reads(row.host_id), of_reader))
    if row is None or reader is None:
        raise ComposeError("nobody wants this news any more, or there is none")
    return news_for(row, reader.id, message.language)


def news_for(row: News, reader: int, language: str) -> Content:
    """Return what a reader of this number reads."""
    host = row.host
    values = {"host": clean_line(host.name), "programme": page_url(language, "programme")}
    return Content(
        hosts=[host],
        stop_url=personal_url(language, Purpose.STOP_NEWS, reader, UNSUBSCRIBE_GENERATION),
        stream=f"news.{host.key}",
        values={**values, **letter_values(row.titles, row.texts, values, language)},
    )
