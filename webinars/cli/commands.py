"""The command ``webinars``: thin shells, each of whose bodies is one call."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO

import click
from flask import Flask
from flask_babel import gettext

from webinars.cli.bounces import bounce, suppressions
from webinars.cli.context import (
    ApplicationFactory,
    Parts,
    application,
    parts,
    require_writable,
    settings_from,
)
from webinars.cli.database import upgrade_database
from webinars.cli.demo import run_demo
from webinars.cli.doctor import doctor
from webinars.cli.messages import messages
from webinars.cli.organiser import organiser
from webinars.cli.programme import dump, load
from webinars.cli.reminders import reminders
from webinars.cli.rights import rights
from webinars.cli.serve import run_server
from webinars.documents.programme_nodes import LARGEST_FILE

DISTRIBUTION = "webinars"
"""What the installed package is called."""

WORKER_BUSY_SECONDS = 15
"""The worker waits longer for the database than a page may."""


def build_command_line(
    create_app: ApplicationFactory,
    run_worker: Callable[[Flask], None],
    work_once: Callable[[Flask], int],
) -> click.Group:
    """Return the command ``webinars`` with all its commands."""
    handed = Parts(create_app=create_app, run_worker=run_worker, work_once=work_once)

    @click.group(context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(_version(), prog_name="webinars")
    @click.pass_context
    def webinars(context: click.Context) -> None:
        """Joint webinar series: programme, registrations, mails."""
        context.obj = handed

    for each in (demo, serve, work, load, dump, database, rights):
        webinars.add_command(each)
    for each in (reminders, messages, bounce, suppressions, doctor, organiser):
        webinars.add_command(each)
    return webinars


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-data"),
    show_default=True,
    help="Where database, keys and mails of the demo are kept.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--keep", is_flag=True, help="Go on with the data of the last demo.")
@click.option(
    "--programme",
    type=click.File("rb"),
    help="Load this programme file instead of the example.",
)
def demo(folder: Path, port: int, keep: bool, programme: BinaryIO | None) -> None:
    """Show the whole service on this machine, with an example programme."""
    own = None if programme is None else programme.read(LARGEST_FILE + 1)
    run_demo(folder, port, keep=keep, programme=own)


@click.command()
def serve() -> None:
    """Serve the pages."""
    settings = settings_from(os.environ)
    with application(settings):
        require_writable()
    run_server(parts().create_app, settings)


@click.command()
@click.option("--once", is_flag=True, help="Send what is due, then end; for cron.")
def work(once: bool) -> None:
    """Send the mails that are due, until stopped."""
    with application(busy_seconds=WORKER_BUSY_SECONDS) as app:
        require_writable()
        if once:
            click.echo(gettext("Messages handed over: %(count)d", count=parts().work_once(app)))
        else:
            parts().run_worker(app)


@click.group("db")
def database() -> None:
    """Look after the database."""


@database.command()
def upgrade() -> None:
    """Create the tables, or bring them up to date."""
    with application():
        upgrade_database()
        click.echo(gettext("The database is up to date."))


def _version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "from a checkout that is not installed"
