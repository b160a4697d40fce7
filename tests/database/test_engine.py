import threading
import time

import psycopg
import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from tests import factories
from tests.support.postgres import plain
from webinars.database.condition import find_trouble, find_trouble_with_writing
from webinars.database.engine import (
    REST_SECONDS,
    check_database,
    db,
    engine_options,
    is_sqlite,
    switch_to_wal,
    transaction,
)
from webinars.database.engine import session as reading_session
from webinars.errors import NotFoundError
from webinars.models.host import Host, Notice


def count(session):
    return session.scalar(select(func.count()).select_from(Notice))


def notice(key="demo"):
    return Notice(key=key, texts={"en": "Example"})


def test_a_transaction_is_committed_at_its_end(app):
    with transaction() as session:
        session.add(notice())

    db.session.remove()
    assert count(db.session()) == 1


def test_a_single_statement_is_committed_too(app):
    with transaction(one_statement=True) as session:
        session.execute(insert(Notice).values(key="demo", texts={"en": "Example"}))

    db.session.remove()
    assert count(db.session()) == 1


def test_an_error_rolls_everything_back(app):
    def fail_half_way():
        with transaction() as session:
            session.add(notice())
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        fail_half_way()

    assert count(db.session()) == 0


def test_what_was_not_committed_before_a_transaction_does_not_slip_into_it(app):
    db.session().add(notice("stray"))
    with transaction() as session:
        session.add(notice("wanted"))

    assert db.session().scalars(select(Notice.key)).all() == ["wanted"]


def test_two_transactions_that_read_and_then_write_follow_one_another(app):
    number = factories.make_notice(reading_session(), texts={"en": "0"}).id
    reading_session().commit()
    barrier = threading.Barrier(2)
    failures = []

    def add_one():
        with app.app_context():
            barrier.wait()
            try:
                for _ in range(20):
                    with transaction() as session:
                        row = session.get(Notice, number, with_for_update=True)
                        row.texts = {"en": str(int(row.texts["en"]) + 1)}
            except OperationalError as error:
                failures.append(error)

    threads = [threading.Thread(target=add_one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not failures
    assert reading_session().get(Notice, number, populate_existing=True).texts == {"en": "40"}


def test_foreign_keys_are_held(app):
    host = factories.make_host(reading_session())
    factories.make_series(reading_session(), hosts=[host])
    reading_session().commit()
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(delete(Host))


def test_writing_about_what_is_gone_finds_nothing(app):
    statement = text("INSERT INTO series_hosts (series_id, host_id) VALUES (1, 1)")
    with pytest.raises(NotFoundError), transaction() as session:
        session.execute(statement)

    assert not reading_session().scalar(text("SELECT count(*) FROM series_hosts"))


def test_changing_what_was_deleted_meanwhile_finds_nothing(app):
    def change_what_goes():
        with transaction() as session:
            row = session.scalars(select(Notice)).one()
            session.execute(text("DELETE FROM notices"))
            row.texts = {"en": "Changed"}

    factories.make_notice(reading_session())
    reading_session().commit()
    with pytest.raises(NotFoundError):
        change_what_goes()


def test_reading_anew_what_was_deleted_meanwhile_finds_nothing(app):
    def read_what_goes():
        with transaction() as session:
            row = session.scalars(select(Notice)).one()
            session.execute(text("DELETE FROM notices"))
            session.expire(row)
            assert row.texts

    factories.make_notice(reading_session())
    reading_session().commit()
    with pytest.raises(NotFoundError):
        read_what_goes()


def test_a_reader_is_not_held_up_by_a_writer(app):
    done = []

    def read():
        with app.app_context():
            done.append(count(reading_session()))

    with transaction() as session:
        session.add(notice())
        session.flush()
        reader = threading.Thread(target=read)
        reader.start()
        reader.join()

    assert done == [0]


def test_the_database_is_asked_whether_it_is_there(app):
    check_database()
    assert is_sqlite() is (db.engine.dialect.name == "sqlite")


def test_looking_at_the_condition_of_the_database_leaves_no_transaction_open(app):
    db.session().rollback()
    assert (find_trouble(), find_trouble_with_writing()) == (None, None)
    assert not db.session().in_transaction()


def test_switching_to_wal_twice_is_switching_once(app):
    switch_to_wal(db.engine)
    switch_to_wal(db.engine)
    if is_sqlite():
        assert db.session().execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert db.session().execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert db.session().execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    else:
        assert db.session().execute(text("SHOW TIME ZONE")).scalar_one() == "UTC"
        assert db.session().execute(text("SHOW lock_timeout")).scalar_one() == "5s"


def test_a_writer_on_sqlite_waits_as_long_as_it_is_told():
    assert engine_options("sqlite:///x", 15)["connect_args"] == {"timeout": 15}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_has_ended_is_replaced_after_a_rest(app, database_url):
    number = db.session().execute(text("SELECT pg_backend_pid()")).scalar_one()
    db.session.remove()
    with psycopg.connect(plain(database_url)) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [number])
    time.sleep(REST_SECONDS)

    assert db.session().execute(text("SELECT pg_backend_pid()")).scalar_one() != number
