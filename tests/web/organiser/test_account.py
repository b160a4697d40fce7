"""What organisers do to their own account."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_login import current_user
from sqlalchemy import select

from tests.factories import make_hosts
from tests.support.organisers import make_session
from tests.support.pages import page, parsed, post, text_of
from tests.support.sign_in import (
    ACCOUNT,
    EMAIL,
    PASSWORD,
    code,
    give_authenticator,
    make_olga,
    sign_in_as,
    telephone,
    token_of,
)
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import OrganiserSession
from webinars.tokens import hash_of

NEW = "another staple entirely"
CHANGE = f"{ACCOUNT}/password"
AUTHENTICATOR = f"{ACCOUNT}/authenticator"
SESSIONS = f"{ACCOUNT}/sessions"


@pytest.fixture
def olga(session, client):
    made = make_olga(session, make_hosts(session)[0])
    sign_in_as(client)
    return made


def hashes(session):
    session.commit()
    return set(session.scalars(select(OrganiserSession.token_hash)))


def test_the_account_names_person_and_hosts_and_is_not_kept(client, olga):
    response = client.get(ACCOUNT)
    told = text_of(parsed(response), "body")
    assert EMAIL in told
    assert f"You work for {olga.memberships[0].host.name}" in told
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("language", "idle", "ends"),
    [
        ("en", "After 30 minutes without a click", "12 hours after signing in"),
        ("de", "Nach 30 Minuten ohne Klick", "12 Stunden nach dem Einloggen"),
        ("fr", "Après 30 minutes sans clic", "12 heures après la connexion"),
    ],
)
def test_the_account_says_how_long_somebody_stays_signed_in(client, olga, language, idle, ends):
    told = text_of(page(client, ACCOUNT.replace("/en/", f"/{language}/")))
    assert idle in told
    assert ends in told


def test_other_limits_of_a_session_are_said_as_they_are_set(app, client, olga, settings):
    changed = replace(settings, session_idle_minutes=1, session_hours=1)
    app.extensions["webinars_settings"] = changed
    told = text_of(page(client, ACCOUNT))
    assert "After 1 minute without a click you have to sign in again." in told
    assert "1 hour after signing in you have to do so in any case." in told


def test_no_public_page_knows_who_is_signed_in(client, olga):
    response = client.get("/en/")
    assert "Cookie" not in response.vary
    assert "Set-Cookie" not in response.headers
    assert "Sign out" not in response.get_data(as_text=True)


def test_a_changed_password_ends_the_other_sessions_and_is_told(client, session, olga):
    make_session(session, olga, "elsewhere")
    fields = {"password": PASSWORD, "new_password": NEW, "again": NEW}

    assert post(client, CHANGE, fields).location == ACCOUNT

    assert "Your password is changed" in text_of(page(client, ACCOUNT))
    assert hashes(session) == {hash_of(token_of(client) or "")}
    assert session.scalars(select(Message.kind)).all() == [MessageKind.PASSWORD_CHANGED]
    assert sign_in_as(client.application.test_client(), EMAIL, NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"password": "wrong"}, "This is not your password."),
        ({"again": "different"}, "The two passwords are not the same."),
        ({"new_password": "x" * 11, "again": "x" * 11}, "Use at least 12 characters."),
        ({"new_password": "x" * 129, "again": "x" * 129}, "Use at most 128 characters."),
        ({"new_password": "ab" * 9, "again": "ab" * 9}, "too easy to guess"),
        ({"new_password": EMAIL, "again": EMAIL}, "too easy to guess"),
        ({"new_password": "", "again": ""}, "Enter a new password."),
    ],
)
def test_what_cannot_be_a_new_password_is_refused_in_words(client, session, olga, fields, told):
    good = {"password": PASSWORD, "new_password": NEW, "again": NEW}
    before = olga.password
    shown = post(client, CHANGE, good | fields)
    assert shown.status_code == 422
    assert told in text_of(parsed(shown))
    session.refresh(olga)
    assert olga.password == before


def test_an_authenticator_is_asked_for_after_a_first_right_code(client, session, now, olga):
    soup = page(client, AUTHENTICATOR)
    assert str(soup.select_one("svg.scan path").get("d")).startswith("M")
    device = telephone(soup.select_one(".scan-key").get_text())
    right = {"code": code(device, now), "password": PASSWORD}
    wrong = {"code": "000000", "password": PASSWORD}
    assert post(client, AUTHENTICATOR, wrong).status_code == 422
    assert post(client, AUTHENTICATOR, right | {"password": "no"}).status_code == 422
    # The key stays the same until it is proved.
    assert post(client, AUTHENTICATOR, right).status_code == 303

    session.refresh(olga)
    assert olga.second_factor == "authenticator"
    assert device.base32_key not in olga.second_factor_secret
    assert page(client, AUTHENTICATOR).select_one("#code") is None


def test_an_authenticator_is_switched_off_with_the_password(client, session, olga):
    give_authenticator(session, olga)
    assert post(client, AUTHENTICATOR, {"password": "wrong"}).status_code == 422
    assert post(client, AUTHENTICATOR, {"password": PASSWORD}).status_code == 303
    session.refresh(olga)
    assert (olga.second_factor, olga.second_factor_secret) == (None, None)


def test_one_session_or_all_others_are_ended(client, session, now, olga):
    here = hash_of(token_of(client) or "")
    one = make_session(session, olga, "one")
    make_session(session, olga, "two")
    make_session(session, olga, "three")
    stranger = make_olga(session, olga.memberships[0].host, email="sam@example.org")
    theirs = make_session(session, stranger, "theirs")
    for row in (one, theirs):
        row.seen_at = now + timedelta(minutes=1)

    post(client, SESSIONS, {"session": str(one.id)})
    assert hashes(session) == {here, *map(hash_of, ("two", "three", "theirs"))}
    post(client, SESSIONS, {"session": str(theirs.id)})
    post(client, SESSIONS, {"session": "99999999999999"})
    post(client, SESSIONS, {"session": "x"})
    assert len(hashes(session)) == 4
    post(client, SESSIONS, {"session": ""})
    assert hashes(session) == {here, hash_of("theirs")}


def test_the_library_takes_for_signed_in_whom_our_row_names(app, client, session, olga):
    token = token_of(client)
    with app.test_request_context("/en/organiser/account") as context:
        assert current_user._get_current_object() is None
        assert context.session.get("_user_id") is None
    with app.app_context(), app.test_request_context("/en/organiser/account") as context:
        context.session["organiser"] = token
        assert current_user.email == EMAIL
        assert current_user.tf_primary_method is None
