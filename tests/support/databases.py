"""A fresh database for each test, on SQLite and on PostgreSQL, copied from one made once."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from tests.support.postgres import Server
from webinars.cli.database import upgrade_database
from webinars.database.engine import db

Factory = Callable[[str], Flask]
"""Makes an application on the database of this address."""


class Template:
    """A migrated database without rows, made when first needed."""

    def __init__(self, folder: Path, server: Callable[[], Server], factory: Factory) -> None:
        """Keep where to make it; ``server`` starts PostgreSQL when first called."""
        self._folder = folder
        self._server = server
        self._factory = factory
        self._ready: dict[str, Any] = {}

    @contextmanager
    def copy(self, kind: str, folder: Path) -> Iterator[str]:
        """Yield the address of a new copy."""
        if kind == "sqlite":
            yield self._copied_file(folder)
            return
        server = self._server()
        name = f"webinars_{os.getpid()}_{uuid.uuid4().hex[:12]}"
        url = server.create(name, self._template_database(server))
        try:
            yield url
        finally:
            server.drop(name)

    def close(self) -> None:
        """Drop what was made on a server."""
        if "postgresql" in self._ready:
            self._server().drop(self._ready["postgresql"])

    def _copied_file(self, folder: Path) -> str:
        template = self._folder / "template.sqlite3"
        if "sqlite" not in self._ready:
            self._build(f"sqlite:///{template}")
            self._ready["sqlite"] = template
        target = folder / "webinars.sqlite3"
        shutil.copyfile(template, target)
        return f"sqlite:///{target}"

    def _template_database(self, server: Server) -> str:
        if "postgresql" not in self._ready:
            name = f"webinars_template_{os.getpid()}"
            server.drop(name)
            self._build(server.create(name))
            self._ready["postgresql"] = name
        return str(self._ready["postgresql"])

    def _build(self, url: str) -> None:
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
