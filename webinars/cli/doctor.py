"""``webinars doctor``: looks at everything the service needs; sends no mail, changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import click
from flask import Flask
from flask_babel import gettext

from webinars import clock
from webinars.cli.context import RefusedError, application
from webinars.delivery.outcomes import TransportError
from webinars.delivery.ping import server_date
from webinars.delivery.transport import Connection
from webinars.documents.health_words import health_words, trouble_words
from webinars.queries.diagnosis import database_now, database_version
from webinars.queries.health import Check, read_health
from webinars.settings import Settings, SettingsError

CLOCKS_APART = timedelta(seconds=5)
"""How far two clocks may differ; the date of a web server is in whole seconds."""


@dataclass(frozen=True)
class Line:
    """What one look has shown."""

    check: str
    ok: bool
    says: str
    warns: bool = False
    """Whether it can be worked with, but something is at risk."""

    @property
    def sign(self) -> str:
        """What stands before the line."""
        return "✗" if not self.ok else "!" if self.warns else "✓"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def doctor(as_json: bool) -> None:
    """Look at everything the service needs and say what to do; sends no mail."""
    lines = _examine()
    if as_json:
        click.echo(json.dumps([asdict(each) for each in lines], ensure_ascii=False, indent=2))
    else:
        for each in lines:
            click.echo(f"{each.sign} {each.check}: {each.says}")
    wrong = 1 if lines[0].ok else RefusedError.exit_code
    click.get_current_context().exit(0 if all(each.ok for each in lines) else wrong)


def _examine() -> list[Line]:
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        return [Line("settings", False, str(error))]
    with application(settings) as app:
        return [Line("settings", True, _ok()), *_look(app, settings)]


def _look(app: Flask, settings: Settings) -> Iterator[Line]:
    found = read_health(clock.now())
    reached = found[0].ok
    for each in found:
        says = health_words(each)
        if each.check is Check.DATABASE and each.ok:
            says = _ok(database_version())
        elif each.trouble is not None:
            says = trouble_words(each.trouble)
        yield Line(each.check.value, each.ok, says)
    yield _mail_server(app, settings)
    if reached:
        yield _clock(gettext("the database"), "clock", database_now(), clock.now())
    yield _pages(settings)
    yield _erasures(settings.erasures_folder)
    yield Line("zones", True, _ok(f"tzdata {version('tzdata')}"))


def _mail_server(app: Flask, settings: Settings) -> Line:
    try:
        with Connection(app.extensions["mail"], settings):
            server = f"{settings.mail_server}:{settings.mail_port}, {settings.mail_encryption}"
            return Line("mail server", True, _ok(server))
    except TransportError as error:
        says = gettext(
            "%(server)s, port %(port)s: %(error)s. Check the settings WEBINARS_MAIL_…",
            server=settings.mail_server,
            port=settings.mail_port,
            error=error,
        )
        return Line("mail server", False, says)


def _pages(settings: Settings) -> Line:
    said = server_date(f"{settings.public_base_url}/healthz")
    if said is None:
        says = gettext(
            "%(url)s does not answer. Start “webinars serve” and look into the proxy’s log.",
            url=settings.public_base_url,
        )
        return Line("pages", False, says)
    apart = _clock(settings.public_base_url, "pages", said, clock.now())
    return apart if not apart.ok else Line("pages", True, _ok(settings.public_base_url))


def _erasures(folder: Path | None) -> Line:
    if folder is None:
        says = gettext(
            "Nothing remembers erasures: a restored backup would bring erased people back. Set"
            " WEBINARS_ERASURES_FOLDER."
        )
        return Line("erasures", True, says, warns=True)
    if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return Line("erasures", True, _ok(str(folder)))
    says = gettext(
        "No file can be written into %(folder)s. Give the folder to the user that the service runs"
        " as.",
        folder=folder,
    )
    return Line("erasures", False, says)


def _clock(whose: str, check: str, theirs: datetime, ours: datetime) -> Line:
    apart = abs(theirs - ours)
    if apart <= CLOCKS_APART:
        return Line(check, True, _ok())
    says = gettext(
        "The clock of this machine and that of %(other)s are %(seconds)s seconds apart. Let both"
        " follow NTP.",
        other=whose,
        seconds=round(apart.total_seconds()),
    )
    return Line(check, False, says)


def _ok(more: str = "") -> str:
    return f"{gettext('ok')} ({more})" if more else gettext("ok")
