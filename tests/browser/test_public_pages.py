"""What only a browser can tell of the public pages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import make_agenda_item, make_notice, make_organisation, make_webinar

NARROW = "\u202f"
OWN = ".date-zone[data-local-time]"


@pytest.fixture
def webinar(session):
    """A webinar stored before the service starts: asked for before ``visitor``."""
    make_notice(session)
    title = {"de": "Energiemanagement und Stromversorgungssysteme"}
    made = make_webinar(session, key="w", titles=title)
    make_agenda_item(session, webinar=made, organisation=make_organisation(session))
    session.refresh(made.series)
    return made


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("America/New_York", "en", "Where you are (New York): Wed 3 Feb, 08:00–09:15"),
        ("Asia/Tokyo", "en", "Where you are (Tokyo): Wed 3 Feb, 22:00–23:15"),
        ("Pacific/Auckland", "en", "Where you are (Auckland): Thu 4 Feb, 02:00–03:15"),
    ],
)
def test_a_visitor_elsewhere_is_told_the_time_of_their_own_clock(
    webinar, visitor, zone, language, expected
):
    page = visitor(timezone_id=zone)
    page.goto(f"/{language}/webinars/w")
    assert page.locator(OWN).inner_text() == expected


def test_french_times_are_written_as_in_belgium(webinar, visitor):
    page = visitor(timezone_id="America/New_York")
    page.goto("/fr/webinars/w")
    own = page.locator(OWN).inner_text()
    assert f"8{NARROW}h{NARROW}00" in own
    assert "mer. 3 févr." in own


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Brussels", "Africa/Lagos"])
def test_a_visitor_whose_clock_shows_the_same_is_told_nothing(webinar, visitor, zone):
    page = visitor(timezone_id=zone)
    page.goto("/en/webinars/w")
    assert not page.locator(OWN).is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_serious_barriers_or_scrolls_sideways_at_320_pixels(webinar, visitor, scheme):
    page = visitor(color_scheme=scheme, viewport={"width": 320, "height": 700})
    for path in (
        "/de/",
        "/de/programme?q=energie&language=en",
        "/fr/programme/past",
        "/fr/programme/month/2027-02",
        "/de/webinars/w",
        f"/fr/series/{webinar.series.key}",
        "/en/hosts/tweed/privacy",
        "/fr/privacy/joint",
        "/de/accessibility",
        "/de/nothing",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        barriers = [
            (each["id"], each["nodes"][0]["html"])
            for each in Axe().run(page).response["violations"]
            if each["impact"] in {"serious", "critical"}
        ]
        assert barriers == [], path
