"""The floor of delivery: a loop that renders, builds and sends, and promises nothing.

``python -m tests.bench.plain_loop``, in a process of its own, sends every queued message over one
connection, in one session, by the standard library's ``email`` and ``smtplib``; it claims nothing,
checks nothing and writes nothing down.
"""

from __future__ import annotations

import os
import smtplib
from email.headerregistry import Address
from email.message import EmailMessage

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars import clock
from webinars.app import create_app
from webinars.database.engine import db
from webinars.formats import join_names
from webinars.mail.content import Content
from webinars.mail.contents import content_of
from webinars.mail.headers import POLICY
from webinars.mail.links import page_url
from webinars.mail.own_words import USUAL
from webinars.mail.views import host_views
from webinars.models.message import Message, MessageState
from webinars.rules.host_order import ordered
from webinars.settings import Settings, current_settings


def send_all() -> None:
    """Send what is queued."""
    settings, session = current_settings(), db.session()
    queued = select(Message).where(Message.state == MessageState.QUEUED).order_by(Message.id)
    with smtplib.SMTP(settings.mail_server, settings.mail_port) as server:
        for message in session.scalars(queued).all():
            mail = build(message, session)
            server.sendmail(settings.mail_sender, [message.recipient], mail.as_bytes())


def build(message: Message, session: Session) -> EmailMessage:
    """Return the mail of a message."""
    language = message.language
    with force_locale(language):
        content = content_of(message, session, clock.now())
        hosts = host_views(content.hosts, language)
        values = {
            "language": language,
            "stop_url": content.stop_url,
            "hosts": hosts,
            "hosts_joined": join_names([host.name for host in hosts], language),
            "joint_url": page_url(language, "privacy", "joint"),
            "own": USUAL,
            **content.values,
        }
        values["subject"] = _rendered(message, "subject.txt", values).strip()
        mail = EmailMessage(policy=POLICY)
        mail.set_content(_rendered(message, "body.txt", values), cte="quoted-printable")
        html = _rendered(message, "body.html", values)
        mail.add_alternative(html, subtype="html", cte="quoted-printable")
    _add_calendar(mail, content)
    _set_headers(mail, message, content, values["subject"])
    return mail


def _rendered(message: Message, name: str, values: dict[str, object]) -> str:
    template = current_app.jinja_env.get_template(f"mail/{message.kind.value}/{name}")
    return template.render(values)


def _add_calendar(mail: EmailMessage, content: Content) -> None:
    if content.calendar is None:
        return
    data, method = content.calendar
    parameters = {"method": method.value, "component": "vevent"}
    mail.add_alternative(data.decode(), subtype="calendar", cte="base64", params=parameters)
    mail.add_attachment(data, maintype="application", subtype="ics", filename="invite.ics")


def _set_headers(mail: EmailMessage, message: Message, content: Content, subject: str) -> None:
    hosts = ordered(content.hosts, message.language)
    names = join_names([host.name for host in hosts], message.language)
    mail["Date"] = clock.now()
    mail["From"] = Address(names, addr_spec=current_settings().mail_sender)
    mail["To"] = Address(addr_spec=message.recipient)
    mail["Reply-To"] = Address(hosts[0].name, addr_spec=hosts[0].mailbox)
    mail["Subject"] = subject
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    if content.stop_url:
        mail["List-Unsubscribe"] = f"<{content.stop_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


if __name__ == "__main__":
    app = create_app(Settings.from_environment(os.environ))
    with app.app_context():
        send_all()
