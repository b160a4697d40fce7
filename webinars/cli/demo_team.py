"""Example organisers of the demo: one for each host, with a password that is printed."""

from __future__ import annotations

import hashlib
import hmac

from flask import Flask
from flask_babel import gettext

from webinars import clock
from webinars.models.organiser import NewOrganiser, Role
from webinars.queries.hosts import get_host, list_hosts
from webinars.services.organisers import add_organiser
from webinars.settings import current_settings


def make_demo_team(app: Flask) -> list[tuple[str, str]]:
    """Let one example person work for each host; return their addresses and passwords."""
    made = []
    for host in list_hosts():
        email = f"team.{get_host(host.key).region.key}@example.org"
        person = NewOrganiser(email=email, name=f"Team {host.name}", language=host.default_language)
        password = _password_of(email)
        hashed = app.extensions["webinars_hash_password"](password)
        add_organiser(person, host.key, Role.OWNER, now=clock.now(), password=hashed)
        made.append((email, password))
    return made


def team_lines(team: list[tuple[str, str]], sign_in: str) -> list[str]:
    """Return what the demo says about signing in.

    :param sign_in: address of the page.
    """
    return [
        gettext("For the hosts’ teams: %(address)s", address=sign_in),
        *(
            "  " + gettext("%(email)s, password %(password)s", email=email, password=password)
            for email, password in team
        ),
    ]


def _password_of(email: str) -> str:
    # The same as long as the keys of the demo are kept, so that it need not be stored.
    key = current_settings().secret_key.encode()
    digits = hmac.new(key, f"password of {email}".encode(), hashlib.sha256).hexdigest()
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))
