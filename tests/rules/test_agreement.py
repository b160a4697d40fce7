from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from webinars.languages import LANGUAGES
from webinars.rules.agreement import Gap, GapKind, gaps_of

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Draft:
    titles: dict[str, str] = field(default_factory=lambda: dict.fromkeys(LANGUAGES, "Title"))
    starts_at: datetime = NOW + timedelta(seconds=1)
    capacity: int = 1
    duration_minutes: int = 60
    agenda: tuple["Talk", ...] = ()


@dataclass(frozen=True)
class Talk:
    minutes: int


def test_a_title_in_every_language_a_time_ahead_and_a_seat_are_enough():
    assert gaps_of(Draft(), NOW) == ()


def test_each_missing_title_is_named_with_its_language():
    titles = {"de": "Titel", "fr": ""}
    assert gaps_of(replace(Draft(), titles=titles), NOW) == (
        Gap(GapKind.TITLE, "fr"),
        Gap(GapKind.TITLE, "en"),
    )


def test_a_webinar_that_begins_now_is_too_late():
    assert gaps_of(replace(Draft(), starts_at=NOW), NOW) == (Gap(GapKind.TIME),)


def test_without_seats_nobody_can_come():
    assert gaps_of(replace(Draft(), capacity=0), NOW) == (Gap(GapKind.CAPACITY),)


def test_an_agenda_has_to_fill_the_webinar_and_may_be_left_out():
    unfinished = replace(Draft(), agenda=(Talk(20), Talk(30)))
    assert gaps_of(unfinished, NOW) == (Gap(GapKind.AGENDA, minutes=50, duration=60),)
    assert gaps_of(replace(unfinished, duration_minutes=50), NOW) == ()
