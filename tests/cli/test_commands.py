from __future__ import annotations

import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.commands import build_command_line
from webinars.cli.context import operators_language, with_application
from webinars.database.engine import db
from webinars.paths import ROOT
from webinars.worker import run_worker, work_once

CHECKOUT = "webinars, version from a checkout that is not installed\n"

NO_LANGUAGE = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": ""}


def run(*arguments: str, environment: dict[str, str]) -> Result:
    webinars = build_command_line(create_app, run_worker, work_once)
    return CliRunner().invoke(webinars, arguments, env={**NO_LANGUAGE, **environment})


@pytest.fixture
def environment(database_url: str) -> dict[str, str]:
    return environment_for(database_url, 25)


@pytest.fixture
def without_tables(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "empty.sqlite3").touch()
    return environment_for(f"sqlite:///{tmp_path / 'empty.sqlite3'}", 25)


def test_the_help_names_every_command():
    result = run("--help", environment={})

    assert result.exit_code == 0
    for name in ("demo", "serve", "work", "load", "dump", "db", "rights"):
        assert f"\n  {name} " in result.output


def test_the_version_is_that_of_the_package_or_a_checkout():
    written = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    result = run("--version", environment={})

    assert result.exit_code == 0
    assert result.output in {f"webinars, version {written}\n", CHECKOUT}


def test_a_checkout_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("webinars.cli.commands.DISTRIBUTION", "webinars-is-not-installed")

    assert run("--version", environment={}).output == CHECKOUT


@pytest.mark.parametrize(
    "arguments", [("serve",), ("work",), ("work", "--once"), ("dump",), ("db", "upgrade")]
)
def test_wrong_settings_stop_every_command_with_a_sentence_for_each(arguments: tuple[str, ...]):
    wrong = environment_for("mysql://x", 25, link_hours="many", colour="red")

    result = run(*arguments, environment=wrong)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "WEBINARS_COLOUR: there is no such setting.",
        "WEBINARS_DATABASE_URL must begin with sqlite:/// (a file, nothing more) or postgresql://.",
        "WEBINARS_LINK_HOURS must be a whole number from 1 to 336.",
    ]


@pytest.mark.parametrize("arguments", [("serve",), ("work",), ("work", "--once"), ("dump",)])
def test_a_database_without_tables_stops_a_command_with_what_to_do(
    arguments: tuple[str, ...], without_tables: dict[str, str]
):
    result = run(*arguments, environment=without_tables)

    assert result.exit_code == 2
    assert result.stderr == ("The database is not up to date. Run “webinars db upgrade” first.\n")


def test_a_database_out_of_reach_stops_a_command_with_its_own_words():
    nowhere = environment_for("postgresql://nobody@127.0.0.1:1/none", 25)

    result = run("db", "upgrade", environment=nowhere)

    assert result.exit_code == 2
    assert result.stderr.startswith("The database does not answer: connection ")
    assert result.stderr.endswith(" Start it, or check WEBINARS_DATABASE_URL.\n")
    assert len(result.stderr.splitlines()) == 1


def test_upgrading_makes_the_tables_and_says_so(without_tables: dict[str, str]):
    first = run("db", "upgrade", environment=without_tables)
    again = run("db", "upgrade", environment=without_tables)

    assert (first.exit_code, first.stdout) == (0, "The database is up to date.\n")
    assert (again.exit_code, again.stdout) == (0, "The database is up to date.\n")
    assert run("work", "--once", environment=without_tables).exit_code == 0


def test_working_once_says_how_many_messages_were_handed_over(environment: dict[str, str]):
    result = run("work", "--once", environment=environment)

    assert (result.exit_code, result.stdout) == (0, "Messages handed over: 0\n")


def test_work_without_once_hands_the_application_to_the_worker(environment: dict[str, str]):
    handed: list[Flask] = []
    webinars = build_command_line(create_app, handed.append, work_once)

    result = CliRunner().invoke(webinars, ["work"], env={**NO_LANGUAGE, **environment})

    options = handed[0].config["SQLALCHEMY_ENGINE_OPTIONS"]
    assert result.exit_code == 0
    assert options.get("connect_args", {"timeout": 15}) == {"timeout": 15}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "nl_BE.UTF-8"}, "en"),
    ],
)
def test_sentences_come_in_the_language_of_the_terminal(environment: dict[str, str], language: str):
    assert operators_language(environment) == language


@pytest.mark.usefixtures("database_url")
def test_what_fails_on_a_database_that_is_up_to_date_fails_as_it_is(environment: dict[str, str]):
    @click.command()
    @with_application
    def fail() -> None:
        db.session.execute(text("SELECT nothing FROM nowhere"))

    webinars = build_command_line(create_app, run_worker, work_once)
    webinars.add_command(fail)
    result = CliRunner().invoke(webinars, ["fail"], env={**NO_LANGUAGE, **environment})

    assert isinstance(result.exception, DBAPIError)
    assert "nowhere" in str(result.exception)


def test_the_operations_page_names_every_command() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    webinars = build_command_line(create_app, run_worker, work_once)

    missing = [name for name in webinars.commands if f"| `webinars {name}" not in page]

    assert missing == []
