"""Who gets which reminder when, on one page, before and after it is online."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.factories import NOW, make_reminder, make_speaker
from tests.support.changes import make_seated, make_waiting
from tests.support.pages import Client, page, text_of
from tests.support.planning import plan
from tests.support.rows import dump
from tests.support.speakers import make_speaker_desk
from tests.support.statements import recorded_statements
from webinars.models.attendee import Attendee
from webinars.models.reminder import Anchor, Audience
from webinars.models.webinar import Webinar, WebinarState, webinar_hosts

HOUR: dict[str, Any] = {"offset_days": None, "at_time": None, "offset_minutes": -60}


@pytest.fixture
def people(session: Session, webinar: Webinar) -> list[Attendee]:
    """Somebody elsewhere with a place, somebody who waits, and what each of them gets."""
    make_reminder(session, series=webinar.series, key="eve")
    make_reminder(session, series=webinar.series, key="hour", **HOUR)
    make_reminder(session, webinar=webinar, key="wait", audience=Audience.WAITING, **HOUR)
    make_reminder(
        session,
        webinar=webinar,
        key="after",
        **{**HOUR, "offset_minutes": 60},
        anchor=Anchor.END,
        active=False,
    )
    seated, waiting = make_seated(session, webinar), make_waiting(session, webinar)
    waiting.attendee.given_name = "Robin"
    seated.attendee.time_zone = "America/New_York"
    session.commit()
    return [seated.attendee, waiting.attendee]


def path_of(webinar: Webinar) -> str:
    return f"/en/organiser/webinars/{webinar.key}/who-gets-what"


def row_of(client: Client, webinar: Webinar, name: str) -> str:
    """Return what the page says of somebody; empty: nothing."""
    rows = page(client, path_of(webinar)).select("tbody tr")
    return next((text_of(row, "td") for row in rows if name in row.th.get_text()), "")


def test_each_reminder_has_its_moment_and_number_and_each_person_the_own_ones(
    client, session, webinar, people
):
    seated, waiting = people
    desk = make_speaker_desk(session, speaker=make_speaker(session, webinar=webinar))
    for key, more in (("speak", HOUR), ("speak-too", {})):
        make_reminder(session, webinar=webinar, key=key, audience=Audience.SPEAKERS, **more)
    plan(webinar)
    before = dump(session)

    shown = text_of(page(client, path_of(webinar)))

    assert "1 day before the start, at 10:00 Tuesday 2 February 2027, 10:00" in shown
    assert "everybody with a place 1 person (German 1) Planned" in shown
    assert "1 hour after the end" in shown
    assert shown.index("1 hour before the start") < shown.index("Switched off")
    assert row_of(client, webinar, seated.full_name) == (
        "Tue 2 Feb, 04:00 : 1 day before the start, at 10:00"
        " Wed 3 Feb, 07:00 : 1 hour before the start"
    )
    assert "Wed 3 Feb, 13:00 : 1 hour" in row_of(client, webinar, waiting.full_name)
    assert row_of(client, webinar, desk.speaker.name).count("before the start") == 2
    assert dump(session) == before


def test_a_draft_shows_the_same_before_it_is_online(client, session, webinar, people):
    webinar.state = WebinarState.DRAFT
    session.commit()

    shown = text_of(page(client, path_of(webinar)))

    assert "Nothing is sent before the webinar is online." in shown
    assert "Tuesday 2 February 2027, 10:00" in shown
    assert "Planned once it is published" in shown
    assert people[0].full_name in shown


def test_a_host_that_joined_sees_nobody_who_registered_before(client, session, webinar, people):
    joined = update(webinar_hosts).where(webinar_hosts.c.webinar_id == webinar.id)
    session.execute(joined.values(joined_at=NOW + timedelta(days=1)))
    session.commit()

    shown = text_of(page(client, path_of(webinar)))

    assert "everybody with a place 1 person" in shown
    assert people[0].full_name not in shown
    assert people[1].full_name not in shown
    assert "Nobody yet." in shown


def test_many_people_are_paged_and_cost_as_many_statements_as_a_few(
    client, session, webinar, people
):
    page(client, path_of(webinar))
    with recorded_statements() as few:
        page(client, path_of(webinar))
    webinar.capacity = 60
    for _ in range(52):
        make_seated(session, webinar)

    page(client, path_of(webinar))
    with recorded_statements() as many:
        shown = page(client, path_of(webinar))

    assert len(many) == len(few)
    assert "1 to 50 of 54" in text_of(shown)
    assert "51 to 54 of 54" in text_of(page(client, f"{path_of(webinar)}?page=2"))
