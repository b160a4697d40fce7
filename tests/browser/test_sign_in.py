"""An organiser signs in, in German, with an authenticator, in a real browser."""

from datetime import timedelta

import pytest

from tests.factories import make_hosts
from tests.support.barriers import barriers_of
from tests.support.browser import Visitor
from tests.support.sign_in import EMAIL, PASSWORD, code, make_olga, telephone
from webinars import clock


@pytest.fixture
def olga(session):
    # Before the service runs: made afterwards, it would meet the worker's locks.
    made = make_olga(session, make_hosts(session)[0], language="de")
    session.commit()
    return made


def enter(page, **fields):
    for name, value in fields.items():
        page.fill(f"#{name}", value)
    page.click("main form button")


def test_an_authenticator_is_set_up_and_asked_for(olga, visitor: Visitor):
    page = visitor(locale="de-DE", viewport={"width": 390, "height": 800})
    page.goto("/de/organiser/account/authenticator")
    assert page.inner_text("h1") == "Einloggen"
    assert barriers_of(page) == []
    enter(page, email=EMAIL, password=PASSWORD)
    assert page.inner_text("h1") == "Authenticator einrichten"
    assert page.evaluate("document.querySelector('svg.scan').clientWidth") > 150
    assert barriers_of(page) == []
    device = telephone(page.inner_text(".scan-key"))
    now = clock.now()
    enter(page, code=code(device, now), password=PASSWORD)
    assert "Ab jetzt fragen wir" in page.inner_text("[role=status]")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert barriers_of(page) == []

    page.click("header .head-nav button")
    page.goto("/de/organiser/account")
    enter(page, email=EMAIL, password=PASSWORD)
    assert page.inner_text("h1") == "Code eingeben"
    assert barriers_of(page) == []
    # The next code is taken too: the clock of a telephone may be ahead.
    enter(page, code=code(device, now + timedelta(seconds=30)))
    assert page.url.endswith("/de/organiser/account")
