"""From a Message row to the bytes that leave: RFC 5322, in the recipient's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from webinars.formats import join_names
from webinars.mail.assembly import Part, as_bytes, base64_part, boundary_of, multipart, text_part
from webinars.mail.content import ComposeError, Content
from webinars.mail.contents import content_of
from webinars.mail.headers import Head, set_headers, set_unsubscribe
from webinars.mail.links import page_url
from webinars.mail.own_words import USUAL, Own, find_own
from webinars.mail.views import host_views
from webinars.models.message import Message
from webinars.rules.host_order import ordered
from webinars.text import clean_line

__all__ = ["ComposeError", "Mail", "compose"]


@dataclass(frozen=True)
class Mail:
    """A mail as it leaves."""

    title: str
    """Its subject line."""
    body: bytes
    """The whole of it, lines ending in CRLF."""


_EMPTY_LINES = re.compile(r"\n{3,}")


def compose(
    message: Message, session: Session, now: datetime, carried: Sequence[Message] = ()
) -> Mail:
    """Return the whole mail; needs an app context but no request.

    The same row at the same time gives the same bytes.

    :param carried: reminders of other webinars that this mail speaks of too.
    :raises ComposeError: when the row that the message is about is gone.
    """
    with force_locale(message.language):
        content = content_of(message, session, now, carried)
        own = find_own(content.told, message.language, session)
        return compose_content(message, content, now, own=own)


def compose_content(
    message: Message,
    content: Content,
    now: datetime,
    *,
    own: Own = USUAL,
    as_test: bool = False,
) -> Mail:
    """Return the mail that says this; to be called in the language of the message.

    :param own: what the team says in own words.
    :param as_test: say so in its subject line, and offer mail programs nothing to end.
    """
    values = _frame(message, content) | content.values | {"own": own}
    subject = own.subject or clean_line(_rendered(message, "subject.txt", values))
    values["subject"] = subject
    if as_test:
        subject = gettext("[Test] %(subject)s", subject=subject)
    head = Head()
    set_headers(head, message, ordered(content.hosts, message.language), subject, now=now)
    if content.stop_url and not as_test:
        set_unsubscribe(head, content.stream or message.kind.value, content.stop_url)
    whole = _whole(
        text_part(_tidy(_rendered(message, "body.txt", values)), "plain"),
        text_part(_rendered(message, "body.html", values), "html"),
        content,
        message.message_id,
    )
    return Mail(subject, as_bytes(Part((*head.lines, *whole.headers), whole.content)))


def _whole(text: Part, html: Part, content: Content, message_id: str) -> Part:
    """Return the parts as one.

    An iTIP object is there twice: as an alternative for mailboxes that act on it, and as a file
    (RFC 6047). Outlook looks for it only inside the first part of multipart/mixed.
    """
    if content.calendar is None:
        return multipart("alternative", [text, html], boundary_of(message_id, 0))
    data, method = content.calendar
    kind = f'Content-Type: text/calendar; charset="utf-8";\r\n method="{method.value}"'
    entry = base64_part(data, f'{kind}; component="vevent"')
    file = replace(
        entry,
        headers=(
            "Content-Type: application/ics",
            'Content-Disposition: attachment; filename="invite.ics"',
            *entry.headers[1:],
        ),
    )
    readable = multipart("alternative", [text, html, entry], boundary_of(message_id, 1))
    return multipart("mixed", [readable, file], boundary_of(message_id, 0))


def _frame(message: Message, content: Content) -> dict[str, Any]:
    hosts = host_views(content.hosts, message.language)
    return {
        "language": message.language,
        "stop_url": content.stop_url,
        "hosts": hosts,
        "hosts_joined": join_names([host.name for host in hosts], message.language),
        "joint_url": page_url(message.language, "privacy", "joint"),
    }


def _rendered(message: Message, name: str, values: dict[str, Any]) -> str:
    # Not flask.render_template: its context processors are made for pages.
    template = current_app.jinja_env.get_template(f"mail/{message.kind.value}/{name}")
    return template.render(values)


def _tidy(text: str) -> str:
    return _EMPTY_LINES.sub("\n\n", text).strip("\n") + "\n"
