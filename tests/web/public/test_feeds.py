from datetime import timedelta
from xml.etree import ElementTree

import pytest
import vobject

from tests.factories import NOW, make_hosts, make_series, make_topic, make_webinar, texts
from tests.support.settings import BASE_URL
from webinars.models.webinar import WebinarState

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def calendar_at(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    body = response.get_data()
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    return vobject.readOne(body.decode())


def test_the_calendar_of_the_programme_holds_what_is_public_and_no_attendee(client, session):
    first = make_webinar(session, titles={"de": "Netze", "en": "Grids, in use"})
    gone = make_webinar(session, state=WebinarState.CANCELLED, schedule_version=2)
    make_webinar(session, state=WebinarState.DRAFT, titles=texts("Secret"))

    calendar = calendar_at(client, "/en/calendar.ics")

    assert calendar.method.value == "PUBLISH"
    assert calendar.contents["name"][0].value == "Energy webinars: Saxony and Wallonia"
    assert calendar.contents["refresh-interval"][0].value == "PT6H"
    assert calendar.contents["source"][0].value == f"{BASE_URL}/en/calendar.ics"
    events = {event.uid.value: event for event in calendar.vevent_list}
    assert len(events) == 2
    for event in events.values():
        assert "attendee" not in event.contents
        assert len(event.contents["organizer"]) == 1
        assert event.url.value.startswith(f"{BASE_URL}/en/webinars/")
    kept = events[f"webinar-{first.id}@example.org"]
    assert kept.summary.value == "Grids, in use (webinar)"
    assert kept.dtstart.value == first.starts_at
    assert (kept.status.value, kept.sequence.value) == ("CONFIRMED", "0")
    dropped = events[f"webinar-{gone.id}@example.org"]
    assert (dropped.status.value, dropped.sequence.value) == ("CANCELLED", "1")
    assert "Cancelled" in dropped.summary.value


def test_calendars_of_a_host_and_a_series_hold_theirs_only(client, session):
    own, partner = make_hosts(session)
    series = make_series(session)
    joint = make_webinar(session, series=series)
    alone = make_webinar(session, hosts=[partner])

    def uids(path):
        found = calendar_at(client, path).contents.get("vevent", [])
        return {event.uid.value.partition("@")[0] for event in found}

    assert uids(f"/fr/hosts/{own.key}/calendar.ics") == {f"webinar-{joint.id}"}
    assert uids(f"/fr/series/{series.key}/calendar.ics") == {f"webinar-{joint.id}"}
    both = {f"webinar-{joint.id}", f"webinar-{alone.id}"}
    assert uids(f"/fr/hosts/{partner.key}/calendar.ics") == both


def test_an_empty_programme_is_a_calendar_too(client, session):
    make_hosts(session)
    assert b"BEGIN:VCALENDAR" in client.get("/de/calendar.ics").get_data()


def test_a_saved_entry_is_one_event_of_public_words(client, session):
    webinar = make_webinar(session, meeting_url="https://meet.example.org/secret-room")
    response = client.get(f"/de/webinars/{webinar.key}/calendar.ics")
    assert "attachment" in response.headers["Content-Disposition"]
    assert len(vobject.readOne(response.get_data(as_text=True)).vevent_list) == 1
    assert b"secret-room" not in response.get_data()


@pytest.mark.parametrize("path", ["/de/calendar.ics", "/de/feed.atom", "/sitemap.xml"])
def test_who_asks_again_is_told_that_nothing_changed_until_something_does(client, session, path):
    webinar = make_webinar(session)
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304

    webinar.state = WebinarState.CANCELLED
    webinar.schedule_version += 1
    webinar.changed_at = NOW + timedelta(days=1)
    session.commit()

    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_news_feed_is_atom_with_the_last_change_first(client, session):
    make_webinar(session, titles=texts("Older"))
    newer = make_webinar(session, titles=texts("Newer"), changed_at=NOW + timedelta(hours=1))
    topic = make_topic(session)
    newer.topics.append(topic)
    session.commit()

    response = client.get("/fr/feed.atom")

    assert response.mimetype == "application/atom+xml"
    root = ElementTree.fromstring(response.get_data())  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    for required in ("id", "title", "updated", "author"):
        assert root.find(f"{ATOM}{required}") is not None, required
    entries = root.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Newer (fr)", "Older (fr)"]
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert entries[0].find(f"{ATOM}category").get("term") == topic.key
    assert entries[0].findtext(f"{ATOM}id") == f"{BASE_URL}/fr/webinars/{newer.key}"


def test_the_sitemap_names_every_public_page_in_every_language(client, session):
    webinar = make_webinar(session)
    draft = make_webinar(session, state=WebinarState.DRAFT)

    root = ElementTree.fromstring(client.get("/sitemap.xml").get_data())  # noqa: S314

    places = [str(element.text) for element in root.iter(f"{SITEMAP}loc")]
    assert len(places) == len(set(places))
    for language in ("de", "fr", "en"):
        assert f"{BASE_URL}/{language}/" in places
        assert f"{BASE_URL}/{language}/webinars/{webinar.key}" in places
    assert not [place for place in places if draft.key in place]
    links = root.findall(f"{SITEMAP}url")[0].findall("{http://www.w3.org/1999/xhtml}link")
    assert {link.get("hreflang") for link in links} == {"de", "fr", "en"}
    for place in places:
        assert client.get(place.removeprefix(BASE_URL)).status_code == 200


def test_robots_are_led_to_the_sitemap(client, session):
    make_hosts(session)
    text = client.get("/robots.txt").get_data(as_text=True)
    assert f"Sitemap: {BASE_URL}/sitemap.xml" in text


def test_feeds_may_be_read_by_other_sites(client, session):
    make_webinar(session)
    headers = client.get("/en/calendar.ics").headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in headers
