"""Applications that one test after the other uses, as long as none has changed them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache

from tests.support.databases import disposed
from tests.support.pages import Client
from webinars.app import create_app
from webinars.settings import Settings


class Applications:
    """Lends applications; what was built and compiled for one test serves the next.

    Building one takes longer than most tests, and the statements that each new one compiles take
    as long again.
    """

    def __init__(self, templates: BytecodeCache) -> None:
        """Begin with none; ``templates`` keeps what was compiled for all of them."""
        self._templates = templates
        self._spare: dict[str, tuple[Flask, object]] = {}

    @contextmanager
    def lend(self, settings: Settings) -> Iterator[Flask]:
        """Yield an application with these settings that is nobody else's, its context pushed."""
        app, state = self._found(settings) or self._made(settings)
        # A test may still add what has to be there before the first request.
        app._got_first_request = False
        with app.app_context(), disposed():
            yield app
        if _state(app) == state:
            self._spare[settings.database_url] = app, state

    def _found(self, settings: Settings) -> tuple[Flask, object] | None:
        spare = self._spare.pop(settings.database_url, None)
        same = spare is not None and spare[0].extensions["webinars_settings"] == settings
        return spare if same else None

    def _made(self, settings: Settings) -> tuple[Flask, object]:
        app = create_app(settings)
        app.test_client_class = Client
        app.jinja_env.bytecode_cache = self._templates
        return app, _state(app)


def _state(app: Flask) -> object:
    """Return what differs as soon as a test has changed something of the application."""
    functions = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
        app.template_context_processors,
    )
    return (
        {name: id(each) for name, each in app.extensions.items()},
        dict(vars(app.extensions["mail"])),
        dict(app.config),
        dict(app.view_functions),
        dict(app.jinja_env.globals),
        dict(app.jinja_env.filters),
        [{name: list(each) for name, each in kind.items()} for kind in functions],
        {(name, code): dict(handlers) for name, code, handlers in _error_handlers(app)},
        app.test_client_class,
        # What it remembers itself from the first request on.
        set(vars(app)) - {"jinja_loader", "logger"},
    )


def _error_handlers(app: Flask) -> Iterator[tuple[str | None, int | None, dict[Any, Any]]]:
    # Looking for one leaves empty places behind.
    for name, by_code in app.error_handler_spec.items():
        yield from ((name, code, handlers) for code, handlers in by_code.items() if handlers)
