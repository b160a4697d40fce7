"""Commands for messages: what became of them, and what a person decides about them."""

from __future__ import annotations

import os
from collections.abc import Callable

import click
from flask_babel import gettext, ngettext

from webinars import clock
from webinars.cli.context import RefusedError, operators_language, with_application
from webinars.errors import NotFoundError, NotPossibleError, SuppressedError
from webinars.mail.message_words import Clock, message_words
from webinars.models.message import Message, MessageKind, MessageState
from webinars.queries.hosts import list_hosts
from webinars.queries.messages import (
    PAGE,
    MessageFilter,
    count_messages,
    get_message,
    list_messages,
)
from webinars.services.messages import resolve_message, retry_message
from webinars.text import masked

ACTOR = "operator"


@click.group()
def messages() -> None:
    """See what became of e-mails, and decide about those that need it."""


@messages.command("list")
@click.option("--state", type=click.Choice([each.value for each in MessageState]))
@click.option("--kind", type=click.Choice([each.value for each in MessageKind]))
@click.option("--webinar", metavar="KEY", help="Only messages about this webinar.")
@click.option("--recipient", metavar="ADDRESS", help="Only messages to this address.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@with_application
def list_(
    state: str | None, kind: str | None, webinar: str | None, recipient: str | None, page: int
) -> None:
    """List messages, the newest first; addresses are masked."""
    wanted = MessageFilter(
        state=None if state is None else MessageState(state),
        kind=None if kind is None else MessageKind(kind),
        webinar=webinar,
        recipient=recipient,
    )
    try:
        rows, total = list_messages(wanted, page), count_messages(wanted)
    except NotFoundError:
        raise RefusedError(gettext("There is no such webinar.")) from None
    for row in rows:
        click.echo(f"{row.id:>8}  {row.state.value:<9}  {row.kind.value:<20}  {_recipient(row)}")
    last = max(1, -(-total // PAGE))
    count = ngettext("%(num)s message", "%(num)s messages", total)
    click.echo(gettext("%(count)s, page %(page)s of %(last)s", count=count, page=page, last=last))


@messages.command()
@click.argument("number", type=int)
@with_application
def show(number: int) -> None:
    """Tell the life of message NUMBER."""
    _or_refused(lambda: _tell(get_message(number)))


@messages.command()
@click.argument("number", type=int)
@with_application
def retry(number: int) -> None:
    """Send message NUMBER once more: a failed one, or one of unknown outcome."""
    _or_refused(lambda: retry_message(number, actor=ACTOR, now=clock.now()))
    click.echo(gettext("The message is queued again."))


@messages.command()
@click.argument("number", type=int)
@click.option("--sent/--not-sent", required=True, help="Whether the person has it.")
@with_application
def resolve(number: int, sent: bool) -> None:
    """Decide about message NUMBER, whose outcome is unknown."""
    _or_refused(lambda: resolve_message(number, sent=sent, actor=ACTOR, now=clock.now()))
    if sent:
        click.echo(gettext("The message counts as handed over."))
    else:
        click.echo(gettext("The message counts as failed; it may be sent once more."))


def _tell(message: Message) -> None:
    language = operators_language(os.environ)
    hosts = list_hosts()
    said = Clock(hosts[0].time_zone if hosts else "UTC", language)
    for words, value in (
        (gettext("Message"), f"{message.id}, {message.kind.value}"),
        (gettext("To"), f"{_recipient(message)} ({message.language})"),
        (gettext("Subject line"), message.title or "–"),
        (gettext("Created"), said.moment(message.created_at)),
        (gettext("State"), message_words(message, said)),
        (gettext("Attempts"), str(message.attempt)),
        (gettext("The mail server said"), message.last_error or "–"),
        ("Message-ID", message.message_id),
    ):
        click.echo(f"{words}: {value}")


def _recipient(message: Message) -> str:
    return masked(message.recipient) if message.recipient else gettext("erased")


def _or_refused(act: Callable[[], None]) -> None:
    try:
        act()
    except NotFoundError:
        raise RefusedError(gettext("There is no such message.")) from None
    except SuppressedError:
        raise click.ClickException(
            gettext(
                "This address gets no e-mails any more. “webinars suppressions lift” lets it get"
                " them again."
            )
        ) from None
    except NotPossibleError:
        raise click.ClickException(
            gettext(
                "This cannot be done with this message. “webinars messages show” says where it"
                " stands."
            )
        ) from None
