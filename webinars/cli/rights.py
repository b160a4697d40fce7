"""Commands for people who ask for their data, or to have it erased."""

from __future__ import annotations

import json
import os

import click
from flask_babel import get_locale, gettext, ngettext

from webinars import clock
from webinars.cli.context import RefusedError, with_application
from webinars.documents.stored_data import spoken_words
from webinars.errors import LastOwnerError
from webinars.languages import pick
from webinars.models.webinar import Webinar
from webinars.queries.speakers import list_spoken_at
from webinars.rules.host_order import ordered
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
    spoken = _spoken_lines(address)
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
    click.echo(_erased_but_speaks() if spoken else _erased())
    click.echo(f"{seats} {messages}")
    for line in spoken:
        click.echo(line)


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


def _erased() -> str:
    return gettext("Everything about this person has been erased.")


def _erased_but_speaks() -> str:
    return gettext("What was stored about this person has been erased, except what hosts publish.")


def _spoken_lines(address: str) -> list[str]:
    # To be asked before: the address by which the speaker is known goes, too.
    webinars, language = list_spoken_at(address), str(get_locale())
    if not webinars:
        return []
    lines = [f"  {each.key}: {pick(each.titles, language)} ({_hosts(each)})" for each in webinars]
    return [spoken_words(), *lines]


def _hosts(webinar: Webinar) -> str:
    hosts = ordered(webinar.hosts, str(get_locale()))
    return ", ".join(f"{host.name} <{host.mailbox}>" for host in hosts)


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
