"""What becomes of organisers and their open forms when the secret key is changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_hosts
from tests.support.databases import disposed
from tests.support.pages import form_token, page
from tests.support.sign_in import ACCOUNT, is_signed_in, make_olga, sign_in_as
from webinars.app import create_app

NEW = "for tests only: 9876543210 zyxwvutsrq secret"
COOKIE = "session"


@pytest.fixture
def olga(client: FlaskClient, session) -> FlaskClient:
    """The browser of an organiser who has signed in with a password."""
    make_olga(session, make_hosts(session)[0])
    session.commit()
    assert sign_in_as(client).status_code == 303
    return client


@contextmanager
def with_new_key(app: Flask, client: FlaskClient, *, former: bool) -> Iterator[FlaskClient]:
    """Yield the same browser, in front of a service that was started anew with another key."""
    settings = app.extensions["webinars_settings"]
    other = create_app(
        dataclasses.replace(
            settings, secret_key=NEW, former_secret_key=settings.secret_key if former else ""
        )
    )
    other.test_client_class = app.test_client_class
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    with other.app_context(), disposed():
        browser = other.test_client()
        browser.set_cookie(COOKIE, cookie.value)
        yield browser


def test_while_the_former_key_is_named_nobody_is_signed_out_and_open_forms_are_taken(app, olga):
    token = form_token(page(olga, ACCOUNT))

    with with_new_key(app, olga, former=True) as browser:
        answer = browser.post("/en/organiser/sign-out", data={"csrf_token": token})
        assert answer.status_code == 303


def test_who_signs_in_meanwhile_stays_so_when_the_former_key_is_gone(app, olga):
    with with_new_key(app, olga, former=True) as browser:
        browser.delete_cookie(COOKIE)
        assert sign_in_as(browser).status_code == 303
        with with_new_key(app, browser, former=False) as later:
            assert is_signed_in(later)


def test_without_it_everybody_signs_in_again_with_the_same_password(app, olga):
    with with_new_key(app, olga, former=False) as browser:
        assert not is_signed_in(browser)
        assert sign_in_as(browser).status_code == 303
        assert is_signed_in(browser)
