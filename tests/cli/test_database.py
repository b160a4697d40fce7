from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from tests.factories import make_reminder, make_series
from tests.support.databases import disposed
from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.database import migrations, upgrade_database
from webinars.database.engine import db
from webinars.database.revisions import is_migrated
from webinars.models.tables import Base
from webinars.paths import MIGRATIONS
from webinars.settings import Settings


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "fresh.sqlite3").touch()
    url = f"sqlite:///{tmp_path / 'fresh.sqlite3'}"
    application = create_app(Settings.from_environment(environment_for(url, 25)))
    with application.app_context(), disposed():
        yield url


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_the_migrations_lead_to_the_tables_of_the_models(app: Flask):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_lead_down_to_nothing_and_up_again(app: Flask):
    before = tables()

    command.downgrade(migrations(), "base")
    between = tables()
    command.upgrade(migrations(), "head")

    assert between == {"alembic_version"}
    assert tables() == before == {*Base.metadata.tables, "alembic_version"}
    assert is_migrated()


def test_series_that_are_there_remind_speakers_from_then_on_and_not_after_a_way_back(app, session):
    series = make_series(session)
    make_reminder(session, series=series, key="speakers-day", position=4)
    session.commit()
    session.close()

    def rules() -> list[tuple[str, int, str]]:
        query = text("SELECT key, position, audience FROM reminders ORDER BY position")
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(query)]

    command.downgrade(migrations(), "0027")
    assert rules() == [("speakers-day", 4, "confirmed")]
    command.upgrade(migrations(), "head")
    assert rules() == [
        ("speakers-day", 4, "confirmed"),
        ("speakers-week", 5, "speakers"),
        ("speakers-hour", 7, "speakers"),
    ]
    command.downgrade(migrations(), "0027")
    assert rules() == [("speakers-day", 4, "confirmed")]
    command.upgrade(migrations(), "head")


def test_there_is_one_newest_migration_and_numbers_have_no_gap():
    script = ScriptDirectory(str(MIGRATIONS))
    names = sorted(file.name for file in MIGRATIONS.glob("versions/*.py"))

    assert len(script.get_heads()) == 1
    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]


def test_a_new_database_is_not_migrated_until_it_is_upgraded(fresh: str):
    assert not is_migrated()

    upgrade_database()

    assert is_migrated()


def test_an_upgrade_leaves_foreign_keys_switched_on_and_readers_beside_the_writer(fresh: str):
    upgrade_database()

    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"


def test_an_upgrade_is_undone_when_a_row_would_refer_to_nothing(fresh: str, tmp_path: Path):
    upgrade_database()
    command.stamp(migrations(), "base")
    with sqlite3.connect(tmp_path / "fresh.sqlite3") as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for name in names:
            if name not in {"alembic_version", "sqlite_sequence"}:
                raw.execute(f"DROP TABLE {name}")
        raw.execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)")
        raw.execute("CREATE TABLE children (parent INTEGER REFERENCES parents (id))")
        raw.execute("INSERT INTO children VALUES (7)")
    raw.close()

    with pytest.raises(RuntimeError, match="children"):
        upgrade_database()

    assert tables() == {"alembic_version", "parents", "children"}
    assert not is_migrated()


def test_several_upgrades_at_once_wait_for_each_other(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'together.sqlite3'}"
    environment = {**os.environ, **environment_for(url, 25)}
    together = [
        subprocess.Popen(
            [sys.executable, "-m", "webinars", "db", "upgrade"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]

    answers = [(process.communicate(timeout=60), process.returncode) for process in together]

    assert [code for _, code in answers] == [0, 0, 0], answers


def test_the_migrations_run_without_a_warning(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'quiet.sqlite3'}"

    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "webinars", "db", "upgrade"],
        env={**os.environ, **environment_for(url, 25), "LC_ALL": "C"},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "The database is up to date.\n"
