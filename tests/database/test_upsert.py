import pytest
from sqlalchemy import select

from tests import factories
from webinars.database.upsert import insert_missing, insert_or_update
from webinars.models.base import Base
from webinars.models.host import Notice
from webinars.models.registration import Registration, RegistrationState

TABLE = Base.metadata.tables[Registration.__tablename__]


def notice(key, text):
    return {"key": key, "texts": {"en": text}}


def test_inserting_what_is_missing_returns_its_number(session):
    number = insert_missing(session, Notice, notice("demo", "Example"))
    assert session.get(Notice, number).texts == {"en": "Example"}


def test_inserting_what_is_there_changes_nothing_and_returns_none(session):
    number = insert_missing(session, Notice, notice("demo", "first"))

    assert insert_missing(session, Notice, notice("demo", "second")) is None
    assert session.scalars(select(Notice.texts)).all() == [{"en": "first"}]
    assert session.scalars(select(Notice.id)).all() == [number]


def test_inserting_a_second_live_registration_returns_none(session):
    first = factories.make_registration(session)
    values = {
        "webinar_id": first.webinar_id,
        "attendee_id": first.attendee_id,
        "state": RegistrationState.WAITING,
        "created_at": factories.NOW,
    }
    where = next(index for index in TABLE.indexes if index.unique)
    condition = where.dialect_options["postgresql"]["where"]

    assert insert_missing(session, Registration, values, condition) is None
    first.state = RegistrationState.CANCELLED
    session.flush()
    assert insert_missing(session, Registration, values, condition) is not None


def test_a_condition_that_no_index_has_is_refused(session):
    with pytest.raises(LookupError, match="Notice has no partial unique index"):
        insert_missing(session, Notice, notice("demo", "x"), Notice.key == "demo")


def test_insert_or_update_overwrites_and_keeps_the_number(session):
    first = insert_or_update(session, Notice, notice("demo", "first"), ["key"])
    second = insert_or_update(session, Notice, notice("demo", "second"), ["key"])

    assert first == second
    assert session.scalars(select(Notice.texts)).all() == [{"en": "second"}]
