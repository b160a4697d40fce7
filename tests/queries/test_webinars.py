from datetime import datetime, timedelta

import pytest

from tests.factories import NOW, make_registration, make_series, make_webinar
from webinars.errors import NotFoundError
from webinars.models.registration import RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.webinars import (
    count_waiting,
    get_series_of,
    get_webinar,
    list_latest,
    list_upcoming,
    list_webinars_of,
)

EARLY, LATE = datetime(2027, 2, 1, 10, 0), datetime(2027, 3, 1, 10, 0)


@pytest.mark.parametrize("state", [WebinarState.PUBLISHED, WebinarState.CANCELLED])
def test_a_published_or_cancelled_webinar_comes_by_its_key(session, state):
    made = make_webinar(session, key="hydrogen", state=state)
    assert get_webinar("hydrogen") is made


def test_a_draft_does_not_exist_for_the_public(session):
    draft = make_webinar(session, key="secret", state=WebinarState.DRAFT)
    with pytest.raises(NotFoundError):
        get_webinar("secret")
    assert list_upcoming(NOW) == []
    assert list_latest(draft.ends_at, 5) == []
    assert list_webinars_of(draft.series_id) == []


def test_an_unknown_webinar_is_not_found(session):
    make_webinar(session)
    with pytest.raises(NotFoundError):
        get_webinar("nothing")


def test_the_series_of_a_webinar_is_found_unless_the_webinar_is_a_draft(session):
    series = make_series(session)
    make_webinar(session, key="hydrogen", series=series)
    make_webinar(session, key="secret", series=series, state=WebinarState.DRAFT)
    assert get_series_of("hydrogen") is series
    with pytest.raises(NotFoundError):
        get_series_of("secret")


def test_upcoming_webinars_come_by_start_and_equal_ones_in_a_fixed_order(session):
    late = make_webinar(session, local_start=LATE)
    early = make_webinar(session, local_start=EARLY)
    same = make_webinar(session, local_start=EARLY)
    assert list_upcoming(NOW) == [early, same, late]
    assert list_upcoming(NOW, 2) == [early, same]


def test_a_webinar_is_upcoming_until_its_end_and_past_from_then_on(session):
    webinar = make_webinar(session)
    just_before = webinar.ends_at - timedelta(microseconds=1)
    assert list_upcoming(just_before) == [webinar]
    assert list_latest(just_before, 5) == []
    assert list_upcoming(webinar.ends_at) == []
    assert list_latest(webinar.ends_at, 5) == [webinar]


def test_past_webinars_come_latest_first_and_without_those_that_never_took_place(session):
    early = make_webinar(session, local_start=EARLY)
    late = make_webinar(session, local_start=LATE)
    make_webinar(session, local_start=EARLY, state=WebinarState.CANCELLED)
    assert list_latest(late.ends_at, 5) == [late, early]
    assert list_latest(late.ends_at, 1) == [late]


def test_the_webinars_of_a_series_are_its_own_only(session):
    series = make_series(session)
    late = make_webinar(session, series=series, local_start=LATE)
    early = make_webinar(session, series=series, local_start=EARLY)
    cancelled = make_webinar(session, series=series, state=WebinarState.CANCELLED)
    make_webinar(session)
    assert list_webinars_of(series.id) == [early, cancelled, late]


def test_only_those_who_wait_for_this_webinar_are_counted(session):
    webinar = make_webinar(session)
    for state in RegistrationState:
        make_registration(session, webinar=webinar, state=state)
    make_registration(session, webinar=webinar, state=RegistrationState.WAITING)
    make_registration(session, state=RegistrationState.WAITING)
    assert count_waiting(webinar.id) == 2
