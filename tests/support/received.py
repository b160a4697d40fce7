"""Mails that have arrived at the mail server of the tests, as a person reads them."""

from __future__ import annotations

import re
import time
from email.message import EmailMessage

from tests.support.smtp import Sink

PATIENCE_SECONDS = 150


def mails_to(smtp: Sink, address: str, count: int) -> list[EmailMessage]:
    """Return the mails to this address as soon as there are so many."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < patience:
        mails = smtp.messages_to(address)
        if len(mails) >= count:
            return mails
        time.sleep(0.1)
    raise AssertionError([str(mail["Subject"]) for mail in smtp.messages_to(address)])


def link_in(mail: EmailMessage, path: str) -> str:
    """Return the first link of the text part that leads to this page."""
    plain = mail.get_body(("plain",))
    assert plain is not None
    found = re.search(rf"http\S+/{path}/\S+", plain.get_content())
    assert found, plain.get_content()
    return found.group(0)
