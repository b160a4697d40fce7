"""A sender whose clock stands still until told, and a mail server that misbehaves as told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from tests.delivery.scripted_smtp import ScriptedServer, scripted_server
from tests.support.clock import Clock
from webinars.delivery.sender import Sender


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def server(app: Flask) -> Iterator[ScriptedServer]:
    """Serves the application's mails instead of the ordinary sink."""
    with scripted_server() as running:
        app.extensions["mail"].port = running.port
        yield running


@pytest.fixture
def sender(app: Flask, clock: Clock) -> Sender:
    """Jitter is always 1: every wait is as long as it can be."""
    return Sender(app, clock, jitter=lambda: 1.0)


@pytest.fixture
def impatient(app: Flask) -> None:
    """Wait for the mail server no longer than a second."""
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = dataclasses.replace(
        settings, mail_timeout=1, mail_dot_timeout=1
    )
