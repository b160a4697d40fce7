"""Commands for people who ask for their data, or to have it erased."""

from __future__ import annotations

import json

import click
from flask_babel import gettext, ngettext

from webinars import clock
from webinars.cli.context import RefusedError, with_application
from webinars.errors import LastOwnerError
from webinars.services.rights import erase_person, export_person


@click.group()
def rights() -> None:
    """Answer people who ask for their data."""


@rights.command()
@click.argument("address")
@with_application
def export(address: str) -> None:
    """Print everything stored about ADDRESS, as JSON."""
    click.echo(json.dumps(export_person(address, now=clock.now()), ensure_ascii=False, indent=2))


@rights.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do it; without this nothing is erased.")
@with_application
def erase(address: str, yes: bool) -> None:
    """Erase everything about ADDRESS: places become free, e-mails are not sent."""
    if not yes:
        raise click.UsageError(gettext("Nothing was erased. Add --yes if you are sure."))
    try:
        report = erase_person(address, now=clock.now())
    except LastOwnerError as error:
        raise RefusedError(_last_owner(error)) from None
    if not report.found:
        click.echo(gettext("Nothing is stored about this address."))
        return
    seats = ngettext("%(num)s place is free again.", "%(num)s places are free again.", report.seats)
    messages = ngettext(
        "%(num)s e-mail will not be sent.", "%(num)s e-mails will not be sent.", report.messages
    )
    click.echo(gettext("Everything about this person has been erased."))
    click.echo(f"{seats} {messages}")


def _last_owner(error: LastOwnerError) -> str:
    return gettext(
        "Nothing was erased, registrations and e-mails neither: nobody else could decide who works"
        " for %(hosts)s. First let somebody else decide everything, with “webinars organiser role"
        " EMAIL owner --host %(host)s”, then erase again.",
        hosts=", ".join(error.hosts),
        host=error.hosts[0],
    )
