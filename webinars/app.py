"""The application factory and the command line: the only module that knows every part."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import partial
from typing import Any

from flask import Flask
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined

from webinars.cli.commands import build_command_line
from webinars.database.conflicts import begins_anew
from webinars.database.engine import db, engine_options, prepare_engines
from webinars.extensions import compress, csrf, mail, migrate
from webinars.languages import LANGUAGES
from webinars.paths import MIGRATIONS, TEMPLATES, TRANSLATIONS
from webinars.settings import Settings
from webinars.web.addresses import RememberedAddresses
from webinars.web.kept_pages import init_kept_pages
from webinars.web.register import register_web
from webinars.web.request_log import init_request_log
from webinars.worker import run_worker, work_once

FORM_BYTES = 64 * 1024
"""Largest request body; our largest form is far below."""

FORM_PARTS = 200

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
"""Monitors on this machine ask by these names."""


class Templates(Environment):
    """The templates; what all of them may call is complete before the first one is read."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template may call, as a plain mapping.

        The library lays one over the other to show later changes, and each page goes through all
        of it for every template that it is made of.
        """
        return {**self.globals, **(d or {})}


class Service(Flask):
    """The application; says nothing in the log that lets its readers in."""

    jinja_environment = Templates

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build an application without pages."""
        super().__init__(*args, **kwargs)
        self._addresses = RememberedAddresses()

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Return the address of a page, as Flask makes it."""
        make = partial(super().url_for, endpoint, **values)
        return self._addresses.find(endpoint, values, make)

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer; begin anew when another transaction was in the way, as nothing was written."""
        return begins_anew(super().dispatch_request)()

    def log_exception(self, exc_info: object) -> None:
        """Say nothing: Flask would write the address, and personal links are addresses.

        The page that answers (``web/errors.py``) logs the error with a reference instead.
        """


def create_app(settings: Settings, *, busy_seconds: int = 5) -> Flask:
    """Build the application for these settings.

    :param busy_seconds: how long a writer waits for another on SQLite.
    """
    app = Service(__name__, template_folder=str(TEMPLATES), static_folder=None)
    app.extensions["webinars_settings"] = settings
    app.config.update(_flask_configuration(settings, busy_seconds))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    prepare_engines(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    mail.init_app(app)
    csrf.init_app(app)
    # What comes first is the last to see a response: pages are kept as they are sent.
    init_request_log(app)
    init_kept_pages(app)
    compress.init_app(app)
    register_web(app)
    return app


def _flask_configuration(settings: Settings, busy_seconds: int) -> dict[str, object]:
    former = [settings.former_secret_key] if settings.former_secret_key else []
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": former,
        # The last one signs, all of them are recognised.
        "WTF_CSRF_SECRET_KEY": [*former, settings.secret_key],
        "MAX_CONTENT_LENGTH": FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "MAX_FORM_PARTS": FORM_PARTS,
        "TRUSTED_HOSTS": [*(settings.trusted_hosts or [settings.public_host]), *LOOPBACK_NAMES],
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure else "session",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url, busy_seconds),
        "BABEL_DEFAULT_LOCALE": LANGUAGES[-1],
        "BABEL_TRANSLATION_DIRECTORIES": str(TRANSLATIONS),
        "MAIL_SERVER": settings.mail_server,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username or None,
        "MAIL_PASSWORD": settings.mail_password or None,
        "MAIL_USE_TLS": settings.mail_encryption == "starttls",
        "MAIL_USE_SSL": settings.mail_encryption == "tls",
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_MIMETYPES": ["text/html", "text/css", "text/calendar"],
        "COMPRESS_BR_LEVEL": 4,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def main() -> None:
    """Run the command line ``webinars``."""
    build_command_line(create_app, run_worker, work_once)(prog_name="webinars")
