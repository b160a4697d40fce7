"""The programme on the command line: ``webinars load`` and ``webinars dump``."""

from __future__ import annotations

from typing import BinaryIO

import click
from flask_babel import gettext, ngettext

from webinars import clock
from webinars.cli.context import with_application
from webinars.documents.programme_mistakes import ProgrammeFileError
from webinars.documents.programme_nodes import LARGEST_FILE
from webinars.services.programme import dump_programme, load_programme
from webinars.steps.programme_rows import Tally


@click.command()
@click.argument("file", type=click.File("rb"))
@with_application
def load(file: BinaryIO) -> None:
    """Store what FILE says: hosts, series, webinars. Writes only what differs, removes nothing."""
    tally = load_or_name_mistakes(file.read(LARGEST_FILE + 1))
    summary = gettext(
        "Loaded: %(created)s created, %(changed)s changed, %(unchanged)s unchanged.",
        created=tally.created,
        changed=tally.changed,
        unchanged=tally.unchanged,
    )
    click.echo(summary)


def load_or_name_mistakes(data: bytes) -> Tally:
    """Store a programme file; end the command with every mistake named when it holds any."""
    try:
        return load_programme(data, now=clock.now())
    except ProgrammeFileError as error:
        for mistake in error.mistakes:
            click.echo(_line(mistake.line, mistake.path, mistake.sentence), err=True)
        count = len(error.mistakes)
        end = ngettext(
            "%(num)s mistake. Nothing was stored.", "%(num)s mistakes. Nothing was stored.", count
        )
        click.echo(end, err=True)
        raise click.exceptions.Exit(1) from None


@click.command()
@click.option(
    "--file",
    type=click.File("wb", atomic=True),
    default="-",
    help="Write to this file instead of the terminal.",
)
@with_application
def dump(file: BinaryIO) -> None:
    """Write the programme as a file that `webinars load` reads; without attendees."""
    file.write(dump_programme().encode())


def _line(line: int, path: str, sentence: str) -> str:
    if path:
        return gettext(
            "line %(line)s: %(path)s: %(sentence)s", line=line, path=path, sentence=sentence
        )
    return gettext("line %(line)s: %(sentence)s", line=line, sentence=sentence)
