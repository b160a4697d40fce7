"""T39: whatever is sent, no page fails, and nothing forbidden is stored."""

import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.pages import TOKEN
from tests.support.routes import POSTING, ROUTES, filled, register
from tests.support.rows import dump
from tests.support.world import sign_in

FUZZ = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

NASTY = (
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff\ud800",
    "\u202eevil\u2066",
    "\ufffe\uffff",
    "\U0010ffff",
    "\r\nBcc: all@example.org",
    "x" * 300,
    "é" * 255,
    "2147483648",
    "-1",
    "999999999999999999999",
    "1e999",
    "NaN",
    "../../etc/passwd",
    "%00",
    "%(host)s",
    "{{ 7 * 7 }}",
    "' OR 1=1 --",
    "Europe",
    "../x",
    "a@" + "b" * 260 + ".org",
    "a@[127.0.0.1]",
    "@",
    '"a b"@example.org',
    "a@xn--.org",
    "a@例え.テスト",
    "",
    " ",
)
VALUES = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec=None), max_size=40))
HEADERS = st.dictionaries(
    st.sampled_from(
        (
            "Accept-Language",
            "Accept-Encoding",
            "Cookie",
            "If-None-Match",
            "If-Modified-Since",
            "Range",
            "Content-Type",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "User-Agent",
        )
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
    max_size=3,
)
QUERY = st.dictionaries(
    st.sampled_from(("webinar", "page", "correct", "v", "language", "q")), VALUES, max_size=2
)
CHANGES = st.dictionaries(st.integers(0, 15), st.lists(VALUES, max_size=2), max_size=5)


def encoded(pairs):
    return urlencode(pairs, doseq=True, encoding="utf-8", errors="surrogatepass")


def sent(client, path, fields):
    return client.post(path, data=encoded(fields), content_type="application/x-www-form-urlencoded")


@pytest.fixture
def forms(app, client, world):
    """Every form as a careful visitor would send it, with where to send it."""
    register(app, client, world)
    found = {}
    for endpoint in POSTING:
        sign_in(client, ROUTES[endpoint].who.visitor)
        found[endpoint] = (
            ROUTES[endpoint].url(app, world, endpoint),
            filled(app, client, world, endpoint),
        )
    return found


def test_no_form_fails_whatever_is_typed_into_it(client, forms, session):
    @FUZZ
    @given(st.sampled_from(POSTING), CHANGES)
    def fuzz(endpoint, changes):
        path, fields = forms[endpoint]
        names = sorted(name for name in fields if name != TOKEN)
        typed = {names[place % len(names)]: values for place, values in changes.items() if names}

        # Signing out is one of the forms.
        sign_in(client, ROUTES[endpoint].who.visitor)
        response = sent(client, path, {**fields, **typed})

        assert response.status_code < 500, (endpoint, typed)

    fuzz()
    assert stored_faults(session) == []


def stored_faults(session):
    rows = [row for table in dump(session).values() for row in table]
    return [
        value
        for row in rows
        for value in row.values()
        if isinstance(value, str) and re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", value)
    ]


def test_every_nasty_value_may_stand_in_every_field_of_the_registration(client, forms, session):
    path, fields = forms["signups.register_for_webinar"]
    names = [name for name in fields if name != TOKEN]
    # In all fields at once, and in one field after the other where nothing else is wrong.
    tried = [dict.fromkeys(names, value) for value in NASTY]
    tried += [{names[n % len(names)]: value} for n, value in enumerate(NASTY)]

    failed = [
        typed for typed in tried if sent(client, path, {**fields, **typed}).status_code >= 500
    ]

    assert failed == []
    assert stored_faults(session) == []


def test_no_body_fails_whatever_it_is(client, forms):
    @FUZZ
    @given(
        st.sampled_from(POSTING),
        st.binary(max_size=200),
        st.sampled_from(
            (
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "application/json",
                "text/plain; charset=utf-7",
                "",
            )
        ),
    )
    def fuzz(endpoint, body, content_type):
        path, fields = forms[endpoint]
        token = encoded({TOKEN: fields[TOKEN]}).encode()
        response = client.post(path, data=token + b"&" + body, content_type=content_type)
        assert response.status_code < 500, (endpoint, body, content_type)

    fuzz()


def test_no_address_and_no_header_makes_a_page_fail(app, client, world):
    @FUZZ
    @given(st.sampled_from(sorted(ROUTES)), VALUES, QUERY, HEADERS)
    def fuzz(endpoint, value, query, headers):
        path = ROUTES[endpoint].url(app, world, endpoint)
        for argument in ROUTES[endpoint].arguments(world).values():
            path = path.replace(str(argument), quote(value, errors="surrogatepass"))
        if ROUTES[endpoint].purpose is not None:
            token = world.token(ROUTES[endpoint].purpose)
            path = path.replace(token, quote(value, errors="surrogatepass"))

        response = client.get(f"{path}?{encoded(query)}", headers=headers)

        assert response.status_code < 500, (path, query, headers)

    fuzz()


def test_no_cookie_makes_a_page_fail(app, client, world):
    path = ROUTES["signups.sent"].url(app, world, "signups.sent")
    register(app, client, world)
    cookie = client.get_cookie("session").value

    @FUZZ
    @given(st.integers(0, len(cookie) - 1), st.characters(codec="ascii", categories=("L", "N")))
    def fuzz(place, character):
        client.set_cookie("session", cookie[:place] + character + cookie[place + 1 :])
        assert client.get(path).status_code < 500

    fuzz()
