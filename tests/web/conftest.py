from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.support.pages import Client
from tests.support.routes import ROUTES, register
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from tests.support.world import World, make_world, sign_in
from webinars.app import create_app
from webinars.settings import Settings

Opened = Callable[[str], str]


@pytest.fixture
def demo_settings(database_url: str, smtp: Sink, tmp_path: Path) -> Settings:
    folder = tmp_path / "mails"
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    environment = environment_for(database_url, smtp.port, demo_mailbox=str(folder))
    return Settings.from_environment(environment)


@pytest.fixture
def world(app: Flask, session: Session, demo_settings: Settings) -> World:
    """One of everything; the service shows a demo, so that its mailbox can be opened."""
    app.extensions["webinars_settings"] = demo_settings
    return make_world(session)


@pytest.fixture(scope="session")
def routed() -> Flask:
    """The application for questions about its routes only; its database is never opened."""
    return create_app(Settings.from_environment(environment_for("sqlite:///never-opened", 25)))


@pytest.fixture
def url_of(app: Flask, client: Client, world: World) -> Opened:
    """Return the address of an endpoint, ready to be opened by this client."""

    def url_of(endpoint: str) -> str:
        if endpoint == "signups.sent":
            register(app, client, world)
        if visitor := ROUTES[endpoint].who.visitor:
            sign_in(client, visitor)
        return ROUTES[endpoint].url(app, world, endpoint)

    return url_of
