"""What holds for every route: safe methods, forms, host names, links, markup, frames."""

import logging

import pytest
from sqlalchemy.schema import DropTable

from tests.support.canaries import intruders
from tests.support.databases import disposed
from tests.support.pages import TOKEN, body_of
from tests.support.routes import HOLDING, LOOSE, POSTING, ROUTES, filled, register
from tests.support.rows import dump
from tests.support.settings import BASE_URL, SECURE_BASE_URL, environment_for
from tests.support.smtp import readable
from tests.support.world import sign_in
from webinars.app import create_app
from webinars.models.tables import SignUp
from webinars.settings import Settings
from webinars.worker import work_once

EVIL = "evil.example"
SESSION_COOKIE = "Set-Cookie"
FRAMED = dict.fromkeys(LOOSE, "'self'") | dict.fromkeys(
    ("embeds.upcoming", "embeds.following"), "*"
)
"""Whose pages may frame what: mails stand in a page of ours, embeds on every site."""


def test_safe_methods_change_nothing(client, session, url_of):
    paths = {endpoint: url_of(endpoint) for endpoint in ROUTES}
    before = dump(session)

    changed = []
    for endpoint, path in paths.items():
        sign_in(client, ROUTES[endpoint].who.visitor)
        changed += [
            (endpoint, method)
            for method in ("GET", "HEAD", "OPTIONS")
            if client.open(path, method=method).status_code >= 400 or dump(session) != before
        ]

    assert changed == []


def test_head_answers_like_get_without_a_body(client, url_of):
    for endpoint in ROUTES:
        path = url_of(endpoint)
        reading, asking = client.get(path), client.head(path)
        assert asking.status_code == reading.status_code, endpoint
        assert asking.get_data() == b"", endpoint


def opened(app, world, endpoint):
    """Return a visitor of its own before the form of a page, its address, and the form filled."""
    visitor, fields = app.test_client(), {}
    sign_in(visitor, ROUTES[endpoint].who.visitor)
    if endpoint == "signups.sent":
        register(app, visitor, world)
    else:
        fields = filled(app, visitor, world, endpoint)
    return visitor, ROUTES[endpoint].url(app, world, endpoint), fields


@pytest.mark.parametrize("token", [None, "", "wrong", "of another visitor"])
def test_a_form_without_its_own_token_is_refused(app, client, session, world, token):
    forms = {endpoint: opened(app, world, endpoint) for endpoint in POSTING}
    if token == "of another visitor":
        token = filled(app, app.test_client(), world, "signups.register_for_webinar")[TOKEN]
    before = dump(session)

    taken = []
    for endpoint, (visitor, path, fields) in forms.items():
        fields.pop(TOKEN, None)
        if token is not None:
            fields[TOKEN] = token
        if visitor.post(path, data=fields).status_code != 400:
            taken.append(endpoint)

    assert len(forms) > 20
    assert taken == []
    assert dump(session) == before


def test_nothing_but_one_click_of_mail_programs_is_exempt_from_the_protection_of_forms(routed):
    protection = routed.extensions["csrf"]
    clicks = {f"webinars.web.attendee.{name}.one_click" for name in ("my_news", "reminders")}
    assert protection._exempt_views == clicks
    assert protection._exempt_blueprints == set()
    assert routed.config["WTF_CSRF_CHECK_DEFAULT"]
    assert {"POST", "PUT", "PATCH", "DELETE"} == set(routed.config["WTF_CSRF_METHODS"])


def test_the_cookie_stays_on_this_host_on_tls_and_away_from_scripts(app, world, database_url):
    secure = create_app(
        Settings.from_environment(
            environment_for(database_url, 25, public_base_url=SECURE_BASE_URL)
        )
    )
    endpoint = "signups.register_for_webinar"
    path = ROUTES[endpoint].url(app, world, endpoint)
    with secure.app_context(), disposed():
        response = secure.test_client().get(path, base_url=SECURE_BASE_URL)

    cookie, *flags = [part.strip() for part in response.headers[SESSION_COOKIE].split(";")]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(flags)
    assert not [flag for flag in flags if flag.startswith("Domain")]
    assert "max-age=" in response.headers["Strict-Transport-Security"]


def test_pages_that_hold_no_form_set_no_cookie(client, url_of):
    for endpoint, route in ROUTES.items():
        # Pages of the desk hold the form that signs out; these send forms to their neighbours.
        beside = {"my_news.show", "my_page.show", "reminders.show"}
        forms = route.posts or route.only_posts or endpoint in beside
        if not forms and not route.who.visitor:
            assert SESSION_COOKIE not in client.get(url_of(endpoint)).headers, endpoint


def test_a_foreign_host_name_is_refused_everywhere(client, url_of):
    for endpoint in ROUTES:
        response = client.get(url_of(endpoint), headers={"Host": EVIL})
        assert response.status_code == 400, endpoint
        assert EVIL not in body_of(response), endpoint
        assert EVIL not in str(response.headers), endpoint


@pytest.mark.parametrize("hops", ["0", "1"])
def test_a_forwarded_host_name_reaches_no_page_and_no_mail(
    app, world, database_url, smtp, hops, client
):
    other = create_app(
        Settings.from_environment(environment_for(database_url, smtp.port, proxy_hops=hops))
    )
    other.test_client_class = app.test_client_class
    forged = {
        "X-Forwarded-Host": EVIL,
        "X-Forwarded-Server": EVIL,
        "X-Forwarded-Prefix": f"/{EVIL}",
        "X-Forwarded-Port": "6666",
        "X-Original-Host": EVIL,
        "Forwarded": f"host={EVIL}",
        "Origin": BASE_URL,
    }
    endpoint = "signups.register_for_webinar"
    # Looked up before: inside the other application the rows of the world would use its database.
    paths = {each: route.url(app, world, each) for each, route in ROUTES.items()}
    with other.app_context(), disposed():
        visitor = other.test_client()
        for each, address in paths.items():
            response = visitor.get(address, headers=forged)
            assert EVIL not in body_of(response) + str(response.headers), each
        fields = filled(other, visitor, world, endpoint)
        assert visitor.post(paths[endpoint], data=fields, headers=forged).status_code == 303
        assert work_once(other) >= 1

    mails = [bytes(envelope.content) for envelope in smtp.envelopes]
    assert mails
    for content in mails:
        shown = readable(content)
        assert EVIL.encode() not in content
        assert "6666" not in shown
        assert f"{BASE_URL}/fr/confirm/" in shown


def test_a_personal_page_is_not_kept_and_tells_no_other_site(client, url_of):
    paths = {endpoint: url_of(endpoint) for endpoint in HOLDING}
    answers = {(endpoint, "GET"): client.get(path) for endpoint, path in paths.items()}
    answers |= {(endpoint, "POST"): client.post(path) for endpoint, path in paths.items()}

    for about, response in answers.items():
        assert response.headers["Cache-Control"] == "no-store", about
        assert response.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, about
        assert about[1] == "POST" or "noindex" in response.headers["X-Robots-Tag"], about


def test_a_personal_page_loads_nothing_from_elsewhere(client, url_of):
    for endpoint in HOLDING:
        shown = body_of(client.get(url_of(endpoint)))
        assert intruders(shown) == [], endpoint


def test_no_log_holds_a_link_or_an_address(app, client, session, world, url_of, caplog):
    caplog.set_level(logging.DEBUG)
    secrets = [world.token(ROUTES[endpoint].purpose) for endpoint in HOLDING]
    for endpoint in HOLDING:
        path = url_of(endpoint)
        client.get(path)
        client.post(path)
        client.get(path, headers={"Host": EVIL})
    endpoint = "signups.register_for_webinar"
    fields = filled(app, client, world, endpoint)
    client.post(ROUTES[endpoint].url(app, world, endpoint), data=fields)
    work_once(app)

    written = logged(caplog)
    assert [secret for secret in (*secrets, fields["email"]) if secret in written] == []


def logged(caplog):
    """Return what was logged, but for the mail server of the tests."""
    return "\n".join(
        caplog.handler.format(record) for record in caplog.records if record.name != "mail.log"
    )


def test_a_failing_database_writes_no_personal_data_into_the_log(
    app, client, session, world, url_of, caplog
):
    endpoint = "signups.register_for_webinar"
    path, fields = url_of(endpoint), filled(app, client, world, endpoint)
    for name in ("signup_webinars", "signup_news_hosts"):
        session.execute(DropTable(SignUp.metadata.tables[name]))
    session.commit()

    assert client.post(path, data=fields).status_code in {500, 503}
    for each in HOLDING:
        client.get(ROUTES[each].url(app, world, each))
        client.post(ROUTES[each].url(app, world, each))

    assert "failed" in caplog.text or "out of reach" in caplog.text
    secrets = [world.token(ROUTES[each].purpose) for each in HOLDING]
    secrets += [fields["email"], fields["family_name"], fields["organisation_name"]]
    assert [secret for secret in secrets if secret in caplog.text] == []


def test_every_response_says_what_the_browser_may_do(app, client, session, url_of):
    app.add_url_rule("/failing", "failing", view_func=fail)
    answers = {(endpoint, "GET"): client.get(url_of(endpoint)) for endpoint in ROUTES}
    for endpoint in ROUTES:
        path = url_of(endpoint)
        for method in ("HEAD", "OPTIONS", "POST", "PUT", "DELETE"):
            answers[endpoint, method] = client.open(path, method=method)
    stylesheet = url_of("assets.static")
    tag = client.get(stylesheet).headers["ETag"]
    answers["not modified", "GET"] = client.get(stylesheet, headers={"If-None-Match": tag})
    answers["nothing there", "GET"] = client.get("/en/nothing-here")
    answers["no language", "GET"] = client.get("/xx/")
    answers["no file", "GET"] = client.get("/static/nothing.css")
    answers["foreign host", "GET"] = client.get("/en/", headers={"Host": EVIL})
    answers["too large", "POST"] = client.post("/en/sent", data={"x": "x" * 70_000})
    answers["failure", "GET"] = client.get("/failing")

    assert {200, 302, 304, 400, 404, 405, 413, 500} <= {
        response.status_code for response in answers.values()
    }
    for about, response in answers.items():
        policy = response.headers.get("Content-Security-Policy", "")
        framed = f"frame-ancestors {FRAMED.get(about[0])};" in f"{policy};"
        assert "default-src 'none'" in policy, about
        assert framed or "frame-ancestors 'none'" in policy, about
        assert "unsafe" not in policy or about[0] in LOOSE, about
        assert response.headers["X-Content-Type-Options"] == "nosniff", about
        assert response.headers["Referrer-Policy"] in {"same-origin", "no-referrer"}, about
        assert "Server" not in response.headers, about


def fail():
    raise RuntimeError("on purpose")
