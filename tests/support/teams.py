"""Two hosts' teams at work in a browser, each with an organiser who has a password."""

from __future__ import annotations

import re

from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_series
from tests.support.organisers import make_organiser
from tests.support.sign_in import PASSWORD
from webinars.models.organiser import Role
from webinars.models.series import Series
from webinars.web.organiser.security import hash_password

SAXON, WALLOON = "team.saxony@example.org", "team.wallonia@example.org"

PHONE: ViewportSize = {"width": 390, "height": 800}

SIGN_IN = {
    "de": ("E-Mail-Adresse", "Passwort", "Einloggen"),
    "fr": ("Adresse e-mail", "Mot de passe", "Se connecter"),
}
"""The two fields and the button, as people read them."""


def make_teams(session: Session, *, saxon: str = "de", walloon: str = "fr") -> Series:
    """Make a joint series of two hosts with one editor each, who read these languages."""
    hosts = make_hosts(session)
    password = hash_password(PASSWORD)
    for host, email, language in zip(hosts, (SAXON, WALLOON), (saxon, walloon), strict=True):
        roles = {host: Role.EDITOR}
        make_organiser(session, roles, email=email, language=language, password=password)
    return make_series(session, hosts=list(hosts))


def sign_in(page: Page, address: str, language: str) -> None:
    """Sign in; the desk opens with what waits today."""
    email, password, button = SIGN_IN[language]
    page.goto(f"/{language}/organiser")
    page.get_by_label(email).fill(address)
    page.get_by_label(password).fill(PASSWORD)
    page.get_by_role("button", name=button, exact=True).click()
    expect(page).to_have_url(re.compile(f"/{language}/organiser$"))
