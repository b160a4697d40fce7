"""An empty database for each test, on SQLite and on PostgreSQL, migrated only once."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from flask import Flask

from tests.support.postgres import Server, plain
from webinars.cli.database import upgrade_database
from webinars.database.engine import db
from webinars.models.tables import Base

Factory = Callable[[str], Flask]
"""Makes an application on the database of this address."""

_TABLES = Base.metadata.sorted_tables

_EMPTY = "; ".join(f"DELETE FROM {table.name}" for table in reversed(_TABLES))

_NUMBER_FROM_ONE = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"

_SHAPE = """
  SELECT md5(string_agg(relname || attname || atttypid || atttypmod, '' ORDER BY relname, attnum))
         , (SELECT max(version_num) FROM alembic_version)
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
"""
"""Tells whether a test has changed more than rows."""


class Databases:
    """Hands out empty databases; makes the first of each kind by running the migrations."""

    def __init__(self, folder: Path, server: Callable[[], Server], factory: Factory) -> None:
        """Keep where to make them; ``server`` starts PostgreSQL when first called."""
        self._folder = folder
        self._server = server
        self._factory = factory
        self._prefix = f"webinars_{os.getpid()}_{uuid.uuid4().hex[:6]}"
        self._made: list[str] = []
        self._spare: list[str] = []
        self._folders = count(1)
        self._spare_folders: list[Path] = []
        self._shape: object = None

    @contextmanager
    def empty(self, kind: str) -> Iterator[str]:
        """Yield the address of an empty database that is nobody else's meanwhile."""
        if kind == "sqlite":
            folder = self._emptied_folder()
            yield self._copied_file(folder)
            self._spare_folders.append(folder)
            return
        name = self._emptied() or self._created()
        yield self._server().url_of(name)
        self._spare.append(name)

    def close(self) -> None:
        """Drop what was made on a server."""
        for name in self._made:
            self._server().drop(name)

    def _emptied_folder(self) -> Path:
        # The same address again, so that the next test can have the same application.
        if not self._spare_folders:
            return self._folder / str(next(self._folders))
        folder = self._spare_folders.pop()
        shutil.rmtree(folder)
        return folder

    def _copied_file(self, folder: Path) -> str:
        template = self._folder / "template.sqlite3"
        if not template.exists():
            self._migrate(f"sqlite:///{template}")
        folder.mkdir()
        target = folder / "webinars.sqlite3"
        shutil.copyfile(template, target)
        return f"sqlite:///{target}"

    def _emptied(self) -> str | None:
        # Emptying takes milliseconds, copying ten times as long; so databases are used again.
        if not self._spare:
            return None
        name = self._spare.pop()
        try:
            with psycopg.connect(plain(self._server().url_of(name))) as connection:
                connection.execute("SET lock_timeout = '2s'")
                if connection.execute(_SHAPE).fetchone() == self._shape:
                    connection.execute(_EMPTY)
                    connection.execute(_NUMBER_FROM_ONE)
                    return name
        except psycopg.Error:
            # Whatever the test has done to it, the next one gets a new database.
            self._server().drop(name)
        return None

    def _created(self) -> str:
        server = self._server()
        template = f"{self._prefix}_template"
        if not self._made:
            self._made.append(template)
            url = server.create(template)
            self._migrate(url)
            with psycopg.connect(plain(url)) as connection:
                self._shape = connection.execute(_SHAPE).fetchone()
        name = f"{self._prefix}_{len(self._made)}"
        self._made.append(name)
        server.create(name, template)
        return name

    def _migrate(self, url: str) -> None:
        app = self._factory(url)
        with app.app_context(), disposed():
            upgrade_database()


@contextmanager
def disposed() -> Iterator[None]:
    """Close the connections of the application in this context at the end."""
    try:
        yield
    finally:
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
