"""A database of its own for each part of the bench, migrated and with the example programme."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml
from flask import Flask

from tests.support.databases import disposed
from tests.support.postgres import Server, running_postgres
from tests.support.settings import BASE_URL, environment_for
from webinars import clock
from webinars.app import create_app
from webinars.cli.database import upgrade_database
from webinars.paths import ROOT
from webinars.services.programme import load_programme
from webinars.settings import Settings

SQLITE, POSTGRESQL = "sqlite", "postgresql"
KINDS = (SQLITE, POSTGRESQL)

PROGRAMME = ROOT / "webinars" / "demo" / "programme.yaml"


@dataclass(frozen=True)
class Stage:
    """One database, and the application on it."""

    kind: str
    url: str
    app: Flask

    def environment(self, mail_port: int = 25, **more: str) -> dict[str, str]:
        """Return the whole environment of a process on this database.

        :param more: further settings, by name without prefix.
        """
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("WEBINARS_")}
        settings = environment_for(self.url, mail_port, **{"log_level": "WARNING", **more})
        return {**inherited, **settings}


class Stages:
    """Makes databases; they all go at the end."""

    def __init__(self, folder: Path, server: Server) -> None:
        """Keep where to make them."""
        self._folder = folder
        self._server = server

    @contextmanager
    def fresh(self, kind: str) -> Iterator[Stage]:
        """Yield a new database with the example programme, inside the application's context."""
        name = f"bench_{uuid.uuid4().hex[:12]}"
        if kind == SQLITE:
            url = f"sqlite:///{self._folder / name}.sqlite3"
        else:
            url = self._server.create(name)
        app = create_app(Settings.from_environment(environment_for(url, 25)))
        with app.app_context(), disposed():
            upgrade_database()
            load_programme(_programme(), now=clock.now())
            yield Stage(kind, url, app)
        if kind == SQLITE:
            for file in self._folder.glob(f"{name}.*"):
                file.unlink()
        else:
            self._server.drop(name)


@contextmanager
def running_stages() -> Iterator[Stages]:
    """Run a PostgreSQL server that keeps its promises, and keep a folder for SQLite."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="webinars-bench-"))
        server = stack.enter_context(running_postgres(durable=True))
        yield Stages(Path(folder), server)


def _programme() -> bytes:
    """Return the example programme without its people, who come in other numbers here."""
    nodes = yaml.safe_load(PROGRAMME.read_bytes())
    del nodes["attendees"]
    return yaml.safe_dump(nodes, allow_unicode=True).encode()


def host_header(environment: Mapping[str, str]) -> str:
    """Return the host that requests to this environment's web server must name."""
    base_url = environment.get("WEBINARS_PUBLIC_BASE_URL", BASE_URL)
    return base_url.partition("://")[2]
