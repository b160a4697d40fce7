"""Commands that show what the reminders of a webinar are going to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import click
from flask_babel import get_locale, gettext, ngettext

from webinars.cli.context import RefusedError, with_application
from webinars.errors import NotFoundError
from webinars.formats import moment
from webinars.models.webinar import Webinar
from webinars.queries.timelines import (
    Entry,
    Reader,
    get_planned_webinar,
    list_readers,
    list_timeline,
)
from webinars.text import masked


@click.group()
def reminders() -> None:
    """See what reminders are going to do."""


@reminders.command()
@click.argument("webinar")
@click.option("--people", is_flag=True, help="Name everybody who gets each; addresses masked.")
@click.option("--addresses", is_flag=True, help="Show whole addresses; with --people.")
@with_application
def preview(webinar: str, people: bool, addresses: bool) -> None:
    """Show when the reminders of WEBINAR are sent, and to how many; sends nothing."""
    try:
        found = get_planned_webinar(webinar)
    except NotFoundError:
        raise RefusedError(gettext("There is no webinar ‘%(key)s’.", key=webinar)) from None
    click.echo(f"{found.key}: {_when(found, found.starts_at)} ({found.time_zone})")
    for entry in list_timeline(found):
        click.echo()
        for line in _lines(found, entry):
            click.echo(line)
        for reader in list_readers(entry) if people else ():
            click.echo(f"    {_person(reader[0], whole=addresses)}")


def _lines(webinar: Webinar, entry: Entry) -> Iterator[str]:
    state = f"{entry.state} ({entry.reason})" if entry.reason else entry.state
    yield f"{entry.rule.key}: {entry.rule.audience.value}, {state}"
    if entry.window is not None:
        yield "  " + gettext("due: %(when)s", when=_when(webinar, entry.window.due_at))
        until = _when(webinar, entry.window.useful_until)
        yield "  " + gettext("useful until: %(when)s", when=until)
    languages = ", ".join(f"{code} {number}" for code, number in entry.languages.items())
    counted = ngettext("%(num)s person", "%(num)s people", entry.total)
    yield f"  {counted}" + (f": {languages}" if languages else "")


def _when(webinar: Webinar, instant: datetime) -> str:
    locale = get_locale()
    language = locale.language if locale else "en"
    return moment(instant, webinar.time_zone, language)


def _person(person: Reader, *, whole: bool) -> str:
    address = person.email if whole else masked(person.email)
    return f"{address}  {person.language}  {person.time_zone}"
