"""The doctor names what is wrong and what to do, and touches nothing."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from sqlalchemy import text

from tests.support.command_line import run_command
from tests.support.read_only import run_obedient
from tests.support.rows import dump
from tests.support.saving import save
from webinars import clock
from webinars.models.worker_sign import SENDER, WorkerSign


@contextmanager
def pages(ahead=timedelta(0)):
    """Serve something that says what time it is; yield its address."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(503)
            self.send_header("Date", format_datetime(datetime.now(UTC) + ahead))
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Pages)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def examine(database_url, smtp, **settings):
    result = run_command(
        database_url, "doctor", "--json", **{"mail_port": str(smtp.port), **settings}
    )
    lines = {each["check"]: each for each in json.loads(result.stdout)}
    wrong = 1 if lines["settings"]["ok"] else 2
    assert result.exit_code == (0 if all(each["ok"] for each in lines.values()) else wrong)
    return lines


@pytest.fixture
def _seen(session):
    save(session, WorkerSign(part=SENDER, seen_at=clock.now()))


@pytest.mark.usefixtures("_seen")
def test_a_healthy_service_is_told_line_by_line_and_left_as_it_is(database_url, session, smtp):
    before = dump(session)
    with pages() as url:
        lines = examine(database_url, smtp, public_base_url=url)

    assert [name for name, line in lines.items() if not line["ok"]] == []
    assert {"settings", "database", "migrations", "worker", "mail server", "clock", "zones"} <= set(
        lines
    )
    assert {"A1", "A2", "A3", "A4", "A5", "A6", "A7"} <= set(lines)
    assert smtp.envelopes == []
    session.rollback()
    assert dump(session) == before


@pytest.mark.usefixtures("_seen")
def test_it_speaks_the_operators_language(database_url, session, smtp):
    with pages() as url:
        result = run_command(
            database_url, "doctor", language="de_DE", mail_port=str(smtp.port), public_base_url=url
        )

    assert result.exit_code == 0, result.output
    assert "✓ worker: in Ordnung\n" in result.output


def test_without_a_worker_or_pages_it_says_what_to_start(database_url, session, smtp):
    lines = examine(database_url, smtp, public_base_url="http://127.0.0.1:1")

    assert lines["worker"]["says"] == "No worker was ever seen. Start “webinars work”."
    assert "Start “webinars serve”" in lines["pages"]["says"]


def test_a_mail_server_that_refuses_is_named_with_its_words(database_url, session, smtp):
    lines = examine(database_url, smtp, mail_port="1")

    assert not lines["mail server"]["ok"]
    assert "port 1: " in lines["mail server"]["says"]


def test_without_a_folder_for_erasures_it_warns_why_one_is_needed(database_url, session, smtp):
    line = examine(database_url, smtp)["erasures"]

    assert line["ok"]
    assert line["warns"]
    assert line["says"] == (
        "Nothing remembers erasures: a restored backup would bring erased people back. Set"
        " WEBINARS_ERASURES_FOLDER."
    )
    told = run_command(database_url, "doctor", mail_port=str(smtp.port)).output
    assert "! erasures: Nothing remembers erasures" in told


def test_a_folder_for_erasures_is_told(database_url, session, smtp, tmp_path):
    line = examine(database_url, smtp, erasures_folder=str(tmp_path))["erasures"]

    assert (line["ok"], line["warns"], line["says"]) == (True, False, f"ok ({tmp_path})")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_for_erasures_that_takes_no_files_is_told(database_url, session, tmp_path):
    session.rollback()
    tmp_path.chmod(0o500)

    told = run_obedient(database_url, "doctor", erasures_folder=str(tmp_path))

    assert told.returncode == 1
    assert (
        f"✗ erasures: No file can be written into {tmp_path}. Give the folder to the user that"
        " the service runs as.\n" in told.stdout
    )


def test_a_folder_for_erasures_that_is_gone_is_told(database_url, smtp, tmp_path):
    lines = examine(database_url, smtp, erasures_folder=str(tmp_path / "gone"))

    assert "WEBINARS_ERASURES_FOLDER must be an existing folder" in lines["settings"]["says"]


@pytest.mark.usefixtures("_seen")
def test_clocks_that_differ_are_told(database_url, session, smtp):
    with pages(ahead=timedelta(minutes=5)) as url:
        lines = examine(database_url, smtp, public_base_url=url)

    assert [name for name, line in lines.items() if not line["ok"]] == ["pages"]
    assert "NTP" in lines["pages"]["says"]


def test_an_old_database_is_told_and_the_rest_is_still_looked_at(database_url, session, smtp):
    session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    session.commit()

    lines = examine(database_url, smtp)

    assert "webinars db upgrade" in lines["migrations"]["says"]
    assert lines["mail server"]["ok"]
    assert "worker" not in lines


def test_a_database_out_of_reach_is_told(session, smtp):
    lines = examine("postgresql://nobody@127.0.0.1:1/none", smtp)

    assert not lines["database"]["ok"]
    assert "refused" in lines["database"]["says"]
    assert "WEBINARS_DATABASE_URL" in lines["database"]["says"]
    assert "clock" not in lines


def test_wrong_settings_are_all_it_speaks_of(database_url, smtp):
    lines = examine(database_url, smtp, ping_url="ftp://example.org")

    assert list(lines) == ["settings"]
    assert "WEBINARS_PING_URL" in lines["settings"]["says"]
