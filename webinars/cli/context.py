"""What every command needs: checked settings, the application, the operator's language."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, ParamSpec, Protocol, TypeVar

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError

from webinars.cli.logs import configure_logs
from webinars.database.condition import (
    Obstacle,
    find_trouble,
    find_trouble_with_writing,
    trouble_of,
)
from webinars.database.engine import db
from webinars.documents.health_words import trouble_words
from webinars.languages import LANGUAGES
from webinars.settings import Settings, SettingsError

P = ParamSpec("P")
R = TypeVar("R")


class ApplicationFactory(Protocol):
    """The signature of ``webinars.app.create_app``."""

    def __call__(self, settings: Settings, *, busy_seconds: int = ...) -> Flask:
        """Build the application."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What the command line is handed, because it may not import it."""

    create_app: ApplicationFactory
    run_worker: Callable[[Flask], None]
    work_once: Callable[[Flask], int]


class RefusedError(click.ClickException):
    """A command cannot begin; shown as it is, without a traceback; exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentences on the standard error stream."""
        click.echo(self.message, file=file, err=file is None)


def parts() -> Parts:
    """Return what the running command line was handed."""
    return click.get_current_context().ensure_object(Parts)


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    :raises RefusedError: with all sentences of the settings' own refusal.
    """
    try:
        return Settings.from_environment(environment)
    except SettingsError as error:
        raise RefusedError(str(error)) from None


@contextmanager
def application(settings: Settings | None = None, *, busy_seconds: int = 5) -> Iterator[Flask]:
    """Run the body inside the application and in the operator's language.

    :param settings: those of the environment when not given.
    :param busy_seconds: how long a writer waits for another on SQLite.
    :raises RefusedError: when the settings are wrong or the database cannot be worked with.
    """
    settings = settings or settings_from(os.environ)
    configure_logs(settings.log_level, settings.log_format)
    app = parts().create_app(settings, busy_seconds=busy_seconds)
    with app.app_context(), force_locale(operators_language(os.environ)):
        try:
            yield app
        except DBAPIError as error:
            raise _explained(error) from error
        finally:
            # Before any process is split off: connections cannot be shared.
            db.session.remove()
            db.engine.dispose()


def with_application(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application, on a ready database, in the operator's language."""

    @functools.wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> R:
        with application():
            require_ready()
            return command(*arguments, **options)

    return run


def require_ready() -> None:
    """Make sure that the database is there and has exactly our tables.

    :raises RefusedError: saying what is in the way and what to do.
    """
    if found := find_trouble():
        raise RefusedError(trouble_words(found))


def require_writable() -> None:
    """Make sure that the database takes writes too; a disk that is nearly full may still do.

    :raises RefusedError: saying what is in the way and what to do.
    """
    require_ready()
    found = find_trouble_with_writing()
    if found is not None and found.obstacle is not Obstacle.FULL:
        raise RefusedError(trouble_words(found))


def operators_language(environment: Mapping[str, str]) -> str:
    """Return the language that the operator's terminal is set to; English when we lack it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            language = environment[name][:2].lower()
            return language if language in LANGUAGES else "en"
    return "en"


def _explained(error: DBAPIError) -> Exception:
    db.session.rollback()
    found = trouble_of(error) or find_trouble()
    return error if found is None else RefusedError(trouble_words(found))
