from contextlib import ExitStack

import pytest
from flask import request

from tests.factories import make_hosts, make_webinar
from tests.support.databases import disposed
from tests.support.settings import SECURE_BASE_URL, environment_for
from webinars.app import create_app
from webinars.settings import Settings
from webinars.web.assets import asset_url
from webinars.web.headers import CONTENT_SECURITY_POLICY, HEADERS


@pytest.fixture
def client_with(database_url, smtp):
    """Return a function that builds the service with other settings."""
    with ExitStack() as stack:

        def client_with(**more):
            environment = environment_for(database_url, smtp.port, **more)
            app = create_app(Settings.from_environment(environment))
            stack.enter_context(app.app_context())
            stack.enter_context(disposed())
            app.add_url_rule("/en/address", "test.address", lambda: str(request.remote_addr))
            return app.test_client()

        yield client_with


def answers(client):
    yield client.get("/")
    yield client.get("/de/")
    yield client.get("/de/nothing")
    yield client.get("/hosts.css")
    yield client.get(asset_url("site.css"))
    yield client.post("/de/")
    yield client.post("/de/webinars/w/register")
    yield client.get("/de/my/1.nothing")
    yield client.get("/de/", headers={"Host": "evil.example"})


def test_every_answer_carries_all_headers(client, session):
    make_webinar(session, key="w")
    statuses = set()
    for answer in answers(client):
        statuses.add(answer.status_code)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (answer.request.path, name)
        assert "Strict-Transport-Security" not in answer.headers
    assert statuses >= {200, 302, 400, 404, 405}


@pytest.mark.parametrize(
    "directive",
    ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"],
)
def test_the_policy_forbids_what_no_page_needs(directive):
    assert directive in CONTENT_SECURITY_POLICY.split("; ")
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_a_referrer_goes_to_our_own_pages_only():
    assert HEADERS["Referrer-Policy"] == "same-origin"


def test_over_tls_browsers_are_told_to_stay_there(client_with):
    client = client_with(public_base_url=SECURE_BASE_URL)
    answer = client.get("/de/nothing", base_url=SECURE_BASE_URL)
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"


@pytest.mark.parametrize("path", ["/de/", "/fr/webinars/w", "/en/series/s", "/de/accessibility"])
def test_a_public_page_is_validated_and_sets_no_cookie(client, session, path):
    webinar = make_webinar(session, key="w")
    webinar.series.key = "s"
    first = client.get(path)
    assert first.status_code == 200
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.vary
    assert first.cache_control.no_cache
    for encoding in ("br", "gzip", "identity"):
        accepted = {"Accept-Encoding": encoding}
        again = client.get(path, headers={**accepted, "If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.get_data() == b""
        assert again.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_a_page_that_changed_is_sent_again(client, session):
    webinar = make_webinar(session, key="w")
    tag = client.get("/de/webinars/w").headers["ETag"]
    webinar.titles = {"de": "Neu"}
    assert client.get("/de/webinars/w", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/de/webinars/w/register", "/de/my/1.x", "/de/join/1.x"])
def test_a_page_of_one_person_is_neither_stored_nor_indexed(client, session, path):
    make_webinar(session, key="w")
    answer = client.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_errors_are_not_stored(client):
    assert client.get("/de/nothing").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("hops", "believed"), [("0", "127.0.0.1"), ("1", "203.0.113.9")])
def test_only_proxies_that_are_configured_are_believed(client_with, hops, believed):
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}
    answer = client_with(proxy_hops=hops).get("/en/address", headers=forwarded)
    assert answer.get_data(as_text=True) == believed


def test_a_forwarded_host_is_never_believed(client_with):
    client = client_with(proxy_hops="1")
    answer = client.get("/de", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 308
    assert "evil.example" not in answer.get_data(as_text=True) + str(answer.headers)


def test_a_page_comes_compressed_and_says_that_it_depends_on_it(client, session):
    make_hosts(session)
    plain = client.get("/de/")
    for encoding in ("br", "gzip"):
        packed = client.get("/de/", headers={"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert "Accept-Encoding" in packed.vary
        assert len(packed.get_data()) < len(plain.get_data()) / 2
