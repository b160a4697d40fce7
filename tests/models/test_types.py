from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from tests import factories
from webinars.models.attendee import Attendee
from webinars.models.types import UtcDateTime, WallTime
from webinars.models.webinar import Webinar

DIALECTS = st.sampled_from([sqlite.dialect(), postgresql.dialect()])
OFFSETS = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))
AWARE = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=OFFSETS)


@given(AWARE, DIALECTS)
def test_an_instant_goes_in_as_utc_and_comes_back_the_same(instant, dialect):
    stored = UtcDateTime().process_bind_param(instant, dialect)
    assert stored.utcoffset() == timedelta(0)
    assert UtcDateTime().process_result_value(stored.replace(tzinfo=None), dialect) == instant
    assert UtcDateTime().process_result_value(instant, dialect).tzinfo is UTC


def test_nothing_stays_nothing(session):
    dialect = session.get_bind().dialect
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None
    assert WallTime().process_bind_param(None, dialect) is None


def test_a_naive_instant_is_refused(session):
    with pytest.raises(StatementError, match="an instant needs a time zone"):
        factories.make_attendee(session, created_at=datetime(2027, 1, 1))


def test_an_aware_wall_time_is_refused(session):
    webinar = factories.make_webinar(session)
    webinar.local_start = datetime(2027, 1, 1, tzinfo=UTC)
    with pytest.raises(StatementError, match="no time zone of its own"):
        session.flush()


def test_the_database_itself_holds_utc(session):
    east = timezone(timedelta(hours=9))
    attendee = factories.make_attendee(session, created_at=datetime(2027, 1, 1, 3, tzinfo=east))

    raw = session.execute(text("SELECT CAST(created_at AS VARCHAR(19)) FROM attendees"))

    assert raw.scalar_one().startswith("2026-12-31 18:00")
    assert session.scalar(select(Attendee.created_at)) == datetime(2026, 12, 31, 18, tzinfo=UTC)
    assert attendee.created_at.tzinfo is UTC


def test_a_wall_time_comes_back_as_the_clock_showed_it(session):
    factories.make_webinar(session, local_start=datetime(2027, 7, 1, 14))
    assert session.scalar(select(Webinar.local_start)) == datetime(2027, 7, 1, 14)
    assert session.scalar(select(Webinar.starts_at)) == datetime(2027, 7, 1, 12, tzinfo=UTC)
