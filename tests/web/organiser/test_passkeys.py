"""Passkeys: added and removed at the desk, and what lets nobody in."""

import json

import pytest
from sqlalchemy import delete, select

from tests.factories import make_hosts, make_registration, make_webinar
from tests.support.databases import disposed
from tests.support.organisers import make_organiser
from tests.support.pages import form_fields, form_token, page, parsed, post, text_of
from tests.support.passkeys import (
    ADD,
    PRESENT,
    Device,
    challenged,
    enter,
    give_passkey,
    invited,
    question,
)
from tests.support.settings import environment_for
from tests.support.sign_in import (
    ACCOUNT,
    PASSWORD,
    SIGN_IN,
    give_authenticator,
    is_signed_in,
    make_olga,
    sign_in_as,
    token_of,
)
from webinars.app import create_app
from webinars.models.audit import AuditEntry
from webinars.models.organiser import Passkey, Role
from webinars.services.organisers import activate, deactivate
from webinars.settings import Settings
from webinars.web.access import TOKEN

EXPORT = "/en/organiser/webinars/joint/people/export?state=confirmed"
UNKNOWN = "This passkey is not known here, or it was removed."
UNPROVED = "does not prove that it is you"
LATE = "That took too long."


@pytest.fixture
def olga(session, client, clock):
    made = make_olga(session, make_hosts(session)[0])
    sign_in_as(client)
    return made


@pytest.fixture
def device(olga, client):
    made = Device()
    give_passkey(client, made)
    return made


@pytest.fixture
def visitor(client):
    return client.application.test_client()


def refused(client, response, sentence):
    assert response.status_code == 422
    assert sentence in text_of(parsed(response), "[role=alert]")
    assert not is_signed_in(client)
    return True


def test_a_passkey_is_added_after_the_password_listed_and_removed(client, session, olga, clock):
    assert post(client, ADD, {"name": "Key", "password": "wrong"}).status_code == 422
    assert post(client, ADD, {"name": "", "password": PASSWORD}).status_code == 422
    device = Device()
    give_passkey(client, device)
    shown = text_of(page(client, ACCOUNT))
    assert "From now on you can sign in with the new passkey." in shown
    assert "Work laptop Added Monday 11 January 2027, 10:00" in shown
    assert "not used yet" in shown
    [excluded] = json.loads(invited(client))["excludeCredentials"]
    assert excluded["id"] == json.loads(device.make(invited(client)))["id"]

    remove = f"{ACCOUNT}/passkeys/{session.scalar(select(Passkey.id))}/remove"
    assert post(client, remove, {"password": "wrong"}).status_code == 422
    assert post(client, remove, {"password": PASSWORD}).location == ACCOUNT
    assert "Work laptop" not in text_of(page(client, ACCOUNT))
    assert client.get(remove).status_code == 404
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "passkey.added",
        "passkey.removed",
    ]


def test_no_passkey_is_added_without_the_password_late_or_for_another_site(
    client, session, olga, clock
):
    def sent(answer):
        response = post(client, ADD, {"name": "Key", "passkey": answer})
        assert response.status_code == 422
        assert "The passkey was not added" in text_of(parsed(response), "[role=alert]")

    # A challenge to sign in with is none to make a passkey by: it needs no password.
    asked, token = json.loads(invited(client)), form_token(page(client, ADD))
    asked["challenge"] = json.loads(question(client, token))["challenge"]
    sent(Device().make(json.dumps(asked)))

    answer = Device().make(invited(client))
    clock.forward(minutes=5, seconds=1)
    sent(answer)
    sent(Device(origin="https://evil.example").make(invited(client)))
    unverified = Device()
    unverified.flags = PRESENT
    sent(unverified.make(invited(client)))
    for nonsense in ("x", "[]", "{}", "[" * 9000, '{"id": "é"}'):
        invited(client)
        sent(nonsense)
    twice = Device()
    give_passkey(client, twice)
    sent(twice.make(invited(client)))
    session.commit()
    assert len(session.scalars(select(Passkey)).all()) == 1


def test_a_passkey_is_a_whole_sign_in_and_leads_where_one_wanted_to_go(
    client, visitor, session, olga, device, clock
):
    give_authenticator(session, olga)
    with visitor.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    wanted = f"{SIGN_IN}?next=/en/organiser/account/sessions"
    entered = enter(visitor, device.sign(challenged(visitor)), wanted)
    assert entered.location == f"{ACCOUNT}/sessions"
    assert is_signed_in(visitor)
    assert token_of(visitor) != token_of(client)
    with visitor.session_transaction() as cookie:
        assert "planted" not in cookie
    assert "last used Monday 11 January 2027, 10:00" in text_of(page(client, ACCOUNT))
    session.refresh(olga)
    assert olga.signed_in_at == clock.now

    elsewhere = client.application.test_client()
    away = enter(elsewhere, device.sign(challenged(elsewhere)), f"{SIGN_IN}?next=//evil.example")
    assert "evil" not in away.location


def test_what_proves_nothing_opens_nothing(client, visitor, olga, device, clock):
    early = device.sign(challenged(visitor))
    challenged(visitor)
    assert refused(visitor, enter(visitor, early), UNPROVED)
    assert refused(visitor, enter(visitor, early), LATE)
    late = device.sign(challenged(visitor))
    clock.forward(minutes=5, seconds=1)
    assert refused(visitor, enter(visitor, late), LATE)

    for wrong in ({"origin": "https://evil.example"}, {"flags": PRESENT}, {"handle": b"sam"}):
        right = {name: getattr(device, name) for name in wrong}
        vars(device).update(wrong)
        assert refused(visitor, enter(visitor, device.sign(challenged(visitor))), UNPROVED)
        vars(device).update(right)
    for nonsense in ("x", "[]", "[" * 9000, '{"id": "é"}', Device().sign(challenged(visitor))):
        challenged(visitor)
        assert refused(visitor, enter(visitor, nonsense), UNKNOWN)
    assert enter(visitor, device.sign(challenged(visitor))).status_code == 303


def test_an_answer_that_was_caught_opens_nothing_a_second_time(client, visitor, olga, clock):
    shared = Device(counts=False)
    give_passkey(client, shared)
    answer = shared.sign(challenged(visitor))
    with visitor.session_transaction() as cookie:
        caught = dict(cookie)
    assert enter(visitor, answer).status_code == 303

    thief = client.application.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(caught)
    assert refused(thief, enter(thief, answer), UNPROVED)


def test_a_copy_of_a_passkey_is_found_by_its_counter(client, visitor, olga, device):
    assert enter(visitor, device.sign(challenged(visitor))).status_code == 303
    device.counter = 0
    copied = client.application.test_client()
    assert refused(copied, enter(copied, device.sign(challenged(copied))), UNPROVED)


def test_removed_and_inactive_ones_are_unknown_and_guessing_is_slow(
    client, visitor, session, olga, device, clock
):
    make_organiser(session, {make_hosts(session)[0]: Role.OWNER}, password="hash")
    session.commit()
    deactivate(olga.email, now=clock.now)
    assert refused(visitor, enter(visitor, device.sign(challenged(visitor))), UNKNOWN)
    activate(olga.email, now=clock.now)
    session.execute(delete(Passkey))
    assert refused(visitor, enter(visitor, device.sign(challenged(visitor))), UNKNOWN)

    for _ in range(8):
        enter(visitor, device.sign(challenged(visitor)))
    slowed = enter(visitor, device.sign(challenged(visitor)))
    assert refused(visitor, slowed, "too many attempts")


def test_before_data_leave_a_passkey_proves_it_too_but_only_the_own(
    client, visitor, session, olga, device, clock
):
    webinar = make_webinar(session, key="joint", hosts=[olga.memberships[0].host])
    make_registration(session, webinar=webinar)
    other = Device()
    sign_in_as(visitor, make_olga(session, webinar.hosts[0], email="sam@example.org").email)
    give_passkey(visitor, other)
    clock.forward(minutes=10)

    wish = {"purpose": "Badges", "file": "csv"}
    kept = form_fields(parsed(post(client, EXPORT, wish)), "#passkey-form")
    assert (kept["purpose"], kept["file"]) == (["Badges"], ["csv"])

    def proved(one):
        asked = question(client, kept["csrf_token"][0])
        return client.post(EXPORT, data=kept | {"passkey": one.sign(asked)})

    foreign = proved(other)
    assert foreign.status_code == 422
    assert UNKNOWN in text_of(parsed(foreign), "[role=alert]")
    assert form_fields(parsed(foreign), "#passkey-form")["purpose"] == ["Badges"]
    assert proved(device).mimetype == "text/csv"
    clock.forward(minutes=9)
    assert post(client, EXPORT, wish).mimetype == "text/csv"


def test_where_the_service_has_no_name_no_passkey_is_offered(client, session, olga, database_url):
    number = "http://127.0.0.1"
    other = create_app(
        Settings.from_environment(environment_for(database_url, 25, public_base_url=number))
    )
    other.test_client_class = type(client)
    with other.app_context(), disposed():
        visitor = other.test_client()
        shown = visitor.get(SIGN_IN, base_url=number).get_data(as_text=True)
        with visitor.session_transaction(base_url=number) as cookie:
            cookie[TOKEN] = token_of(client)
        assert visitor.get(ACCOUNT, base_url=number).status_code == 200
        assert visitor.get(ADD, base_url=number).status_code == 404
    assert "passkey" not in shown
    assert page(client, ADD).select_one("#name")
