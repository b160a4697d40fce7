"""Returned mails on an IMAP server: over TLS only, each marked after it was dealt with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.delivery.certificates import make_certificate
from tests.factories import make_message
from tests.support import returned
from tests.support.imap import HOST, Mailbox, running_imap
from webinars import clock
from webinars.delivery.mailboxes import MailboxError, read_mailboxes
from webinars.jobs import read_returned
from webinars.mail.incoming import LARGEST
from webinars.models.message import Message, MessageState


@pytest.fixture
def mailbox(app, tmp_path: Path, monkeypatch) -> Iterator[Mailbox]:
    context, certificate = make_certificate(tmp_path, f"IP:{HOST}")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_imap(context) as running:
        app.extensions["webinars_settings"] = replace(
            app.extensions["webinars_settings"],
            bounce_address="bounces@example.org",
            bounce_imap_server=HOST,
            bounce_imap_port=running.port,
            bounce_imap_username="bounces",
            bounce_imap_password="for tests only",
            bounce_imap_folder='Odd "name"',
        )
        yield running


def sent(session) -> Message:
    values = {"state": MessageState.SENT, "attempt": 1, "recipient": returned.KIM}
    return make_message(session, **values, settled_at=clock.now())


def test_our_mails_are_read_and_removed_and_others_marked_as_seen(app, session, mailbox):
    message = sent(session)
    mailbox.put(returned.bounce(returned.path_of(message.id)))
    other = mailbox.put(b"Subject: Hello\r\n\r\nA letter from a person.\r\n")

    read_returned(app)

    session.rollback()
    session.refresh(message)
    assert message.state == MessageState.BOUNCED
    assert list(mailbox.mails) == [other]
    assert mailbox.flags[other] == {"\\Seen"}
    assert 'SELECT "Odd \\"name\\""' in mailbox.commands


def test_what_others_have_marked_for_removal_is_left_to_them(app, mailbox):
    theirs = mailbox.put(b"Subject: draft\r\n\r\n")
    mailbox.flags[theirs] = {"\\Seen", "\\Deleted"}
    mailbox.put(b"Subject: one\r\n\r\n")

    read_mailboxes(app.extensions["webinars_settings"], LARGEST, lambda _data: True)

    assert list(mailbox.mails) == [theirs]


def test_a_server_that_cannot_remove_a_single_mail_keeps_it_marked_and_it_is_read_once(
    app, mailbox
):
    mailbox.capabilities = "IMAP4rev1"
    uid = mailbox.put(b"Subject: one\r\n\r\n")
    settings = app.extensions["webinars_settings"]

    assert [read_mailboxes(settings, LARGEST, lambda _data: True) for _ in range(2)] == [1, 0]

    assert mailbox.flags[uid] == {"\\Seen", "\\Deleted"}
    assert not any("EXPUNGE" in command for command in mailbox.commands)


def test_a_long_round_shows_before_each_mail_that_it_goes_on(app, mailbox):
    for _ in range(3):
        mailbox.put(b"Subject: one\r\n\r\n")
    steps = []

    def handle(_data: bytes) -> bool:
        steps.append("mail")
        return True

    settings = app.extensions["webinars_settings"]
    read_mailboxes(settings, LARGEST, handle, lambda: steps.append("on"))
    assert steps == ["on", "mail"] * 3


def test_what_was_seen_is_not_fetched_again(app, mailbox):
    mailbox.put(b"Subject: Hello\r\n\r\nA letter from a person.\r\n")
    for _ in range(2):
        read_returned(app)

    assert sum(command.startswith("UID FETCH") for command in mailbox.commands) == 1
    assert mailbox.commands[-1] == "LOGOUT"


def test_a_mail_stays_unseen_until_it_has_been_dealt_with(app, mailbox):
    uid = mailbox.put(b"Subject: one\r\n\r\n")

    def handle(_data: bytes) -> bool:
        assert mailbox.flags[uid] == set()
        return True

    assert read_mailboxes(app.extensions["webinars_settings"], LARGEST, handle) == 1
    assert mailbox.mails == {}


def test_of_a_huge_mail_only_the_beginning_is_fetched(app, mailbox):
    mailbox.put(b"x" * (LARGEST + 5))
    lengths = []

    def handle(data: bytes) -> bool:
        lengths.append(len(data))
        return False

    read_mailboxes(app.extensions["webinars_settings"], LARGEST, handle)
    assert lengths == [LARGEST]


def test_a_mail_that_cannot_be_dealt_with_holds_up_no_other(app, mailbox):
    poison = mailbox.put(b"Subject: poison\r\n\r\n")
    mailbox.put(b"Subject: fine\r\n\r\n")

    def handle(data: bytes) -> bool:
        if b"poison" in data:
            raise ValueError
        return True

    with pytest.raises(MailboxError, match="ValueError"):
        read_mailboxes(app.extensions["webinars_settings"], LARGEST, handle)

    assert list(mailbox.mails) == [poison]
    assert mailbox.flags[poison] == set()


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_server_that_refuses_is_told_without_the_password(app, mailbox, command):
    mailbox.put(b"Subject: one\r\n\r\n")
    mailbox.refused = command

    with pytest.raises(MailboxError, match=r"IMAP: .*not now") as told:
        read_returned(app)

    assert "for tests only" not in str(told.value)
    assert list(mailbox.flags.values()) == [set()]


def test_a_server_that_nobody_vouches_for_gets_no_password(app, mailbox, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", os.devnull)

    with pytest.raises(MailboxError, match="CERTIFICATE_VERIFY_FAILED"):
        read_returned(app)

    assert mailbox.commands == []
