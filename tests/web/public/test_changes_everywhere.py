"""A webinar that is moved or cancelled: every output tells it at once."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
import vobject
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_webinar, texts
from tests.support.changes import later, make_editor, make_seated
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.webinar import Webinar
from webinars.services.changes import cancel_webinar, move_webinar
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
    # Only a time that somebody was told can be a time before.
    make_seated(session, webinar)
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
