"""Public pages are kept, and are always what stands in the database."""

import pytest
from sqlalchemy import column, func, select, table, update

from tests.factories import make_webinar
from tests.support.clock import Clock
from tests.support.routes import ROUTES
from tests.support.settings import environment_for
from tests.support.statements import recorded_statements
from webinars import clock
from webinars.database.engine import db
from webinars.models.webinar import Webinar
from webinars.queries.change_marks import change_mark
from webinars.settings import Settings
from webinars.web.kept_pages import LONGEST_KEY, PAGES

PATH = "/de/webinars/w"


@pytest.fixture
def webinar(session):
    webinar = make_webinar(session, key="w", titles={"de": "Wasserstoff", "fr": "Hydrogène"})
    session.commit()
    return webinar


@pytest.fixture
def visitor(app, client, now, monkeypatch):
    """Opens pages as visitors do: with a session of the database of their own."""
    moment = Clock(now)
    monkeypatch.setattr(clock, "now", moment)

    class Visitor:
        clock = moment

        def open(self, path=PATH, **headers):
            db.session.remove()
            with recorded_statements() as self.statements:
                return client.get(path, headers=headers)

        @property
        def was_kept(self):
            return len([each for each in self.statements if "pg_current_snapshot" not in each]) == 0

    return Visitor()


def commit_elsewhere(**values):
    with db.engine.begin() as connection:
        connection.execute(update(Webinar).values(**values))


def test_a_page_is_made_once_and_kept_while_nothing_changes(visitor, webinar):
    first = visitor.open()
    assert not visitor.was_kept

    again = visitor.open()

    assert visitor.was_kept
    assert again.get_data() == first.get_data()
    assert dict(again.headers) == dict(first.headers)


@pytest.mark.parametrize("file", ["flyer", "flyer.pdf", "share.png", "qr.svg", "calendar.ics"])
def test_a_file_is_kept_as_a_page_is(visitor, webinar, file):
    path = f"{PATH}/{file}"
    first = visitor.open(path)

    again = visitor.open(path)

    assert visitor.was_kept
    assert again.get_data() == first.get_data()
    assert visitor.open(path, If_None_Match=first.headers["ETag"]).status_code == 304
    assert visitor.was_kept


def test_whatever_is_committed_is_on_the_very_next_page(visitor, webinar):
    visitor.open()
    for title in ("Windkraft", "Erdwärme"):
        commit_elsewhere(titles={"de": title})
        assert title in visitor.open().get_data(as_text=True)
        assert not visitor.was_kept
        visitor.open()
        assert visitor.was_kept


def test_a_page_is_made_anew_after_some_seconds_though_nothing_changed(visitor, webinar):
    visitor.open()
    visitor.clock.forward(seconds=9)
    visitor.open()
    assert visitor.was_kept
    visitor.clock.forward(seconds=1)
    visitor.open()
    assert not visitor.was_kept


def test_a_clock_that_was_set_back_keeps_no_page_of_the_future(visitor, webinar):
    visitor.open()
    visitor.clock.forward(hours=-1)
    visitor.open()
    assert not visitor.was_kept


def test_languages_sources_and_encodings_are_kept_apart(visitor, webinar):
    variants = [
        ("/de/webinars/w", "br"),
        ("/fr/webinars/w", "br"),
        ("/de/webinars/w", "gzip"),
        ("/de/webinars/w", ""),
        ("/de/webinars/w?source=linkedin", "br"),
    ]
    for _ in range(2):
        pages = {visitor.open(path, Accept_Encoding=how).get_data() for path, how in variants}
        assert len(pages) == len(variants)
    assert visitor.was_kept


def test_who_has_a_kept_page_already_is_told_so(visitor, webinar):
    tag = visitor.open().headers["ETag"]

    again = visitor.open(If_None_Match=tag)

    assert visitor.was_kept
    assert again.status_code == 304
    assert again.get_data() == b""


def test_only_whole_pages_are_kept(visitor, webinar):
    for _ in range(2):
        assert visitor.open("/de/webinars/nothing").status_code == 404
        assert not visitor.was_kept
    long = f"{PATH}?source={'x' * LONGEST_KEY}"
    for _ in range(2):
        assert visitor.open(long).status_code == 200
        assert not visitor.was_kept


@pytest.mark.parametrize("endpoint", sorted(PAGES))
def test_no_kept_page_looks_at_a_cookie_or_sets_one(app, client, world, endpoint):
    answer = client.get(ROUTES[endpoint].url(app, world, endpoint))
    assert answer.status_code == 200
    assert "Cookie" not in answer.vary
    assert "Set-Cookie" not in answer.headers


def test_an_operator_can_switch_it_off(database_url, smtp, app, webinar):
    environment = environment_for(database_url, smtp.port, page_kept_seconds="0")
    app.extensions["webinars_settings"] = Settings.from_environment(environment)
    for _ in range(2):
        db.session.remove()
        with recorded_statements() as statements:
            app.test_client().get(PATH)
        assert any("webinars" in each for each in statements)


def test_the_mark_changes_with_every_commit_and_with_nothing_else(app, webinar):
    db.session.remove()
    mark = change_mark()
    db.session.remove()
    assert change_mark() == mark
    with db.engine.connect() as connection:
        connection.execute(update(Webinar).values(capacity=3))
        db.session.remove()
        assert change_mark() == mark
        connection.rollback()
    db.session.remove()
    before = change_mark()
    commit_elsewhere(capacity=4)
    db.session.remove()
    assert change_mark() != before


def test_amid_a_transaction_there_is_no_mark(app, session, webinar):
    webinar.capacity = 5
    assert change_mark() is None


def test_the_mark_survives_that_all_connections_are_closed(app, webinar):
    db.session.remove()
    change_mark()
    db.session.remove()
    db.engine.dispose()
    before = change_mark()
    commit_elsewhere(capacity=6)
    db.session.remove()
    assert change_mark() != before


def test_a_server_that_ended_the_watching_connection_is_asked_by_another(app, webinar, session):
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("only a server ends connections")
    db.session.remove()
    assert change_mark() is not None
    with db.engine.connect() as connection:
        own = select(func.pg_backend_pid()).scalar_subquery()
        activity = table("pg_stat_activity", column("pid"), column("datname"))
        here = activity.c.datname == func.current_database()
        ended = select(func.pg_terminate_backend(activity.c.pid))
        connection.execute(ended.where(here, activity.c.pid != own))

    assert change_mark() is None
    assert change_mark() is not None


def test_a_new_watching_connection_never_takes_an_old_page_for_true(app, webinar):
    db.session.remove()
    first = change_mark()
    db.session.remove()
    db.engine.dispose()
    assert change_mark() != first
