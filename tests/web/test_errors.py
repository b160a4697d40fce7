import logging

import pytest
from flask import abort
from sqlalchemy import text
from werkzeug.exceptions import TooManyRequests

from tests.factories import make_hosts, make_webinar
from tests.support.databases import disposed
from tests.support.pages import page, parsed, text_of
from tests.support.parts import part
from tests.support.read_only import refusing_writes
from tests.support.settings import environment_for
from tests.support.sign_in import make_olga, sign_in_as
from tests.support.statements import recorded_statements
from webinars.app import create_app
from webinars.database.engine import session as database_session
from webinars.errors import NotFoundError
from webinars.settings import Settings

SECRET_TEXT = "the inside of the service"


class InsideError(Exception):
    pass


def fail():
    raise InsideError(SECRET_TEXT)


def miss():
    raise NotFoundError(SECRET_TEXT)


def wait():
    raise TooManyRequests(retry_after=150)


@pytest.fixture
def broken(app, client):
    """Return a client of the service with pages that fail in every way."""
    for code in (400, 403, 413, 418, 500, 503):
        app.add_url_rule(f"/de/broken/{code}", f"broken.{code}", lambda code=code: abort(code))
    app.add_url_rule("/fr/broken/fail", "broken.fail", fail)
    app.add_url_rule("/en/broken/miss", "broken.miss", miss)
    app.add_url_rule("/en/broken/busy", "broken.busy", wait)
    app.add_url_rule(
        "/en/broken/sql",
        "broken.sql",
        lambda: database_session().execute(text("SELECT * FROM nothing")),
    )
    return client


@pytest.mark.parametrize("code", [400, 403, 413, 418, 500, 503])
def test_each_error_has_a_page_with_a_way_out(broken, code):
    soup = page(broken, f"/de/broken/{code}", code)
    assert part(soup, "html")["lang"] == "de"
    assert [link["href"] for link in soup.select("main a")][-1] == "/de/"
    assert str(code) in text_of(soup, ".over")


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_nothing_at_an_address_is_said_in_its_language(client, session, language):
    make_hosts(session)
    soup = page(client, f"/{language}/nothing", 404)
    assert part(soup, "html")["lang"] == language
    assert part(soup, "main .button")["href"] == f"/{language}/"
    assert soup.select("link[rel=canonical]") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/EN/", "/en/"),
        ("/en/programme/", "/en/programme"),
        ("/De/programme/?q=grid", "/de/programme?q=grid"),
    ],
)
def test_an_address_typed_a_little_otherwise_leads_to_the_page(client, session, typed, meant):
    answer = client.get(typed)
    assert (answer.status_code, answer.location) == (308, meant)
    assert client.get(meant).status_code == 200


@pytest.mark.parametrize(
    "typed", ["/en/nothing/", "/en//example.org/", "/EN//example.org/", "/xx/"]
)
def test_what_is_nowhere_leads_nowhere(client, session, typed):
    assert client.get(typed).status_code == 404


def test_what_the_queries_do_not_find_is_not_found(broken):
    soup = page(broken, "/en/broken/miss", 404)
    assert part(soup, "h1").get_text() == "There is nothing at this address"
    assert SECRET_TEXT not in str(soup)


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.open("/en/", method="PROPFIND")
    assert answer.status_code == 405
    assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}
    assert part(parsed(answer), "h1").get_text() == "This address does not work this way"


def test_a_failure_says_a_reference_that_the_log_has_too_and_nothing_else(broken, caplog):
    with caplog.at_level(logging.ERROR):
        soup = page(broken, "/fr/broken/fail", 500)
    record = next(record for record in caplog.records if "reference" in record.message)
    reference = record.message.rstrip(".").rpartition(" ")[2]
    assert reference in text_of(soup)
    assert len(reference) == 8
    assert record.exc_info[0] is InsideError
    for inside in (SECRET_TEXT, "Traceback", "InsideError", "/fr/broken/fail.py"):
        assert inside not in str(soup)


def test_a_failure_asks_the_database_nothing(broken):
    with recorded_statements() as statements:
        page(broken, "/fr/broken/fail", 500)
        page(broken, "/de/broken/503", 503)
    assert statements == []


def test_what_the_database_refuses_shows_nothing_of_it(broken):
    soup = parsed(broken.get("/en/broken/sql"))
    assert "nothing" not in text_of(soup, "main").replace("Nothing was saved", "")
    assert "SELECT" not in str(soup)


def test_a_database_out_of_reach_gives_a_page_and_a_time_to_come_back(tmp_path, smtp):
    missing = tmp_path / "missing" / "webinars.sqlite3"
    environment = environment_for(f"sqlite:///{missing}", smtp.port)
    app = create_app(Settings.from_environment(environment))
    with app.app_context(), disposed():
        client = app.test_client()
        answer = client.get("/de/")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert part(parsed(answer), "html")["lang"] == "de"
        assert part(page(client, "/fr/nothing", 404), "html")["lang"] == "fr"


def test_a_database_that_takes_no_writes_shows_pages_and_a_time_to_come_back(app, session):
    host = make_hosts(session)[0]
    make_olga(session, host)
    session.commit()
    other = refusing_writes(app)
    with other.app_context(), disposed():
        client = other.test_client()
        answer = sign_in_as(client)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"


def test_too_many_attempts_are_told_how_long_to_wait(broken):
    answer = broken.get("/en/broken/busy")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "150"
    assert "Please try again in 3 minutes." in text_of(parsed(answer))


def test_a_foreign_host_name_is_refused_with_a_page(client, session):
    make_hosts(session)
    soup = page(client, "/de/", 400, headers={"Host": "evil.example"})
    assert part(soup, "html")["lang"] == "de"
    assert "evil.example" not in str(soup)


def test_a_body_that_is_too_large_is_refused_with_a_page(client, session):
    make_webinar(session, key="w")
    answer = client.post("/en/webinars/w/register", data={"given_name": "x" * 100_000})
    assert answer.status_code == 413
    assert part(parsed(answer), "h1").get_text() == "That was too much at once"


def test_a_form_without_its_protection_is_asked_for_again(app, client):
    app.add_url_rule("/en/broken/form", "broken.form", str, methods=["GET", "POST"])
    answer = client.post("/en/broken/form", data={"given_name": "Kim"})
    assert answer.status_code == 400
    soup = parsed(answer)
    assert part(soup, "h1").get_text() == "This form has expired"
    assert part(soup, "main .button")["href"] == "/en/broken/form"


def test_a_link_that_proves_dead_while_an_error_is_answered_is_not_found(app, client):
    app.register_error_handler(418, lambda _error: miss())
    app.add_url_rule("/en/broken/418", "broken.418", lambda: abort(418))
    assert part(page(client, "/en/broken/418", 404), "h1").get_text().startswith("There is nothing")
