import json
from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.factories import (
    NOW,
    make_hosts,
    make_series,
    make_speaker,
    make_webinar,
    texts,
)
from tests.support.pages import page
from tests.support.parts import part
from tests.support.qr import read_qr
from tests.support.settings import BASE_URL
from tests.support.times import starting_in
from tests.support.vocabulary import faults
from webinars.models.webinar import WebinarState

ROOM = "https://meet.example.org/secret-room"


def data_of(soup):
    (block,) = soup.select('script[type="application/ld+json"]')
    return json.loads(block.string)


@pytest.mark.parametrize(
    ("values", "status", "availability"),
    [
        ({}, "EventScheduled", "InStock"),
        ({"seats_taken": 49}, "EventScheduled", "LimitedAvailability"),
        ({"seats_taken": 50}, "EventScheduled", "SoldOut"),
        ({"opens_at": NOW + timedelta(days=2)}, "EventScheduled", "PreOrder"),
        ({"closes_at": NOW - timedelta(days=2)}, "EventScheduled", None),
        (starting_in(days=-3), "EventScheduled", None),
        ({"state": WebinarState.CANCELLED}, "EventCancelled", None),
    ],
)
def test_a_webinar_tells_machines_what_it_tells_people(
    client, session, values, status, availability
):
    webinar = make_webinar(session, meeting_url=ROOM, **values)
    make_speaker(session, webinar=webinar, name="Alex Muster")

    data = data_of(page(client, f"/de/webinars/{webinar.key}"))

    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "BusinessEvent"
    assert list(faults(data)) == []
    assert data["eventStatus"] == f"https://schema.org/{status}"
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert data["location"] == {
        "@type": "VirtualLocation",
        "url": f"{BASE_URL}/de/webinars/{webinar.key}",
    }
    assert data["startDate"][-6:] in {"+01:00", "+02:00"}
    assert [each["name"] for each in data["organizer"]] == ["Energy Saxony", "TWEED"]
    assert data["performer"][0]["name"] == "Alex Muster"
    assert data["superEvent"]["@type"] == "EventSeries"
    assert ROOM not in json.dumps(data)
    offered = data.get("offers", {}).get("availability")
    assert offered == (availability and f"https://schema.org/{availability}")
    told = {"InStock", "LimitedAvailability", "SoldOut"}
    assert ("remainingAttendeeCapacity" in data) is (availability in told)


def test_a_series_tells_of_its_webinars(client, session):
    series = make_series(session)
    for days in (3, 9):
        make_webinar(session, series=series, **starting_in(days=days))

    data = data_of(page(client, f"/fr/series/{series.key}"))

    assert data["@type"] == "EventSeries"
    assert list(faults(data)) == []
    assert [each["@type"] for each in data["subEvent"]] == ["BusinessEvent"] * 2
    assert data["startDate"] == data["subEvent"][0]["startDate"]
    assert data["endDate"] == data["subEvent"][1]["endDate"]


def test_a_shared_page_brings_its_picture_words_and_languages(client, session):
    webinar = make_webinar(session)
    soup = page(client, f"/fr/webinars/{webinar.key}")

    def said(name):
        return [str(tag["content"]) for tag in soup.select(f'meta[property="{name}"]')]

    assert said("og:locale") == ["fr_BE"]
    assert set(said("og:locale:alternate")) == {"de_DE", "en_GB"}
    assert said("og:url") == [f"{BASE_URL}/fr/webinars/{webinar.key}"]
    (image,) = said("og:image")
    assert part(soup, 'meta[name="twitter:card"]')["content"] == "summary_large_image"
    assert part(soup, 'link[rel=alternate][hreflang="x-default"]')["href"].endswith(
        f"/en/webinars/{webinar.key}"
    )
    picture = client.get(image.removeprefix(BASE_URL))
    assert Image.open(BytesIO(picture.get_data())).size == (1200, 630)
    assert "immutable" in picture.headers["Cache-Control"]


def test_a_picture_changes_its_address_with_what_stands_on_it(client, session):
    webinar = make_webinar(session)
    path = f"/de/webinars/{webinar.key}"

    def picture():
        soup = page(client, path)
        return str(part(soup, 'meta[property="og:image"]')["content"])

    before = picture()
    assert picture() == before
    webinar.titles = texts("Another title")
    session.commit()
    assert picture() != before
    assert client.get(f"{path}/share.png").get_data()


@pytest.mark.parametrize("path", ["/en/share.png", "/en/series/{series}/share.png"])
def test_other_pages_have_a_picture_too(client, session, path):
    webinar = make_webinar(session)
    response = client.get(path.format(series=webinar.series.key))
    assert Image.open(BytesIO(response.get_data())).format == "PNG"


@pytest.mark.parametrize(
    "title",
    [
        "Batteriespeicher und Microgrids: Energie dort, wo sie gebraucht wird",
        "Wechselrichtertechnologie " * 20,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    ],
)
@pytest.mark.parametrize("state", [WebinarState.PUBLISHED, WebinarState.CANCELLED])
def test_title_date_and_hosts_stand_apart_on_the_picture(client, session, title, state):
    names = ("Wirtschaftsförderung im Land Sachsen GmbH", "Agence wallonne à l’Exportation")
    for host, name in zip(make_hosts(session), names, strict=True):
        host.name = name
    webinar = make_webinar(session, titles={"de": title}, state=state)
    response = client.get(f"/de/webinars/{webinar.key}/share.png")
    picture = Image.open(BytesIO(response.get_data())).convert("RGB")
    assert picture.size == (1200, 630)
    above_the_hosts, right_of_all = (0, 526, 1200, 538), (1140, 160, 1200, 630)
    for free in (above_the_hosts, right_of_all):
        assert picture.crop(free).getcolors(maxcolors=1) is not None, free


@pytest.mark.parametrize("kind", ["webinars", "series"])
def test_a_code_leads_to_its_page(client, session, kind):
    webinar = make_webinar(session)
    page_of = f"/fr/{kind}/{webinar.key if kind == 'webinars' else webinar.series.key}"
    drawn = client.get(f"{page_of}/qr.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(drawn.get_data()).tag.endswith("svg")  # noqa: S314 - our own
    if kind == "webinars":
        picture = Image.open(BytesIO(client.get(f"{page_of}/qr.png").get_data()))
        assert picture.size[0] == picture.size[1] >= 300
        assert read_qr(picture) == f"{BASE_URL}{page_of}"
