"""A webinar that is moved or cancelled: every output tells it at once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
import vobject
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_webinar, texts
from tests.support.changes import later, make_editor
from tests.support.organisers import make_organiser
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.organiser import Role
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.agreements import ask_or_agree
from webinars.services.changes import cancel_webinar, move_webinar
from webinars.services.zone_changes import follow_zones
from webinars.steps.schedules import keep_schedule
from webinars.zones import to_local

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def webinar(session: Session) -> Webinar:
    return make_webinar(session, key="w", titles=texts("Grids"), **starting_in(days=5))


def outputs(client: FlaskClient) -> dict[str, Any]:
    """Read what each output says of the only webinar, by a reader that is not ours."""
    soup = page(client, "/en/webinars/w")
    atom = ElementTree.fromstring(client.get("/en/feed.atom").get_data())  # noqa: S314 - our own
    (entry,) = atom.findall(f"{ATOM}entry")
    calendar = vobject.readOne(client.get("/en/calendar.ics").get_data(as_text=True))
    address = str(part(soup, 'meta[property="og:image"]')["content"])
    return {
        "data": json.loads(str(part(soup, 'script[type="application/ld+json"]').string)),
        "event": calendar.vevent,
        "summary": entry.findtext(f"{ATOM}summary"),
        "updated": entry.findtext(f"{ATOM}updated"),
        "address": address,
        "picture": client.get(address.partition("localhost")[2]).get_data(),
        "list": text_of(page(client, "/en/embed/list")),
        "next": text_of(page(client, "/en/embed/next")),
    }


def test_a_move_shows_everywhere_at_once(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    old, before = webinar.starts_at, outputs(client)
    editor, time = make_editor(session, webinar), later(webinar, days=1)
    move_webinar(editor, "w", time, {}, seen=1, now=now())
    session.refresh(webinar)

    after = outputs(client)

    assert after["data"]["eventStatus"] == "https://schema.org/EventRescheduled"
    assert datetime.fromisoformat(after["data"]["previousStartDate"]) == old.replace(second=0)
    assert datetime.fromisoformat(after["data"]["startDate"]) == webinar.starts_at
    event = after["event"]
    assert (event.status.value, event.sequence.value) == ("CONFIRMED", "1")
    assert event.dtstart.value == webinar.starts_at
    day = f"{to_local(webinar.starts_at, webinar.time_zone):%-d %B}"
    assert day in after["summary"]
    assert after["address"] != before["address"]
    assert after["picture"] != before["picture"]
    for frame in ("list", "next"):
        assert day[:6].rstrip() in after[frame]
        assert after[frame] != before[frame]


def test_a_move_shows_in_the_data_of_the_series_too(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    old, unmoved = webinar.starts_at, make_webinar(session, series=webinar.series)
    editor, time = make_editor(session, webinar), later(webinar, days=1)
    move_webinar(editor, "w", time, {}, seen=1, now=now())

    soup = page(client, f"/en/series/{webinar.series.key}")
    data = json.loads(str(part(soup, 'script[type="application/ld+json"]').string))
    events = {each["url"].rpartition("/")[2]: each for each in data["subEvent"]}

    assert events["w"]["eventStatus"] == "https://schema.org/EventRescheduled"
    assert datetime.fromisoformat(events["w"]["previousStartDate"]) == old.replace(second=0)
    assert events[unmoved.key]["eventStatus"] == "https://schema.org/EventScheduled"
    assert "previousStartDate" not in events[unmoved.key]


def test_a_time_from_before_a_webinar_was_published_shows_nowhere(
    client: FlaskClient, session: Session
) -> None:
    draft = make_webinar(session, key="w", state=WebinarState.DRAFT, **starting_in(days=5))
    draft.schedule_version += 1
    draft.starts_at += timedelta(days=1)
    keep_schedule(session, draft, now=now() - timedelta(hours=1))
    editor = make_organiser(session, dict.fromkeys(draft.hosts, Role.OWNER))
    ask_or_agree(editor, "w", revision=draft.revision, now=now())

    assert outputs(client)["data"]["eventStatus"] == "https://schema.org/EventScheduled"


def test_a_time_that_was_published_by_agreement_is_the_time_before(
    client: FlaskClient, session: Session
) -> None:
    draft = make_webinar(session, key="w", state=WebinarState.DRAFT, **starting_in(days=5))
    editor = make_organiser(session, dict.fromkeys(draft.hosts, Role.OWNER))
    ask_or_agree(editor, "w", revision=draft.revision, now=now())
    session.refresh(draft)
    move_webinar(editor, "w", later(draft, days=1), {}, seen=1, now=now())

    assert outputs(client)["data"]["eventStatus"] == "https://schema.org/EventRescheduled"


def test_new_rules_for_clocks_show_the_same_time_at_another_moment(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    webinar.starts_at -= timedelta(hours=1)
    webinar.ends_at -= timedelta(hours=1)
    keep = session.query(Schedule).one()
    keep.starts_at, keep.ends_at = webinar.starts_at, webinar.ends_at
    session.commit()
    follow_zones(now())

    shown = text_of(page(client, "/en/webinars/w"))
    assert "New rules apply to the clocks (Berlin). This webinar stays at" in shown
    assert "08:00–09:15 UTC" in shown
    assert "09:00–10:15 UTC" in shown


def test_a_cancellation_shows_everywhere_at_once(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    before = outputs(client)
    cancel_webinar(make_editor(session, webinar), "w", {}, seen=1, now=now())

    after = outputs(client)

    assert after["data"]["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in after["data"]
    event = after["event"]
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "1")
    assert event.summary.value == "Cancelled: Grids (en) (webinar)"
    assert "has been cancelled" in after["summary"]
    assert after["address"] != before["address"]
    assert after["picture"] != before["picture"]
    assert "Cancelled" in after["list"]
    assert "Grids" in before["next"]
    assert "Grids" not in after["next"]
