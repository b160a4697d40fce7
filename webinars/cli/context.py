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
from flask_babel import force_locale, gettext
from sqlalchemy.exc import OperationalError, ProgrammingError

from webinars.cli.logs import configure_logs
from webinars.database.engine import check_database, db
from webinars.database.revisions import is_migrated
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
        except (OperationalError, ProgrammingError) as error:
            raise _explained(error) from error
        finally:
            # Before any process is split off: connections cannot be shared.
            db.session.remove()
            db.engine.dispose()


def with_application(command: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application and in the operator's language."""

    @functools.wraps(command)
    def run(*arguments: P.args, **options: P.kwargs) -> R:
        with application():
            return command(*arguments, **options)

    return run


def require_migrated() -> None:
    """Make sure that the database has exactly our tables.

    :raises RefusedError: saying which command makes it so.
    """
    if not is_migrated():
        raise RefusedError(
            gettext("The database is not up to date. Run “webinars db upgrade” first.")
        )


def operators_language(environment: Mapping[str, str]) -> str:
    """Return the language that the operator's terminal is set to; English when we lack it."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            language = environment[name][:2].lower()
            return language if language in LANGUAGES else "en"
    return "en"


def _explained(error: OperationalError | ProgrammingError) -> Exception:
    db.session.rollback()
    try:
        check_database()
    except OperationalError as failure:
        cause = str(failure.orig).strip()
        return RefusedError(gettext("The database does not answer: %(cause)s", cause=cause))
    if is_migrated():
        return error
    return RefusedError(gettext("The database is not up to date. Run “webinars db upgrade” first."))
