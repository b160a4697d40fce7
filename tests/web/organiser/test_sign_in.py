"""Signing in and out, and choosing a password by a link (T05, T07, T17, T18, T19, T22)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories import make_hosts
from tests.support.databases import disposed
from tests.support.organisers import make_session
from tests.support.pages import form_fields, form_token, page, parsed, post, text_of
from tests.support.settings import SECURE_BASE_URL, environment_for
from tests.support.sign_in import (
    ACCOUNT,
    EMAIL,
    PASSWORD,
    SIGN_IN,
    code,
    give_authenticator,
    is_signed_in,
    make_olga,
    sign_in_as,
    token_of,
)
from tests.support.statements import recorded_statements
from webinars import clock
from webinars.app import create_app
from webinars.models.guess import Guess
from webinars.models.organiser import OrganiserSession
from webinars.services.guesses import PER_ACCOUNT, PER_NETWORK
from webinars.services.organiser_sessions import close_all_sessions
from webinars.settings import Settings
from webinars.tokens import hash_of
from webinars.web.desk import desk_places


@pytest.fixture
def olga(session):
    return make_olga(session, make_hosts(session)[0])


def count(session, model):
    session.commit()
    return session.scalar(select(func.count()).select_from(model))


def later(monkeypatch, now, **delta):
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(**delta))


def test_who_knows_the_password_gets_to_the_page_that_was_asked_for(client, olga):
    asked = client.get("/en/organiser/account/sessions")
    assert asked.status_code == 303

    done = sign_in_as(client, path=asked.location)

    assert (done.status_code, done.location) == (303, "/en/organiser/account/sessions")
    assert "Energy" in text_of(page(client, ACCOUNT), "body") or is_signed_in(client)


@pytest.mark.parametrize("typed", ["OLGA@example.org", " olga@example.org "])
def test_an_address_is_known_however_it_is_written(client, olga, typed):
    assert sign_in_as(client, typed).status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong"),
        ("nobody@example.org", PASSWORD),
        (EMAIL, PASSWORD + " "),
        (EMAIL, "\ud800"),
    ],
)
def test_a_wrong_pair_is_refused_and_only_the_password_is_lost(
    client, session, olga, email, password
):
    password = password.encode("utf-8", "ignore").decode() or "x"
    shown = sign_in_as(client, email, password)

    assert shown.status_code == 422
    soup = parsed(shown)
    assert soup.select("#password-error")
    assert form_fields(soup)["email"] == [email]
    assert form_fields(soup)["password"] == [""]
    assert count(session, OrganiserSession) == 0


def test_an_inactive_organiser_and_one_without_password_are_refused_alike(client, session, olga):
    olga.active = False
    first = text_of(parsed(sign_in_as(client)))
    olga.active, olga.password = True, None
    assert text_of(parsed(sign_in_as(client))) == first


def test_known_and_unknown_addresses_cost_the_same(client, session, olga):
    asked = []
    for email in (EMAIL, "nobody@example.org"):
        with recorded_statements() as made:
            sign_in_as(client, email, "wrong")
        asked.append([each.split("\n")[0][:40] for each in made])
    assert asked[0] == asked[1]


def test_session_id_changes_on_login_and_logout_kills_it(client, session, olga):
    make_session(session, olga, "planted")
    with client.session_transaction() as cookie:
        cookie["organiser"], cookie["planted"] = "outdated", "1"
    sign_in_as(client)
    token = token_of(client)
    assert token not in {None, "planted", "outdated"}
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
    stolen = client.get_cookie("session").value

    post(client, ACCOUNT, action="/en/organiser/sign-out")

    assert not is_signed_in(client)
    client.set_cookie("session", stolen)
    assert not is_signed_in(client)
    hashes = session.scalars(select(OrganiserSession.token_hash)).all()
    assert hashes == [hash_of("planted")]


def test_whose_account_is_switched_off_is_out_at_the_next_request(client, session, olga):
    sign_in_as(client)
    assert is_signed_in(client)
    olga.active = False
    assert not is_signed_in(client)


def test_whose_row_is_gone_is_out(client, session, olga):
    sign_in_as(client)
    assert close_all_sessions(olga.id) == 1
    assert not is_signed_in(client)


def test_a_session_ends_without_clicks_and_in_any_case(client, session, monkeypatch, now, olga):
    sign_in_as(client)
    later(monkeypatch, now, minutes=29)
    assert is_signed_in(client)
    later(monkeypatch, now, minutes=60)
    assert not is_signed_in(client)
    sign_in_as(client)
    for minutes in range(0, 12 * 60, 25):
        later(monkeypatch, now, minutes=60 + minutes)
        assert is_signed_in(client), minutes
    later(monkeypatch, now, hours=13)
    assert not is_signed_in(client)


def test_two_buckets_not_pairs(client, session, monkeypatch, now, olga):
    for _ in range(PER_ACCOUNT):
        sign_in_as(client, EMAIL, "wrong", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    shown = sign_in_as(client, environ_base={"REMOTE_ADDR": "192.0.2.2"})
    assert "try again in 15 minutes" in text_of(parsed(shown))
    later(monkeypatch, now, minutes=15, seconds=1)
    assert sign_in_as(client).status_code == 303


def test_one_network_cannot_try_many_accounts(client, session, olga):
    own, near, far = (
        {"REMOTE_ADDR": address} for address in ("2001:db8::1", "2001:db8::f:2", "2001:db8:0:1::1")
    )
    for number in range(PER_NETWORK):
        sign_in_as(client, f"some.{number}@example.org", "wrong", environ_base=own)
    assert "too many attempts" in text_of(parsed(sign_in_as(client, environ_base=near)))
    assert sign_in_as(client, environ_base=far).status_code == 303


def test_a_right_password_forgets_the_wrong_ones(client, session, olga):
    sign_in_as(client, EMAIL, "wrong")
    sign_in_as(client)
    # What the wrong one counts for the network stays.
    assert count(session, Guess) == 1


def test_spoofed_xff_does_not_change_bucket(client, olga):
    for number in range(PER_NETWORK):
        forged = {"X-Forwarded-For": f"203.0.113.{number}"}
        sign_in_as(client, f"some.{number}@example.org", "wrong", headers=forged)
    assert "too many attempts" in text_of(parsed(sign_in_as(client)))


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "https://evil.example/en/organiser/account",
        "%2f%2fevil.example",
        "/%2fevil.example",
        "javascript:alert(1)",
        "\t//evil.example",
        "/\n/evil.example",
        "/en/organiser/account\r\nX: y",
        "///evil.example/en/organiser/account",
        "/en/organiser/../../evil",
        "/en/nothing-here",
        "/en/",
        "/en/organiser/sign-out",
        "",
    ],
)
def test_only_a_page_of_the_desk_is_gone_to_after_signing_in(client, olga, evil):
    soup = page(client, SIGN_IN, query_string={"next": evil})
    data = {"email": EMAIL, "password": PASSWORD, "csrf_token": form_token(soup)}
    done = client.post(SIGN_IN, query_string={"next": evil}, data=data)
    assert done.status_code == 303
    with client.application.test_request_context("/en/"):
        assert done.location == desk_places()[0].url


def test_a_second_factor_is_asked_for_and_each_code_works_once(
    client, session, monkeypatch, now, olga
):
    device = give_authenticator(session, olga)
    assert sign_in_as(client).location == SIGN_IN
    assert not is_signed_in(client)
    assert post(client, SIGN_IN, {"code": "000000"}).status_code == 422
    assert post(client, SIGN_IN, {"code": "12"}).status_code == 422
    used = code(device, now)

    assert post(client, SIGN_IN, {"code": f"{used[:3]} {used[3:]}"}).status_code == 303

    assert is_signed_in(client)
    post(client, ACCOUNT, action="/en/organiser/sign-out")
    sign_in_as(client)
    assert post(client, SIGN_IN, {"code": used}).status_code == 422
    later(monkeypatch, now, seconds=60)
    fresh = code(device, now + timedelta(seconds=60))
    assert post(client, SIGN_IN, {"code": fresh}).status_code == 303


def test_codes_cannot_be_tried_out(client, session, now, olga):
    device = give_authenticator(session, olga)
    sign_in_as(client)
    for _ in range(PER_ACCOUNT):
        post(client, SIGN_IN, {"code": "000000"})
    shown = post(client, SIGN_IN, {"code": code(device, now)})
    assert "too many attempts" in text_of(parsed(shown))


def test_half_way_ends_after_minutes_or_with_another_password(
    client, session, monkeypatch, now, olga
):
    give_authenticator(session, olga)
    sign_in_as(client)
    assert page(client, SIGN_IN).select_one("#code")
    olga.uniquifier = "another"
    assert page(client, SIGN_IN).select_one("#password")
    sign_in_as(client)
    later(monkeypatch, now, minutes=11)
    assert page(client, SIGN_IN).select_one("#password")


def test_signing_in_works_behind_tls(app, database_url, session, olga):
    settings = Settings.from_environment(
        environment_for(database_url, 25, public_base_url=SECURE_BASE_URL, proxy_hops="1")
    )
    secure = create_app(settings)
    secure.test_client_class = app.test_client_class
    session.commit()
    through = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    inside = "http://webinars.example.org"
    with secure.app_context(), disposed():
        visitor = secure.test_client()
        first = visitor.get(SIGN_IN, base_url=inside, headers=through)
        # The test client would not send a cookie for TLS to the address behind the proxy.
        cookie = first.headers["Set-Cookie"].split(";")[0]
        data = {"email": EMAIL, "password": PASSWORD, "csrf_token": form_token(parsed(first))}
        answers = {}
        for origin in ("https://evil.example", SECURE_BASE_URL):
            headers = {**through, "Cookie": cookie, "Referer": f"{origin}{SIGN_IN}"}
            answers[origin] = visitor.post(SIGN_IN, data=data, base_url=inside, headers=headers)
    refused, done = answers.values()
    assert (refused.status_code, done.status_code) == (400, 303)
    flags = {part.strip() for part in done.headers["Set-Cookie"].split(";")}
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= flags
