"""Flask-Security behind our own pages: the only module that knows it.

It hashes and checks passwords, judges new ones, and makes and checks the codes of authenticators.
Whom it takes for signed in is whom ``web/access.py`` names: our session row decides, nothing else.
Its pages, mails, cookies and its look for a user at every request stay switched off.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import segno
from flask import Flask, Request, current_app
from flask_babel import gettext, ngettext
from flask_security.core import RoleMixin, Security, UserMixin
from flask_security.datastore import UserDatastore
from flask_security.totp import Totp
from flask_security.utils import hash_password as _hash
from flask_security.utils import verify_password as _verify
from passlib.totp import TOTP, TotpMatch

from webinars import clock
from webinars.models.organiser import Organiser
from webinars.queries.organisers import find_organiser_by_email
from webinars.services.passwords import renew_hash
from webinars.web.access import find_organiser

PASSWORD_LENGTH = 12
"""Fewest characters of a password; there are no other rules about what is in it (NIST 800-63B)."""

PASSWORD_LENGTH_MOST = 128

DIFFERENT = 5
"""Fewest different characters."""

CODE_WINDOW = 30
"""Seconds by which the clock of a telephone may be wrong (RFC 6238, section 5.2)."""

_AUTHENTICATOR = "webinars_authenticator"


class Account(UserMixin):
    """An organiser as the library sees a user."""

    def __init__(self, organiser: Organiser) -> None:
        """Show this row."""
        self.organiser = organiser
        self.id = organiser.id
        self.email = organiser.email
        self.password = organiser.password
        self.active = organiser.active
        self.fs_uniquifier = organiser.uniquifier
        self.tf_primary_method = organiser.second_factor
        self.tf_totp_secret = organiser.second_factor_secret
        self.roles: list[RoleMixin] = []
        self.counter = organiser.second_factor_counter

    # Asked of the class by the library when it starts.
    fs_uniquifier = ""


class Role(RoleMixin):
    """The library's roles are not used: what may be done is asked of ``queries/memberships.py``."""


class Accounts(UserDatastore):
    """Organisers as the library's users; it changes nothing, our services do."""

    def __init__(self) -> None:
        """Name the classes that the library hands around."""
        super().__init__(Account, Role)

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:
        """Return the account of an address; by anything else the library finds nobody."""
        _ = case_insensitive  # our addresses are in lower case
        found = find_organiser_by_email(kwargs["email"]) if "email" in kwargs else None
        return None if found is None else Account(found)


class Authenticator(Totp):
    """Codes of authenticators (RFC 6238) by our clock, each of them good for one use."""

    def __init__(self, secrets: dict[int, str], issuer: str) -> None:
        """Take the key that encrypts the secrets."""
        super().__init__(secrets, issuer)
        self._totp = TOTP.using(issuer=issuer, secrets=secrets, now=lambda: clock.now().timestamp())

    def get_last_counter(self, user: UserMixin) -> int | None:
        """Return the number of the code used last."""
        return user.counter if isinstance(user, Account) else None

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Note the number of the code; ``services/passwords.py`` claims it."""
        if isinstance(user, Account):
            user.counter = tmatch.counter


@dataclass(frozen=True)
class Setup:
    """What an authenticator needs to know, once."""

    words: str
    """The secret in groups, to be typed."""
    size: int
    """Width and height of the code in modules, its quiet zone included."""
    path: str
    """The dark modules of the code, as an SVG path."""


def init_security(app: Flask) -> None:
    """Bind the library, without its pages and without its hooks into every request."""
    settings = app.extensions["webinars_settings"]
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a hash
        SECURITY_PASSWORD_SALT=settings.secret_key,
        SECURITY_PASSWORD_SINGLE_HASH={"argon2"},
        SECURITY_PASSWORD_LENGTH_MIN=PASSWORD_LENGTH,
        SECURITY_CLI_USERS_NAME="",
        SECURITY_CLI_ROLES_NAME="",
        SECURITY_ANONYMOUS_USER_DISABLED=True,
    )
    hooks: tuple[dict[Any, list[Any]], ...] = (
        app.before_request_funcs,
        app.after_request_funcs,
        app.template_context_processors,
    )
    before = [{name: list(functions) for name, functions in each.items()} for each in hooks]
    provider = app.json
    library = Security(app, Accounts(), register_blueprint=False)
    # They would read the cookie for every public page, which nobody could cache any more.
    for each, kept in zip(hooks, before, strict=True):
        each.clear()
        each.update(kept)
    app.json = provider
    library.login_manager.user_loader(lambda _identifier: _signed_in())
    library.login_manager.request_loader(_of_request)
    key = hmac.new(settings.link_key.encode(), b"second factor", hashlib.sha256).hexdigest()
    # For the command line, which may not know the web.
    app.extensions["webinars_hash_password"] = hash_password
    app.extensions[_AUTHENTICATOR] = Authenticator({1: key}, settings.public_host)


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password."""
    return str(_hash(_normal(password)))


def is_password(organiser: Organiser | None, password: str) -> bool:
    """Tell whether this is the organiser's password; as slow for nobody as for somebody."""
    stored = None if organiser is None else organiser.password
    right = _verify(_normal(password), stored or _nobodys_hash())
    if not right or organiser is None or stored is None or not organiser.active:
        return False
    if current_app.extensions["security"].pwd_context.needs_update(stored):
        renew_hash(organiser.id, stored, hash_password(password))
    return True


def password_fault(password: str, about: Mapping[str, str]) -> str | None:
    """Return what is wrong with a new password, in the reader's words, or None.

    :param about: what others know about the person, such as the address.
    """
    normal = _normal(password)
    faults, _normalised = current_app.extensions["security"]._password_util.validate(
        password, False, user=None
    )
    if len(normal) > PASSWORD_LENGTH_MOST:
        return gettext("Use at most %(max)s characters.", max=PASSWORD_LENGTH_MOST)
    if faults:
        return ngettext(
            "Use at least %(num)s character.", "Use at least %(num)s characters.", PASSWORD_LENGTH
        )
    if len(set(normal)) < DIFFERENT or normal.casefold() in {
        text.casefold() for text in about.values()
    }:
        return gettext("This password is too easy to guess. Choose another one.")
    return None


def new_secret() -> str:
    """Return the encrypted secret of a new authenticator."""
    return str(_authenticator().generate_totp_secret())


def setup_of(organiser: Organiser, secret: str) -> Setup:
    """Return what the organiser's authenticator needs to know of this secret."""
    library = _authenticator()
    code = segno.make(library.get_totp_uri(organiser.email, secret), micro=False)
    rows = [list(row) for row in code.matrix_iter(border=4)]
    dark = [
        f"M{column} {line}h1v1h-1z"
        for line, row in enumerate(rows)
        for column, module in enumerate(row)
        if module
    ]
    return Setup(library.get_totp_pretty_key(secret), len(rows), "".join(dark))


def code_number(organiser: Organiser, secret: str, code: str) -> int | None:
    """Return the number of a right code that was not used before, or None for a wrong one."""
    account = Account(organiser)
    if not _authenticator().verify_totp(code, secret, account, window=CODE_WINDOW):
        return None
    return account.counter


def _authenticator() -> Authenticator:
    found: Authenticator = current_app.extensions[_AUTHENTICATOR]
    return found


def _normal(password: str) -> str:
    return str(current_app.extensions["security"]._password_util.normalize(password))


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")


def _signed_in() -> Account | None:
    organiser = find_organiser()
    return None if organiser is None else Account(organiser)


def _of_request(_request: Request) -> Account | None:
    return _signed_in()
