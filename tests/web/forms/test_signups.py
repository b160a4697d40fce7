"""The forms themselves, and what hostile hands put into them."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField

from tests.support.pages import form_fields, page
from tests.support.signups import WHOLE, coming
from webinars.models.signup import SignUp
from webinars.web.forms.base import BaseForm

URL = "/en/webinars/w1/register"

NASTY = [
    "\x00",
    "Kim\x00Beispiel",
    "\ud800",
    "a\udfffb",
    "\u202egro.elpmaxe",
    "\u2066Kim\u2069",
    "\r\nBcc: x@example.org",
    "\ufeff",
    "\uffff",
    "\U0010ffff",
    "e\u0301" * 40,
    "\U0001f1e9\U0001f1ea",
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "%(num)s %s",
    "<script>alert(1)</script>",
    "x" * 60_000,
]

FIELDS = [
    *WHOLE,
    "webinars",
    "country",
    "news_hosts",
    "time_zone",
    "nonce",
    "hinted",
    "csrf_token",
]


class Notes(BaseForm):
    line = StringField()
    text = TextAreaField()
    upper = StringField(filters=[lambda value: value.upper() if value else value])


@pytest.fixture
def fields(client: FlaskClient, session: Session) -> dict[str, Any]:
    coming(session, key="w1")
    return {**form_fields(page(client, URL)), **WHOLE}


def test_every_text_passes_the_cleaner_before_its_own_filters(app: Flask) -> None:
    typed = MultiDict({"line": " a\u202e \x00 b\r\nc ", "text": "a\x00\r\nb ", "upper": "a\x00b"})
    with app.test_request_context():
        form = Notes(formdata=typed)
    assert form.data["line"] == "a b c"
    assert form.data["text"] == "a\nb"
    assert form.data["upper"] == "AB"


def test_a_field_that_was_not_sent_stays_empty(app: Flask) -> None:
    with app.test_request_context():
        form = Notes(formdata=MultiDict({"line": "x"}))
    assert not form.data["text"]


def test_no_text_in_any_field_brings_an_error_of_ours(
    client: FlaskClient, session: Session, fields: dict[str, Any]
) -> None:
    for field, text in itertools.product(FIELDS, NASTY):
        raw = text.encode("utf-8", "surrogatepass")
        answer = client.post(URL, data={**fields, field: raw})
        assert answer.status_code in {200, 303, 400, 413, 422}, (field, text[:20])
    for signup in session.scalars(select(SignUp)):
        stored = (signup.given_name, signup.family_name, signup.organisation_name, signup.email)
        assert not set("".join(stored)) & set("\x00\r\n\u202e\u2066\u2069")


def test_the_pages_after_sending_take_no_text_at_all(
    client: FlaskClient, fields: dict[str, Any]
) -> None:
    client.post(URL, data=fields)
    urls = ("/en/sent", "/en/confirm/1.x", "/en/not-me/1.x")
    for url, field, text in itertools.product(urls, ("csrf_token", "signup"), NASTY):
        raw = text.encode("utf-8", "surrogatepass")
        answer = client.post(url, data={"csrf_token": fields["csrf_token"], field: raw})
        assert answer.status_code in {200, 303, 400, 404, 413}, (url, field, text[:20])


BODIES = [
    (b"given_name=%ED%A0%80&family_name=%00%FF", "application/x-www-form-urlencoded"),
    (b"&".join(b"p%d=1" % n for n in range(5_000)), "application/x-www-form-urlencoded"),
    (b"x" * 1_100_000, "application/x-www-form-urlencoded"),
    (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
    (b"--x--", "multipart/form-data"),
    (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="p%d"\r\n\r\n1\r\n' % n
            for n in range(1_000)
        )
        + b"--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    (
        b'--x\r\nContent-Disposition: form-data; name="given_name"; filename="\x00"\r\n\r\n'
        b"1\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    (b'{"given_name": "\\ud800"}', "application/json"),
    (b"\xff\xfe", "text/plain; charset=utf-16"),
    (b"", "application/x-www-form-urlencoded"),
]


def test_no_body_however_broken_brings_an_error_of_ours(
    client: FlaskClient, fields: dict[str, Any]
) -> None:
    for (body, kind), signed in itertools.product(BODIES, (False, True)):
        headers = {"X-CSRFToken": fields["csrf_token"][0]} if signed else {}
        answer = client.post(URL, data=body, content_type=kind, headers=headers)
        assert answer.status_code in {400, 413, 422}, (body[:40], kind, signed)


@hypothesis_settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    typed=st.dictionaries(
        st.sampled_from([name for name in FIELDS if name != "csrf_token"]),
        st.text(st.characters(codec=None), max_size=130),
        max_size=8,
    )
)
def test_whatever_is_typed_is_answered_with_a_page(
    client: FlaskClient, fields: dict[str, Any], typed: dict[str, str]
) -> None:
    raw = {name: text.encode("utf-8", "surrogatepass") for name, text in typed.items()}
    answer = client.post(URL, data={**fields, **raw})
    assert answer.status_code in {303, 422}
