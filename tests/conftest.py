"""What every test may ask for: a database of each kind, the application on it, a mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache

import hypothesis
import pytest
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy.orm import Session

from tests.support.addresses import RememberedRule
from tests.support.applications import Applications
from tests.support.databases import Databases
from tests.support.pages import Client
from tests.support.postgres import Server, running_postgres
from tests.support.settings import environment_for
from tests.support.smtp import Sink, running_sink
from webinars import clock
from webinars.app import Service, create_app
from webinars.database.engine import db
from webinars.settings import Settings

hypothesis.settings.register_profile("webinars", deadline=None, derandomize=True)
hypothesis.settings.load_profile("webinars")

Service.url_rule_class = RememberedRule

KINDS = ("sqlite", "postgresql")

pytest_plugins = ["tests.support.browser"]


@pytest.fixture(scope="session")
def mail_server() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def smtp(mail_server: Sink) -> Iterator[Sink]:
    mail_server.clear()
    yield mail_server
    mail_server.clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], Server]]:
    with ExitStack() as stack:

        @cache
        def start() -> Server:
            return stack.enter_context(running_postgres())

        yield start


@pytest.fixture(scope="session")
def databases(
    tmp_path_factory: pytest.TempPathFactory, postgres: Callable[[], Server]
) -> Iterator[Databases]:
    def application(url: str) -> Flask:
        return create_app(Settings.from_environment(environment_for(url, 25)))

    made = Databases(tmp_path_factory.mktemp("template"), postgres, application)
    yield made
    made.close()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    with databases.empty(request.param) as url:
        yield url


@pytest.fixture
def settings(database_url: str, smtp: Sink) -> Settings:
    return Settings.from_environment(environment_for(database_url, smtp.port))


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    # Every test has an application of its own; compiling its templates took longer than the test.
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def applications(compiled_templates: BytecodeCache) -> Applications:
    return Applications(compiled_templates)


@pytest.fixture
def app(settings: Settings, applications: Applications) -> Iterator[Flask]:
    with applications.lend(settings) as application:
        yield application


@pytest.fixture
def session(app: Flask) -> Session:
    return db.session()


@pytest.fixture
def client(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Client:
    # The one thing of ours that a test may replace: pages ask what time it is.
    monkeypatch.setattr(clock, "now", lambda: now)
    made = app.test_client()
    assert isinstance(made, Client)
    return made


@pytest.fixture
def now() -> datetime:
    return datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
