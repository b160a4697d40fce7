"""Mails as their readers see them: text, page, calendar."""

import email
import email.policy
import re
from typing import Any

from bs4 import BeautifulSoup


def parsed(data):
    """Return a mail as a mailbox reads it."""
    return email.message_from_bytes(data, policy=email.policy.default)


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def html_of(mail):
    return mail.get_body(("html",)).get_content()


def page_of(mail) -> Any:
    """Return the HTML part as a tree."""
    return BeautifulSoup(html_of(mail), "html.parser")


def words_of(mail):
    """Return what a person reads of the HTML part, in single spaces; the narrow ones stay."""
    return re.sub(r"[ \r\n\t]+", " ", page_of(mail).body.get_text(" "))


def calendar_of(mail):
    """Return the calendar object that a mailbox acts on."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return part.get_content()
