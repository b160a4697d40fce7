"""Joining a webinar."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_registration
from tests.support.signups import coming
from webinars.errors import JoinRefusedError, NotFoundError
from webinars.models.attendance import Attendance
from webinars.queries.registrations import join_token
from webinars.services.attendance import record_join

ADDRESS = "https://us02web.zoom.us/j/1"


@pytest.fixture
def registration(session):
    webinar = coming(session, 0, meeting_url=ADDRESS, meeting_passcode="x")
    return make_registration(session, webinar=webinar)


def attendances(session):
    session.rollback()
    return list(session.scalars(select(Attendance)))


def test_joining_again_keeps_the_first_time_and_moves_the_last(session, registration):
    token = join_token(registration)
    for minutes in (0, 5, 40):
        meeting = record_join(token, now=NOW + timedelta(minutes=minutes))
        assert (meeting.address, meeting.platform, meeting.passcode) == (ADDRESS, "Zoom", "x")
    (kept,) = attendances(session)
    assert kept.joined_at == NOW
    assert kept.last_joined_at == NOW + timedelta(minutes=40)
    assert kept.attendee_id == registration.attendee_id


def test_who_may_not_join_is_not_written_down(session, registration):
    token = join_token(registration)
    for minutes in (-11, 75):
        with pytest.raises(JoinRefusedError):
            record_join(token, now=NOW + timedelta(minutes=minutes))
    registration.webinar.meeting_url = "http://meet.example.org/"
    session.commit()
    with pytest.raises(JoinRefusedError):
        record_join(token, now=NOW)
    assert attendances(session) == []


def test_a_link_that_we_did_not_make_opens_nothing(session, registration):
    with pytest.raises(NotFoundError):
        record_join(join_token(registration) + "x", now=NOW)
    assert attendances(session) == []
