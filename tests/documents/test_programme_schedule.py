from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from tests.support.programme import changed, read
from webinars.documents.programme_mistakes import Mistakes, ProgrammeFileError
from webinars.documents.programme_schedule import moved, plan_schedule

NOW = datetime(2027, 1, 11, 9, 0, 30, tzinfo=UTC)
START = "{date: 2027-02-04, at: '14:00'}"


def planned(start=START, *, more="", zone="Europe/Berlin", stored=None, now=NOW):
    text = changed(
        f"start: {START}\n  time_zone: Europe/Berlin", f"start: {start}\n  time_zone: {zone}"
    )
    if more:
        text = changed("capacity: 50", f"capacity: 50\n  {more}", text)
    mistakes = Mistakes()
    schedule = plan_schedule(read(text).webinars[0], stored, mistakes, now=now)
    mistakes.refuse()
    return schedule


def refusal(start=START, **more):
    with pytest.raises(ProgrammeFileError) as caught:
        planned(start, **more)
    (mistake,) = caught.value.mistakes
    return mistake.path, mistake.sentence


def test_a_date_and_a_time_are_wall_clock_time_in_the_zone():
    schedule = planned()
    assert schedule.local_start == datetime(2027, 2, 4, 14, 0)
    assert schedule.starts_at == datetime(2027, 2, 4, 13, 0, tzinfo=UTC)
    assert schedule.ends_at == datetime(2027, 2, 4, 14, 0, tzinfo=UTC)
    assert (schedule.opens_at, schedule.closes_at) == (None, None)


@pytest.mark.parametrize(
    ("now", "minutes", "local"),
    [
        (NOW, 8, datetime(2027, 1, 11, 10, 9)),
        (NOW.replace(second=0), 8, datetime(2027, 1, 11, 10, 8)),
        (datetime(2027, 1, 11, 22, 59, 59, 1, tzinfo=UTC), 0, datetime(2027, 1, 12, 0, 0)),
    ],
)
def test_minutes_count_from_loading_rounded_up_to_the_whole_minute(now, minutes, local):
    assert planned(f"{{in_minutes: {minutes}}}", now=now).local_start == local


def test_minutes_from_loading_may_end_in_the_second_of_two_equal_hours():
    schedule = planned("{in_minutes: 0}", now=datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
    assert (schedule.local_start, schedule.fold) == (datetime(2027, 10, 31, 2, 30), 1)
    assert schedule.starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "day"),
    [(0, 11), (4, 15), (5, 18), (6, 18), (7, 18), (8, 19), (12, 25)],
)
def test_days_from_loading_end_on_a_working_day(days, day):
    local = planned(f"{{in_days: {days}, at: '14:00'}}").local_start
    assert local == datetime(2027, 1, day, 14, 0)


def test_days_count_from_the_date_in_the_zone_of_the_webinar():
    late = datetime(2027, 1, 11, 20, 0, tzinfo=UTC)
    schedule = planned("{in_days: 1, at: '09:00'}", zone="Asia/Tokyo", now=late)
    assert schedule.local_start == datetime(2027, 1, 13, 9, 0)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "02:30 does not exist on this day, because the clocks go forward."
            " Choose 01:59 or 03:00.",
        ),
        ("fr", "2\u202fh\u202f30"),
    ],
)
def test_a_time_that_does_not_exist_is_refused_with_the_two_nearest(language, sentence):
    with force_locale(language):
        path, found = refusal("{date: 2027-03-28, at: '02:30'}")
    assert path == "webinars[0].start"
    assert sentence in found


def test_a_day_that_does_not_exist_is_refused():
    _, found = refusal("{date: 2011-12-30, at: '12:00'}", zone="Pacific/Apia")
    assert "Choose 23:59 or 00:00." in found


def test_a_time_that_occurs_twice_is_refused_with_the_question_which():
    _, found = refusal("{date: 2027-10-31, at: '02:30'}")
    assert found == (
        "02:30 occurs twice on this day. Do you mean the first (summer time) or the second"
        " (winter time)? Write fold: 0 for the first or fold: 1 for the second."
    )


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_fold_says_which_of_two_equal_times_is_meant(fold, hour):
    schedule = planned(f"{{date: 2027-10-31, at: '02:30', fold: {fold}}}")
    assert schedule.starts_at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)


def test_the_second_of_a_time_that_occurs_once_is_refused():
    _, found = refusal("{date: 2027-02-04, at: '14:00', fold: 1}")
    assert found == "14:00 occurs only once on this day: delete fold."


@pytest.mark.parametrize("start", ["{in_minutes: 8}", "{in_days: 3, at: '14:00'}"])
def test_what_counts_from_loading_does_not_move_a_stored_webinar(start):
    stored = planned()
    assert planned(start, stored=stored, now=NOW + timedelta(days=1)) == stored


def test_in_another_zone_what_counts_from_loading_stays_at_its_instant():
    stored = planned()
    schedule = planned("{in_minutes: 8}", zone="Europe/London", stored=stored)
    assert schedule.starts_at == stored.starts_at
    assert schedule.local_start == datetime(2027, 2, 4, 13, 0)
    assert moved(stored, schedule)


@pytest.mark.parametrize(
    ("more", "opens_at"),
    [
        ("opens: {date: 2027-01-20, at: '09:00'}", datetime(2027, 1, 20, 8, 0, tzinfo=UTC)),
        ("opens: {days_before: 7}", datetime(2027, 1, 28, 13, 0, tzinfo=UTC)),
        ("opens: {days_before: 7, at: '09:00'}", datetime(2027, 1, 28, 8, 0, tzinfo=UTC)),
        ("opens: {minutes_before: 90}", datetime(2027, 2, 4, 11, 30, tzinfo=UTC)),
        ("opens: {in_minutes: 1}", datetime(2027, 1, 11, 9, 2, tzinfo=UTC)),
    ],
)
def test_registration_opens_then(more, opens_at):
    assert planned(more=more).opens_at == opens_at


def test_days_before_the_start_are_days_of_the_calendar():
    # Across the change of the clocks a week is an hour longer or shorter.
    schedule = planned("{date: 2027-03-29, at: '14:00'}", more="opens: {days_before: 7}")
    assert schedule.starts_at - schedule.opens_at == timedelta(days=7, hours=-1)


def test_days_before_the_start_never_end_in_a_gap():
    schedule = planned("{date: 2027-03-29, at: '02:30'}", more="opens: {days_before: 1}")
    assert schedule.opens_at == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_times_of_registration_that_are_not_named_stay():
    stored = planned(more="opens: {days_before: 7}")
    assert planned(stored=stored).opens_at == stored.opens_at
    assert planned(more="opens: {in_minutes: 5}", stored=stored).opens_at == stored.opens_at
    assert planned(more="opens: ~", stored=stored).opens_at is None


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        (
            "closes: {date: 2027-02-04, at: '15:01'}",
            ("webinars[0].closes", "Registration cannot close after the webinar has ended."),
        ),
        (
            "opens: {date: 2027-02-04, at: '15:00'}",
            ("webinars[0].opens", "Registration must open before it closes."),
        ),
        (
            "opens: {minutes_before: 10}\n  closes: {minutes_before: 10}",
            ("webinars[0].opens", "Registration must open before it closes."),
        ),
    ],
)
def test_registration_opens_before_it_closes_and_closes_before_the_end(more, refused):
    assert refusal(more=more) == refused


def test_a_schedule_with_other_times_of_registration_has_not_moved():
    stored = planned()
    assert not moved(stored, replace(stored, opens_at=NOW))
    assert moved(stored, replace(stored, duration_minutes=61))
