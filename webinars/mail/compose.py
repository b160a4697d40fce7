"""From a Message row to the bytes that leave: RFC 5322, in the recipient's language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from webinars.formats import join_names
from webinars.mail.content import ComposeError, Content
from webinars.mail.contents import content_of
from webinars.mail.headers import POLICY, add_calendar, fix_boundaries, set_headers, set_unsubscribe
from webinars.mail.links import page_url
from webinars.mail.views import host_views
from webinars.models.message import Message
from webinars.rules.host_order import ordered
from webinars.text import clean_line

__all__ = ["ComposeError", "compose"]

_EMPTY_LINES = re.compile(r"\n{3,}")


def compose(
    message: Message, session: Session, now: datetime, carried: Sequence[Message] = ()
) -> bytes:
    """Return the whole mail, lines ending in CRLF; needs an app context but no request.

    The same row at the same time gives the same bytes.

    :param carried: reminders of other webinars that this mail speaks of too.
    :raises ComposeError: when the row that the message is about is gone.
    """
    with force_locale(message.language):
        content = content_of(message, session, now, carried)
        values = _frame(message, content) | content.values
        subject = clean_line(_rendered(message, "subject.txt", values))
        values["subject"] = subject
        mail = EmailMessage(policy=POLICY)
        mail.set_content(_tidy(_rendered(message, "body.txt", values)), cte="quoted-printable")
        html = _rendered(message, "body.html", values)
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
        if content.calendar is not None:
            add_calendar(mail, *content.calendar)
        hosts = ordered(content.hosts, message.language)
        set_headers(mail, message, hosts, subject, now=now)
        if content.stop_url:
            set_unsubscribe(mail, message.kind.value, content.stop_url)
    fix_boundaries(mail, message.message_id)
    return mail.as_bytes()


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
