"""A real browser on the real processes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.saving import SHARED
from tests.support.service import running_service
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from webinars.database.engine import db

NO_BROWSER = "WEBINARS_TEST_NO_BROWSER"
"""Set to 1 where no browser can be had: the tests that need one are skipped instead of failing."""

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

WIDTH, HEIGHT = 1280, 900

Visitor = Callable[..., Page]
"""Opens a new browser profile; keywords as for Playwright's ``new_context``."""


def launch_options() -> dict[str, Any]:
    """Return how to start the browser on this machine."""
    options: dict[str, Any] = {"args": FLAGS}
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if program:
        options["executable_path"] = program
    if os.geteuid() == 0:
        options["chromium_sandbox"] = False
    return options


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if os.environ.get(NO_BROWSER) == "1":
        pytest.skip(f"{NO_BROWSER} is set")
    # Per module: while it runs, no other event loop can run in this thread.
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**launch_options())
        yield launched
        launched.close()


@pytest.fixture
def service_settings() -> dict[str, str]:
    """Further settings of the service, by name without prefix; for a module to replace."""
    return {}


@pytest.fixture
def service(
    app: Flask, database_url: str, smtp: Sink, service_settings: dict[str, str]
) -> Iterator[str]:
    environment = environment_for(database_url, smtp.port, **service_settings)
    with running_service(environment) as base_url:
        db.session().info[SHARED] = True
        yield base_url


@pytest.fixture
def visitor(browser: Browser, service: str) -> Iterator[Visitor]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_profile(**options: Any) -> Page:
        defaults: dict[str, Any] = {"viewport": {"width": WIDTH, "height": HEIGHT}}
        context = browser.new_context(base_url=service, **{**defaults, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: _note(said.type, said.text, complaints))
        return page

    yield open_profile
    for context in contexts:
        context.close()
    assert complaints == [], "the browser complained"


def _note(kind: str, text: str, complaints: list[str]) -> None:
    # What the browser says about the status of a page is the business of the test.
    if kind == "error" and "Failed to load resource" not in text:
        complaints.append(text)
