"""Commands that arrange who works for which host."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from email_validator import EmailNotValidError, validate_email
from flask_babel import get_locale, gettext

from webinars import clock
from webinars.cli.context import RefusedError, with_application
from webinars.errors import LastOwnerError, NotFoundError
from webinars.formats import moment
from webinars.languages import LANGUAGES
from webinars.models.organiser import ORGANISER_NAME_LENGTH, NewOrganiser, Role
from webinars.queries.hosts import get_host, list_hosts
from webinars.queries.organisers import get_organiser_by_email, list_organisers
from webinars.services import organisers
from webinars.text import clean_address, clean_line

_ROLES = click.Choice([role.value for role in Role])


@click.group()
def organiser() -> None:
    """Arrange who works for which host."""


@organiser.command()
@click.argument("email")
@click.option("--name", required=True, help="How mails greet the person.")
@click.option("--language", type=click.Choice(LANGUAGES), required=True, help="Of the mails.")
@click.option("--host", required=True, help="Key of the host.")
@click.option("--role", type=_ROLES, required=True)
@with_application
def add(email: str, name: str, language: str, host: str, role: str) -> None:
    """Let EMAIL work for a host; a new person gets a mail to choose a password."""
    name = clean_line(name)
    if not 0 < len(name) <= ORGANISER_NAME_LENGTH:
        raise RefusedError(
            gettext("The name must have 1 to %(max)s characters.", max=ORGANISER_NAME_LENGTH)
        )
    person = NewOrganiser(email=_address(email), name=name, language=language)
    _require_host(host)
    with _never_without_owner():
        done = organisers.add_organiser(person, host, Role(role), now=clock.now())
    if done.created:
        click.echo(gettext("%(email)s was added.", email=person.email))
    if done.role_changed:
        click.echo(_role_line(person.email, host, role))
    if done.mailed:
        click.echo(gettext("An e-mail with a link to choose a password is on its way."))
    if not done.created and not done.role_changed:
        click.echo(_nothing())


@organiser.command(name="list")
@with_application
def list_all() -> None:
    """Print everybody who works for a host, with roles."""
    people = list_organisers()
    for each in people:
        roles = ", ".join(f"{one.host.key} {one.role.value}" for one in each.memberships)
        states = [] if each.active else [gettext("inactive")]
        states += [] if each.password else [gettext("no password yet")]
        states += [gettext("with authenticator")] if each.second_factor else []
        click.echo("\t".join([each.email, each.name, each.language, roles, ", ".join(states)]))
    if not people:
        click.echo(gettext("Nobody signs in yet. Add somebody with “webinars organiser add”."))


@organiser.command()
@click.argument("email")
@click.argument("role", type=_ROLES)
@click.option("--host", required=True, help="Key of the host.")
@with_application
def role(email: str, role: str, host: str) -> None:
    """Give EMAIL another ROLE at a host."""
    _require_host(host)
    with _never_without_owner():
        changed = organisers.change_role(_known(email), host, Role(role), now=clock.now())
    click.echo(_role_line(clean_address(email), host, role) if changed else _nothing())


@organiser.command()
@click.argument("email")
@click.option("--host", required=True, help="Key of the host.")
@with_application
def remove(email: str, host: str) -> None:
    """Let EMAIL work for a host no longer."""
    _require_host(host)
    with _never_without_owner():
        changed = organisers.remove_role(_known(email), host, now=clock.now())
    told = gettext("%(email)s works for %(host)s no longer.", email=clean_address(email), host=host)
    click.echo(told if changed else _nothing())


@organiser.command()
@click.argument("email")
@with_application
def deactivate(email: str) -> None:
    """Let nobody sign in as EMAIL; ends all sessions at once."""
    with _never_without_owner():
        changed = organisers.deactivate(_known(email), now=clock.now())
    told = gettext("%(email)s cannot sign in any more.", email=clean_address(email))
    click.echo(told if changed else _nothing())


@organiser.command()
@click.argument("email")
@with_application
def activate(email: str) -> None:
    """Let EMAIL sign in again."""
    changed = organisers.activate(_known(email), now=clock.now())
    told = gettext("%(email)s can sign in again.", email=clean_address(email))
    click.echo(told if changed else _nothing())


@organiser.command()
@click.argument("email")
@with_application
def link(email: str) -> None:
    """Print a link to choose a password for EMAIL, for the time when no mail goes out."""
    try:
        address, until = organisers.link_for(_known(email), now=clock.now())
    except NotFoundError:
        raise RefusedError(
            gettext("%(email)s is inactive; activate the account first.", email=email)
        ) from None
    hosts = list_hosts()
    # With the city of the clock: that of the server mostly shows another time.
    zone = hosts[0].time_zone if hosts else "UTC"
    when = moment(until, zone, str(get_locale()), ())
    click.echo(gettext("Valid until %(when)s, for one use:", when=when))
    click.echo(address)


@organiser.command(name="no-second-factor")
@click.argument("email")
@with_application
def no_second_factor(email: str) -> None:
    """Ask EMAIL for the password only, because the telephone is lost; passkeys go too."""
    changed = organisers.drop_second_factor(_known(email), now=clock.now())
    told = gettext("%(email)s signs in with the password only.", email=clean_address(email))
    click.echo(told if changed else _nothing())


@contextmanager
def _never_without_owner() -> Iterator[None]:
    try:
        yield
    except LastOwnerError as error:
        said = gettext(
            "Nothing was changed: nobody else could decide who works for %(hosts)s. First let"
            " somebody else who has chosen a password decide everything, with “webinars organiser"
            " role EMAIL owner --host %(host)s”.",
            hosts=", ".join(error.hosts),
            host=error.hosts[0],
        )
        raise RefusedError(said) from None


def _address(email: str) -> str:
    try:
        checked = validate_email(email, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise RefusedError(
            gettext("This address is incomplete. It should look like name@example.org.")
        ) from None
    return clean_address(checked.ascii_email or checked.normalized)


def _known(email: str) -> str:
    try:
        return get_organiser_by_email(email).email
    except NotFoundError:
        raise RefusedError(gettext("Nobody signs in as %(email)s.", email=email)) from None


def _require_host(key: str) -> None:
    try:
        get_host(key)
    except NotFoundError:
        keys = ", ".join(host.key for host in list_hosts())
        there = gettext("There is no host %(key)s; there are: %(keys)s.", key=key, keys=keys)
        none = gettext("There are no hosts yet. Load a programme first: “webinars load FILE”.")
        raise RefusedError(there if keys else none) from None


def _role_line(email: str, host: str, role: str) -> str:
    return gettext("%(email)s is now %(role)s at %(host)s.", email=email, role=role, host=host)


def _nothing() -> str:
    return gettext("Nothing to do: it is so already.")
