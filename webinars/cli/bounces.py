"""Commands about mails that come back, and addresses that get none."""

from __future__ import annotations

import sys
from typing import BinaryIO

import click
from flask_babel import gettext

from webinars import clock
from webinars.cli.context import RefusedError, application, require_ready, with_application
from webinars.mail.incoming import LARGEST
from webinars.queries.suppressions import list_suppressions
from webinars.services.bounces import receive_mail
from webinars.services.suppressions import lift_suppression
from webinars.settings import current_settings

TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and delivers it again."""

PIECE = 65536


@click.command()
@click.argument("mail", type=click.File("rb"), default="-")
def bounce(mail: BinaryIO) -> None:
    """Take in one returned mail from the standard input, for a mail server's pipe."""
    data = mail.read(LARGEST)
    while mail.read(PIECE):
        """The mail server must not see a pipe that breaks."""
    try:
        with application():
            require_ready()
            _require_address()
            received = receive_mail(data, now=clock.now())
            click.echo(received.value)
    except RefusedError as error:
        error.show()
        sys.exit(TRY_LATER)
    except Exception as error:  # noqa: BLE001 - whatever it is, the mail must not be lost
        click.echo(type(error).__name__, err=True)
        sys.exit(TRY_LATER)


def _require_address() -> None:
    if not current_settings().bounce_address:
        raise RefusedError(
            gettext(
                "WEBINARS_BOUNCE_ADDRESS is missing: without it no returned mail is known again."
                " Set it to the address whose mails come here."
            )
        )


@click.group()
def suppressions() -> None:
    """Addresses that get no mails, because they refuse them or their owner objects."""


@suppressions.command("list")
@with_application
def list_() -> None:
    """List them, the latest first."""
    rows = list_suppressions()
    for row in rows:
        suppression = row.suppression
        address = row.email or gettext("(address no longer known)")
        click.echo(f"{suppression.created_at:%Y-%m-%d} {suppression.reason.value:13} {address}")
    if not rows:
        click.echo(gettext("No address is suppressed."))


@suppressions.command("lift")
@click.argument("address")
@with_application
def lift(address: str) -> None:
    """Write to ADDRESS again."""
    if lift_suppression(address, now=clock.now()):
        click.echo(gettext("This address gets e-mails again."))
    else:
        click.echo(gettext("This address was not suppressed."))
