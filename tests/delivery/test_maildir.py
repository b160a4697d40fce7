"""Returned mails in a maildir: each dealt with once, none lost, none in the way of others."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.factories import make_message
from tests.support import returned
from webinars import clock
from webinars.delivery import mailboxes
from webinars.delivery.mailboxes import MailboxError, read_mailboxes
from webinars.jobs import read_returned
from webinars.mail.incoming import LARGEST
from webinars.models.message import Message, MessageState
from webinars.models.objection import Suppression

HUGE = 50_000_000


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "returned" / name).mkdir(parents=True)
    return tmp_path / "returned"


@pytest.fixture(autouse=True)
def _configured(app, maildir):
    app.extensions["webinars_settings"] = replace(
        app.extensions["webinars_settings"],
        bounce_address="bounces@example.org",
        bounce_maildir=maildir,
    )


def put(maildir: Path, name: str, mail: bytes, place: str = "new") -> Path:
    path = maildir / place / name
    path.write_bytes(mail)
    return path


def files(maildir: Path) -> list[str]:
    return sorted(str(path.relative_to(maildir)) for path in maildir.glob("*/*"))


def sent(session) -> Message:
    values = {"state": MessageState.SENT, "attempt": 1, "recipient": returned.KIM}
    return make_message(session, **values, settled_at=clock.now())


def state_of(session, message: Message) -> MessageState:
    session.rollback()
    session.refresh(message)
    return message.state


def suppressed(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Suppression)) or 0


def test_a_new_mail_is_read_and_removed(app, session, maildir):
    message = sent(session)
    put(maildir, "1.a", returned.bounce(returned.path_of(message.id)))

    read_returned(app)

    assert state_of(session, message) == MessageState.BOUNCED
    assert files(maildir) == []


def test_a_mail_that_another_program_moved_but_nobody_saw_is_read_too(app, session, maildir):
    message = sent(session)
    put(maildir, "1.a:2,R", returned.bounce(returned.path_of(message.id)), "cur")

    read_returned(app)

    assert state_of(session, message) == MessageState.BOUNCED
    assert files(maildir) == []


def test_the_same_mail_delivered_again_changes_nothing(app, session, maildir):
    message = sent(session)
    mail = returned.bounce(returned.path_of(message.id))
    for name in ("1.a", "2.b"):
        put(maildir, name, mail)
        read_returned(app)

    assert suppressed(session) == 1
    assert files(maildir) == []


def test_a_mail_stays_new_until_it_has_been_dealt_with(app, maildir):
    put(maildir, "1.a", b"Subject: one\n\n")

    def interrupted(_data: bytes) -> bool:
        assert files(maildir) == ["new/1.a"]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_mailboxes(app.extensions["webinars_settings"], LARGEST, interrupted)

    assert files(maildir) == ["new/1.a"]


def test_mails_that_mean_nothing_are_marked_as_seen_kept_and_read_no_more(app, maildir, caplog):
    caplog.set_level(logging.INFO)
    put(maildir, "1.a", b"Content-Type: multipart/mixed; boundary=x\n\n" * 60)
    put(maildir, "2.b", b"\xff\x00\n" * 50)

    read_returned(app)
    read_returned(app)

    assert files(maildir) == ["cur/1.a:2,S", "cur/2.b:2,S"]
    assert caplog.text.count("mail received what=malformed") == 2
    assert caplog.text.count("returned mails read count=2") == 1


def test_a_huge_mail_is_read_in_part_and_holds_up_no_other(app, session, maildir):
    message = sent(session)
    put(maildir, "1.a", b"Subject: huge\n\n")
    os.truncate(maildir / "new" / "1.a", HUGE)
    put(maildir, "2.b", returned.bounce(returned.path_of(message.id)))
    lengths = []

    def measure(data: bytes) -> bool:
        lengths.append(len(data))
        return False

    read_returned(app)
    assert state_of(session, message) == MessageState.BOUNCED
    assert files(maildir) == ["cur/1.a:2,S"]

    (maildir / "cur" / "1.a:2,S").rename(maildir / "new" / "1.a")
    read_mailboxes(app.extensions["webinars_settings"], LARGEST, measure)
    assert lengths == [LARGEST]


def test_a_mail_that_cannot_be_dealt_with_holds_up_no_other(app, maildir):
    put(maildir, "1.a", b"Subject: poison\n\n")
    put(maildir, "2.b", b"Subject: fine\n\n")
    seen = []

    def handle(data: bytes) -> bool:
        if b"poison" in data:
            raise ValueError
        seen.append(data)
        return True

    with pytest.raises(MailboxError, match="ValueError"):
        read_mailboxes(app.extensions["webinars_settings"], LARGEST, handle)

    assert len(seen) == 1
    assert files(maildir) == ["new/1.a"]


def test_after_a_few_failures_the_round_ends_since_more_than_a_mail_is_wrong(app, maildir):
    for number in range(50):
        put(maildir, f"{number:02}.a", b"Subject: one\n\n")
    tried = []

    def handle(data: bytes) -> bool:
        tried.append(data)
        raise ValueError

    with pytest.raises(MailboxError):
        read_mailboxes(app.extensions["webinars_settings"], LARGEST, handle)

    assert len(tried) == mailboxes.MOST_FAILURES
    assert len(files(maildir)) == 50


def test_a_folder_that_is_missing_is_told(app, maildir):
    (maildir / "new").rmdir()

    with pytest.raises(MailboxError, match="maildir"):
        read_returned(app)


def test_links_and_folders_are_no_mails(app, maildir, tmp_path):
    secret = put(maildir, "secret", b"Subject: elsewhere\n\n", "tmp")
    (maildir / "new" / "1.a").symlink_to(secret)
    (maildir / "new" / "folder").mkdir()

    read_returned(app)

    assert files(maildir) == ["new/1.a", "new/folder", "tmp/secret"]
