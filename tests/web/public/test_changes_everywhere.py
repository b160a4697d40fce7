"""A webinar that is moved or cancelled: every output tells it at once, to readers not ours."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
import vobject
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from tests.factories import NOW, make_webinar, texts
from tests.support.changes import later, make_editor
from tests.support.organisers import make_organiser
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.pdf import pdf_pages
from tests.support.settings import BASE_URL
from tests.support.times import starting_in
from tests.support.vocabulary import faults
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
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = "https://schema.org"

PAGES = ("/", "/series/s", "/webinars/w", "/webinars/w/flyer", "/embed/list", "/embed/next")
SHEETS = ("/webinars/w/flyer.pdf", "/series/s/flyer.pdf")
CALENDARS = ("/calendar.ics", "/hosts/tweed/calendar.ics", "/series/s/calendar.ics")
FEEDS = (*CALENDARS, "/feed.atom", *SHEETS, "/webinars/w/share.png")


@pytest.fixture
def webinar(session: Session) -> Webinar:
    made = make_webinar(session, key="w", titles=texts("Grids"), **starting_in(days=5))
    made.series.key = "s"
    # Published long ago, so that its last change is not of today.
    made.changed_at = NOW.replace(year=2026)
    session.commit()
    return made


class Outputs:
    """What each output says of the only webinar, in English."""

    def __init__(self, client: FlaskClient) -> None:
        soups = {path: page(client, f"/en{path}") for path in (*PAGES, "/series/s/flyer")}
        self.texts = {path: text_of(soup) for path, soup in soups.items()}
        for path in SHEETS:
            self.texts[path] = " ".join(" ".join(pdf_pages(_body(client, path))).split())
        self.events = {path: _event(client, path) for path in CALENDARS}
        self.data = _data(soups["/webinars/w"])
        (self.data_in_series,) = _data(soups["/series/s"])["subEvent"]
        self.entry = _entry(client)
        self.changed_on = _changed_on(client)
        self.address = str(part(soups["/webinars/w"], 'meta[property="og:image"]')["content"])
        self.picture = client.get(self.address.removeprefix(BASE_URL)).get_data()
        assert Image.open(BytesIO(self.picture)).size == (1200, 630)
        self.tags = {path: client.get(f"/en{path}").headers["ETag"] for path in FEEDS}


def _body(client: FlaskClient, path: str) -> bytes:
    return client.get(f"/en{path}").get_data()


def _event(client: FlaskClient, path: str) -> Any:
    return vobject.readOne(_body(client, path).decode()).vevent


def _data(soup: BeautifulSoup) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(str(part(soup, '[type="application/ld+json"]').string))
    return found


def _entry(client: FlaskClient) -> dict[str, str | None]:
    root = ElementTree.fromstring(_body(client, "/feed.atom"))  # noqa: S314 - our own
    (entry,) = root.findall(f"{ATOM}entry")
    return {name: entry.findtext(f"{ATOM}{name}") for name in ("summary", "updated")}


def _changed_on(client: FlaskClient) -> dict[str, date]:
    """Return the last change of the pages that the sitemap names, by the rest of their path."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").get_data())  # noqa: S314 - our own
    found = {}
    for url in root.findall(f"{SITEMAP}url"):
        changed = url.findtext(f"{SITEMAP}lastmod")
        if changed:
            address = str(url.findtext(f"{SITEMAP}loc"))
            found[address.removeprefix(f"{BASE_URL}/en")] = date.fromisoformat(changed)
    return found


def assert_all_anew(before: Outputs, after: Outputs) -> None:
    """Every text, picture, address and validator is another than before."""
    for path, text in after.texts.items():
        assert text != before.texts[path], path
    for path, tag in after.tags.items():
        assert tag != before.tags[path], path
    for place in ("/webinars/w", "/series/s"):
        assert before.changed_on[place].year == 2026
        assert after.changed_on[place] == now().date()
    assert after.entry["updated"] != before.entry["updated"]
    assert after.address != before.address
    assert after.picture != before.picture


def test_a_move_shows_everywhere_at_once(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    old, before = webinar.starts_at, Outputs(client)
    editor, time = make_editor(session, webinar), later(webinar, days=1)
    move_webinar(editor, "w", time, {}, seen=1, now=now())
    session.refresh(webinar)

    after = Outputs(client)

    assert_all_anew(before, after)
    day = f"{to_local(webinar.starts_at, webinar.time_zone):%-d %b}"
    for path, text in after.texts.items():
        # The card writes the day large and apart from its month.
        assert (day.split()[0] if path == "/embed/next" else day) in text, path
    for path in ("/", "/series/s", "/webinars/w", "/embed/list", "/embed/next"):
        assert "New date" in after.texts[path], path
    assert day in str(after.entry["summary"])
    for event in after.events.values():
        assert (event.status.value, event.sequence.value) == ("CONFIRMED", "1")
        assert event.dtstart.value == webinar.starts_at
    assert after.data["eventStatus"] == f"{SCHEMA}/EventRescheduled"
    assert datetime.fromisoformat(after.data["previousStartDate"]) == old.replace(second=0)
    for data in (after.data, after.data_in_series):
        assert list(faults(data)) == []
        assert datetime.fromisoformat(data["startDate"]) == webinar.starts_at


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

    assert (
        _data(page(client, "/en/webinars/w"))["eventStatus"] == "https://schema.org/EventScheduled"
    )


def test_a_time_that_was_published_by_agreement_is_the_time_before(
    client: FlaskClient, session: Session
) -> None:
    draft = make_webinar(session, key="w", state=WebinarState.DRAFT, **starting_in(days=5))
    editor = make_organiser(session, dict.fromkeys(draft.hosts, Role.OWNER))
    ask_or_agree(editor, "w", revision=draft.revision, now=now())
    session.refresh(draft)
    move_webinar(editor, "w", later(draft, days=1), {}, seen=1, now=now())

    assert (
        _data(page(client, "/en/webinars/w"))["eventStatus"]
        == "https://schema.org/EventRescheduled"
    )


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
    before = Outputs(client)
    cancel_webinar(make_editor(session, webinar), "w", {}, seen=1, now=now())

    after = Outputs(client)

    assert_all_anew(before, after)
    gone = {"/embed/next", "/series/s/flyer", "/series/s/flyer.pdf"}
    for path, text in after.texts.items():
        assert "Grids" in before.texts[path], path
        if path in gone:
            assert "Grids" not in text, path
        else:
            assert "cancelled" in text.lower(), path
    assert "has been cancelled" in str(after.entry["summary"])
    for event in after.events.values():
        assert (event.status.value, event.sequence.value) == ("CANCELLED", "1")
        assert event.summary.value == "Cancelled: Grids (en) (webinar)"
    for data in (after.data, after.data_in_series):
        assert list(faults(data)) == []
        assert data["eventStatus"] == f"{SCHEMA}/EventCancelled"
        assert "offers" not in data
