"""Whatever is wrong with the database, a command ends with one sentence, and makes no file."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.command_line import run_command
from tests.support.read_only import made_read_only, run_obedient

ALL = [
    ("serve",),
    ("work", "--once"),
    ("dump",),
    ("organiser", "list"),
    ("rights", "export", "kim@example.org"),
    ("suppressions", "lift", "kim@example.org"),
]
WRITING = [
    ("serve",),
    ("work", "--once"),
    ("rights", "erase", "kim@example.org", "--yes"),
    ("suppressions", "lift", "kim@example.org"),
]


def refused(database_url: str, *arguments: str) -> str:
    result = run_command(database_url, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    return result.stderr


@pytest.mark.parametrize("arguments", WRITING)
def test_a_database_that_takes_no_writes_ends_a_command_that_writes(
    session, database_url, arguments
):
    session.rollback()

    done = run_obedient(made_read_only(database_url), *arguments)

    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("Nothing can be written to the database: ")
    assert len(done.stderr.splitlines()) == 1


def test_what_only_reads_is_content_with_it(session, database_url):
    session.rollback()

    done = run_obedient(made_read_only(database_url), "dump")

    assert (done.returncode, "format: 1" in done.stdout) == (0, True), done.stderr


def test_the_doctor_says_that_nothing_can_be_written_and_looks_at_the_rest(session, database_url):
    session.rollback()

    done = run_obedient(made_read_only(database_url), "doctor", "--json")

    lines = {each["check"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 1
    assert lines["database"]["ok"]
    assert lines["migrations"]["ok"]
    assert not lines["writing"]["ok"]
    assert lines["writing"]["says"].startswith("Nothing can be written to the database: ")
    assert "worker" in lines


@pytest.mark.parametrize("arguments", ALL)
def test_a_mistyped_path_is_named_and_no_file_is_made_there(tmp_path: Path, arguments):
    mistyped = tmp_path / "webinar.sqlite3"

    said = refused(f"sqlite:///{mistyped}", *arguments)

    assert said.startswith(f"There is no database {mistyped}. ")
    assert list(tmp_path.iterdir()) == []


def test_nor_does_the_doctor_make_a_file(tmp_path: Path):
    result = run_command(f"sqlite:///{tmp_path / 'webinar.sqlite3'}", "doctor")

    assert result.exit_code == 1
    assert "✗ database: There is no database " in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [*ALL, ("db", "upgrade")])
def test_a_folder_that_does_not_exist_is_named(tmp_path: Path, arguments):
    said = refused(f"sqlite:///{tmp_path / 'no' / 'webinars.sqlite3'}", *arguments)

    assert said.startswith(f"There is no folder {tmp_path / 'no'} for the database. ")


@pytest.mark.parametrize("arguments", [*ALL, ("db", "upgrade")])
def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path, arguments):
    file = tmp_path / "letter.txt"
    file.write_text("Dear Kim, " * 200)

    said = refused(f"sqlite:///{file}", *arguments)

    assert said.startswith("This is no database, or it is damaged: ")
    assert file.read_text() == "Dear Kim, " * 200


@pytest.mark.parametrize("arguments", [*ALL, ("db", "upgrade")])
def test_a_database_of_a_newer_version_is_not_touched(session, database_url, arguments):
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()

    said = refused(database_url, *arguments)

    assert said.startswith("The database belongs to a newer version of the program. ")


def test_a_new_file_is_nobody_elses_to_read(tmp_path: Path):
    file = tmp_path / "new.sqlite3"

    assert run_command(f"sqlite:///{file}", "db", "upgrade").exit_code == 0

    assert file.stat().st_mode & 0o007 == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_others_keep_busy_is_said_to_be_so(session, database_url):
    session.rollback()
    file = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = refused(database_url, "suppressions", "lift", "kim@example.org")

    assert said.startswith("Others kept the database busy for too long: ")


def test_a_returned_mail_waits_while_there_is_no_database(tmp_path: Path):
    result = run_command(f"sqlite:///{tmp_path / 'none.sqlite3'}", "bounce")

    assert result.exit_code == 75
    assert result.stderr.startswith("There is no database ")
