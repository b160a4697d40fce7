from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.delivery.certificates import make_certificate
from tests.delivery.messages import make_rendered, reload
from tests.delivery.scripted_smtp import DROP, ScriptedServer, scripted_server
from webinars.delivery.outcomes import Outcome, TransportError, described
from webinars.delivery.sender import Sender
from webinars.delivery.transport import Connection, envelope_address, on_the_wire
from webinars.models.message import MessageState

RECIPIENT = "kim.beispiel@example.org"
MAIL = b"Subject: Test\r\n\r\nHello\r\n"


# One database is enough: the transport knows none.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def connection_to(app: Flask, server: ScriptedServer, encryption: str) -> Iterator[Connection]:
    """Yield a connection that is opened by its first use."""
    mail = app.extensions["mail"]
    mail.port = server.port
    mail.use_tls, mail.use_ssl = encryption == "starttls", encryption == "tls"
    connection = Connection(mail, app.extensions["webinars_settings"])
    yield connection
    connection.close()


def yes() -> bool:
    return True


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
@one_database
def test_a_server_that_proves_its_name_gets_the_mail_encrypted(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encryption: str
) -> None:
    context, trusted = make_certificate(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with (
        scripted_server(context, implicit=encryption == "tls") as server,
        connection_to(app, server, encryption) as connection,
    ):
        result = connection.hand_over(RECIPIENT, MAIL, yes)

        assert result.outcome == Outcome.ACCEPTED
        assert server.accepted == [MAIL]


@pytest.mark.parametrize("encryption", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("names", "trusted"), [("IP:127.0.0.1", False), ("DNS:other.example.org", True)]
)
@one_database
def test_a_server_that_cannot_prove_its_name_gets_nothing(
    app: Flask,
    session: Session,
    sender: Sender,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    encryption: str,
    names: str,
    trusted: bool,
) -> None:
    context, certificate = make_certificate(tmp_path, names)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    message = make_rendered(session)
    with (
        scripted_server(context, implicit=encryption == "tls") as server,
        connection_to(app, server, encryption),
    ):
        assert sender.drain() == 0
        assert sender.drain() == 0

        assert (server.accepted, server.recipients, server.connections) == ([], [], 1)
    assert reload(session, message).state == MessageState.QUEUED
    assert message.attempt == 0


@one_database
def test_a_server_without_starttls_gets_nothing(app: Flask) -> None:
    with scripted_server() as server, connection_to(app, server, "starttls") as connection:
        with pytest.raises(TransportError, match="STARTTLS"):
            connection.hand_over(RECIPIENT, MAIL, yes)

        assert server.recipients == []


@one_database
def test_a_refused_login_is_the_transports_trouble(app: Flask) -> None:
    mail = app.extensions["mail"]
    mail.username, mail.password = "webinars", "wrong"
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        server.extensions = ["AUTH PLAIN"]
        server.script["AUTH"] = ["535 5.7.8 wrong password"]
        with pytest.raises(TransportError, match="535"):
            connection.hand_over(RECIPIENT, MAIL, yes)


@one_database
def test_the_login_is_sent_as_configured(app: Flask) -> None:
    mail = app.extensions["mail"]
    mail.username, mail.password = "webinars", "secret"
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        server.extensions = ["AUTH PLAIN"]
        server.script["AUTH"] = ["235 welcome"]
        connection.hand_over(RECIPIENT, MAIL, yes)

        (line,) = [each for each in server.lines if each.startswith("AUTH")]
    assert base64.b64decode(line.split()[-1]) == b"\0webinars\0secret"


@one_database
def test_a_connection_is_a_context_like_flask_mails(app: Flask) -> None:
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        with connection:
            assert connection.host is not None
        assert connection.host is None
        assert server.connections == 1


@one_database
def test_a_mail_arrives_byte_by_byte_with_leading_dots(app: Flask) -> None:
    mail = b"Subject: Dots\r\n\r\n.\r\n..\r\n.two\r\n\r\n"
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        connection.hand_over(RECIPIENT, mail, yes)

        assert server.accepted == [mail]


@one_database
def test_eight_bit_mails_are_announced_where_the_server_knows_them(app: Flask) -> None:
    mail = "Subject: Test\r\n\r\nGrüße\r\n".encode()
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        server.extensions = ["8BITMIME"]
        connection.hand_over(RECIPIENT, mail, yes)
        connection.hand_over(RECIPIENT, MAIL, yes)

        first, second = [each for each in server.lines if each.upper().startswith("MAIL")]
    assert first.endswith("BODY=8BITMIME")
    assert not second.endswith("BODY=8BITMIME")


@pytest.mark.parametrize("abrupt", [False, True])
@one_database
def test_a_server_that_breaks_off_in_the_body_surely_has_no_mail(
    app: Flask,
    abrupt: bool,
) -> None:
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        server.abrupt = abrupt
        server.script["BODY"] = [DROP]

        def wait_until_dropped() -> bool:
            assert server.dropped.wait(30)
            return True

        result = connection.hand_over(RECIPIENT, MAIL, wait_until_dropped)

        assert result.outcome == Outcome.DEFERRED
        assert server.accepted == []


@one_database
def test_an_error_in_the_last_check_leaves_no_mail_behind(app: Flask) -> None:
    def fail() -> bool:
        raise LookupError("no database")

    with scripted_server() as server, connection_to(app, server, "none") as connection:
        with pytest.raises(LookupError):
            connection.hand_over(RECIPIENT, MAIL, fail)

        assert connection.host is None
        assert server.dropped.wait(30)
        assert server.accepted == []


@pytest.mark.parametrize("stage", ["RCPT", "DATA"])
@one_database
def test_a_reply_that_makes_no_sense_before_the_dot_ends_the_connection(
    app: Flask, stage: str
) -> None:
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        server.script[stage] = ["299 whatever"]
        result = connection.hand_over(RECIPIENT, MAIL, yes)

        assert result.outcome == Outcome.DEFERRED
        assert connection.host is None


@one_database
def test_a_server_that_hangs_up_after_a_refusal_does_not_hide_it(app: Flask) -> None:
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        server.script["RCPT"] = ["550 5.1.1 unknown"]
        server.script["RSET"] = [DROP]
        result = connection.hand_over(RECIPIENT, MAIL, yes)

        assert (result.outcome, result.reply) == (Outcome.REFUSED, "550 5.1.1 unknown")


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("kim@example.org", "kim@example.org"),
        ("kim@straße.example.org", "kim@xn--strae-oqa.example.org"),
        ("kim@zürich.example.org", "kim@xn--zrich-kva.example.org"),
    ],
)
def test_domains_are_written_in_ascii_by_the_rules_of_2008(address: str, sent: str) -> None:
    assert envelope_address(address) == sent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "kim",
        "@example.org",
        "kim@example.org\r\nRCPT TO:<other@example.org>",
        "kim@example.org> BODY=8BITMIME",
        "kim@example.org,other@example.org",
        "Kim <kim@example.org>",
        "kimé@example.org",
    ],
)
@one_database
def test_an_address_that_cannot_stand_in_a_command_is_refused_for_good(
    app: Flask, address: str
) -> None:
    with scripted_server() as server, connection_to(app, server, "none") as connection:
        result = connection.hand_over(address, MAIL, yes)

        assert result.outcome == Outcome.REFUSED
        assert server.connections == 0


@given(st.binary())
def test_no_mail_can_end_early_or_break_its_lines(mail: bytes) -> None:
    wire = on_the_wire(mail)

    assert b"\r\n.\r\n" not in b"\r\n" + wire
    assert wire.count(b"\r\n") == wire.count(b"\r") == wire.count(b"\n")
    assert wire == b"" or wire.endswith(b"\r\n")


def test_what_is_told_of_an_error_is_one_short_line_without_addresses() -> None:
    text = described(f"450 <kim@example.org>\r\n\x00greylisted {'x' * 600}")

    assert text.startswith("450 <k***@example.org> greylisted xxx")
    assert len(text) == 500
    assert described(TimeoutError()) == "TimeoutError"
