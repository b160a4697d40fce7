"""An organiser adds a passkey and signs in with it, in German, in a real browser."""

import pytest

from tests.factories import make_hosts
from tests.support.barriers import barriers_of
from tests.support.browser import Visitor
from tests.support.sign_in import EMAIL, PASSWORD, make_olga

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KEYS = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def olga(session):
    # Before the service runs: made afterwards, it would meet the worker's locks.
    made = make_olga(session, make_hosts(session)[0], language="de")
    session.commit()
    return made


def test_a_passkey_is_added_and_lets_its_owner_in(olga, visitor: Visitor):
    page = visitor(locale="de-DE", viewport={"width": 390, "height": 800})
    page.goto("/de/organiser/account/passkeys/add")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": KEYS})
    assert barriers_of(page) == []
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.fill("#name", "Handy")
    page.fill("#password", PASSWORD)
    assert barriers_of(page) == []
    page.click("main form button")
    page.wait_for_selector("#passkey-button")
    assert barriers_of(page) == []
    page.click("#passkey-button")
    page.wait_for_url("**/de/organiser/account")
    assert "Handy" in page.inner_text("main")
    assert barriers_of(page) == []

    page.click("header .head-nav button")
    page.goto("/de/organiser/sign-in?next=/de/organiser/account/sessions")
    known = {"authenticatorId": made["authenticatorId"]}
    device.send("WebAuthn.setUserVerified", {**known, "isUserVerified": False})
    page.click("#passkey-button")
    page.wait_for_selector("#passkey-said:not(:empty)")
    assert page.inner_text("#passkey-said").startswith("Der Browser hat keinen Passkey verwendet")
    assert barriers_of(page) == []
    device.send("WebAuthn.setUserVerified", {**known, "isUserVerified": True})
    page.click("#passkey-button")
    page.wait_for_url("**/de/organiser/account/sessions")
    [signed] = device.send("WebAuthn.getCredentials", known)["credentials"]
    assert signed["signCount"] > 0
