"""Commands about mails that come back and addresses that get none."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from tests.factories import make_attendee, make_message
from tests.support import returned
from tests.support.command_line import run_command
from tests.support.faults import rename_table
from tests.support.reminders import make_suppression
from tests.support.settings import environment_for
from webinars import clock
from webinars.cli.bounces import TRY_LATER
from webinars.models.message import MessageState
from webinars.models.objection import Suppression

BOUNCES = {"bounce_address": "bounces@example.org"}


def _with_bounces(app):
    return replace(app.extensions["webinars_settings"], **BOUNCES)


def pipe(database_url: str, mail: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run ``webinars bounce`` as a mail server does."""
    return subprocess.run(
        [sys.executable, "-m", "webinars", "bounce"],
        input=mail,
        env={**os.environ, **environment_for(database_url, 25, **BOUNCES), "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )


def test_a_bounce_from_the_pipe_is_taken_in(app, session, database_url, monkeypatch):
    monkeypatch.setitem(app.extensions, "webinars_settings", _with_bounces(app))
    values = {"state": MessageState.SENT, "attempt": 1, "recipient": returned.KIM}
    message = make_message(session, **values, settled_at=clock.now())
    session.rollback()

    done = pipe(database_url, returned.bounce(returned.path_of(message.id)) + b"x" * 3_000_000)

    assert (done.returncode, done.stdout) == (0, b"bounced\n"), done.stderr
    session.rollback()
    session.refresh(message)
    assert message.state == MessageState.BOUNCED


@pytest.mark.parametrize("mail", [b"", b"\xff\x00", b"Subject: Hello\n\nA letter.\n"])
def test_a_mail_that_means_nothing_is_accepted_all_the_same(app, database_url, mail):
    assert pipe(database_url, mail).returncode == 0


def test_while_the_database_is_out_of_order_the_mail_server_keeps_the_mail(
    app, session, database_url, monkeypatch
):
    monkeypatch.setitem(app.extensions, "webinars_settings", _with_bounces(app))
    message = make_message(session, state=MessageState.SENT, attempt=1, recipient=returned.KIM)
    mail = returned.bounce(returned.path_of(message.id))
    session.rollback()
    rename_table(app, "messages", "messages_elsewhere")

    done = pipe(database_url, mail)
    rename_table(app, "messages_elsewhere", "messages")

    assert done.returncode == TRY_LATER
    assert b"Traceback" not in done.stderr
    assert returned.KIM.encode() not in done.stderr


def test_without_an_address_that_mails_return_to_the_mail_server_keeps_the_mail(
    session, database_url
):
    for address in ({}, {"bounce_address": ""}):
        done = run_command(database_url, "bounce", **address)

        assert (done.exit_code, done.stdout) == (TRY_LATER, "")
        assert done.stderr == (
            "WEBINARS_BOUNCE_ADDRESS is missing: without it no returned mail is known again. Set it"
            " to the address whose mails come here.\n"
        )


def test_suppressed_addresses_are_listed_and_freed(app, session, database_url):
    attendee = make_attendee(session)
    address = attendee.email
    make_suppression(session, address)
    session.rollback()

    listed = run_command(database_url, "suppressions", "list")
    assert (listed.exit_code, address in listed.output) == (0, True)
    assert "hard-bounce" in listed.output

    lifted = run_command(database_url, "suppressions", "lift", address.upper())
    assert (lifted.exit_code, lifted.output) == (0, "This address gets e-mails again.\n")
    assert session.query(Suppression).count() == 0
    again = run_command(database_url, "suppressions", "lift", address)
    assert (again.exit_code, again.output) == (0, "This address was not suppressed.\n")
    empty = run_command(database_url, "suppressions", "list")
    assert empty.output == "No address is suppressed.\n"


def test_a_suppressed_address_that_nobody_has_any_more_is_listed_without_it(
    app, session, database_url
):
    make_suppression(session, "gone@example.org")
    session.rollback()

    assert "(address no longer known)" in run_command(database_url, "suppressions", "list").output
