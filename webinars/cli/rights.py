"""Commands for people who ask for their data, or to have it erased."""

from __future__ import annotations

import json
import os

import click
from flask_babel import gettext, ngettext

from webinars import clock
from webinars.cli.context import RefusedError, with_application
from webinars.errors import LastOwnerError
from webinars.services.erasure_replays import replay_erasures
from webinars.services.rights import erase_person, export_person
from webinars.settings import current_settings


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
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise RefusedError(_ledger(reason)) from None
    if not report.found:
        click.echo(gettext("Nothing is stored about this address."))
        return
    seats = ngettext("%(num)s place is free again.", "%(num)s places are free again.", report.seats)
    messages = ngettext(
        "%(num)s e-mail will not be sent.", "%(num)s e-mails will not be sent.", report.messages
    )
    click.echo(gettext("Everything about this person has been erased."))
    click.echo(f"{seats} {messages}")


@rights.command()
@with_application
def replay() -> None:
    """After a restore: erase once more who was erased since the backup was made."""
    folder = current_settings().erasures_folder
    if folder is None:
        raise RefusedError(gettext("No erasures are remembered. Set WEBINARS_ERASURES_FOLDER."))
    report = replay_erasures(folder, now=clock.now())
    for error in report.refused:
        click.echo(_last_owner(error), err=True)
    for key in report.unreadable:
        click.echo(gettext("The erasure %(key)s cannot be read.", key=key), err=True)
    told = ngettext(
        "%(num)s person was erased once more.",
        "%(num)s people were erased once more.",
        report.erased,
    )
    click.echo(told)
    if report.refused or report.unreadable:
        raise click.exceptions.Exit(1)


def _ledger(reason: str) -> str:
    return gettext(
        "Nothing was erased: it could not be remembered in WEBINARS_ERASURES_FOLDER (%(reason)s).",
        reason=reason,
    )


def _last_owner(error: LastOwnerError) -> str:
    return gettext(
        "Nothing was erased, registrations and e-mails neither: nobody else could decide who works"
        " for %(hosts)s. First let somebody else decide everything, with “webinars organiser role"
        " EMAIL owner --host %(host)s”, then erase again.",
        hosts=", ".join(error.hosts),
        host=error.hosts[0],
    )
