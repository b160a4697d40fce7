"""Organisers with passwords and authenticators, signing in as people do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.organisers import make_organiser
from tests.support.pages import post
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.web.access import TOKEN
from webinars.web.organiser.security import hash_password, new_secret, setup_of

PASSWORD = "correct horse battery"
EMAIL = "olga@example.org"
SIGN_IN = "/en/organiser/sign-in"
ACCOUNT = "/en/organiser/account"


def make_olga(session: Session, host: Host, **overrides: Any) -> Organiser:
    """Make an owner of this host who has a password; needs an application context."""
    values = {"email": EMAIL, "name": "Olga Example", "password": hash_password(PASSWORD)}
    return make_organiser(session, {host: Role.OWNER}, **{**values, **overrides})


def give_authenticator(session: Session, organiser: Organiser) -> TOTP:
    """Switch codes on for this organiser; return the telephone that shows them."""
    organiser.second_factor = "authenticator"
    organiser.second_factor_secret = new_secret()
    session.commit()
    return telephone(setup_of(organiser, organiser.second_factor_secret).words)


def telephone(words: str) -> TOTP:
    """Return an authenticator into which this key was typed."""
    return TOTP(key=words.replace("-", ""))


def code(device: TOTP, now: datetime) -> str:
    """Return what the telephone shows at this moment."""
    return str(device.generate(time=now.timestamp()).token)


def sign_in_as(
    client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, **more: Any
) -> TestResponse:
    """Open the sign-in page and send address and password."""
    path = more.pop("path", SIGN_IN)
    return post(client, path, {"email": email, "password": password}, **more)


def token_of(client: FlaskClient) -> str | None:
    """Return the token of the session row in the client's cookie."""
    with client.session_transaction() as cookie:
        token: str | None = cookie.get(TOKEN)
        return token


def is_signed_in(client: FlaskClient) -> bool:
    """Tell whether this client may open a page of the desk."""
    return client.get(ACCOUNT).status_code == 200
