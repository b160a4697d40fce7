"""What only a browser can tell of the public pages."""

from datetime import datetime, timedelta

import pytest

from tests.factories import make_agenda_item, make_notice, make_organisation, make_webinar
from tests.support.barriers import barriers_of
from webinars.clock import now

NARROW = "\u202f"
OWN = ".date-zone[data-local-time]"
FRENCH_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def next_third_of_february():
    """Return 14:00 on the next 3 February, on which New York and Auckland keep their times."""
    today = now().replace(tzinfo=None)
    start = datetime(today.year, 2, 3, 14, 0)
    return start if start > today + timedelta(days=1) else start.replace(year=today.year + 1)


@pytest.fixture
def webinar(session):
    """A webinar stored before the service starts: asked for before ``visitor``."""
    make_notice(session)
    title = {"de": "Energiemanagement und Stromversorgungssysteme"}
    made = make_webinar(session, key="w", titles=title, local_start=next_third_of_february())
    make_agenda_item(session, webinar=made, organisation=make_organisation(session))
    session.refresh(made.series)
    return made


@pytest.mark.parametrize(
    ("zone", "city", "later", "expected"),
    [
        ("America/New_York", "New York", 0, "3 Feb, 08:00–09:15"),
        ("Asia/Tokyo", "Tokyo", 0, "3 Feb, 22:00–23:15"),
        ("Pacific/Auckland", "Auckland", 1, "4 Feb, 02:00–03:15"),
    ],
)
def test_a_visitor_elsewhere_is_told_the_time_of_their_own_clock(
    webinar, visitor, zone, city, later, expected
):
    page = visitor(timezone_id=zone)
    page.goto("/en/webinars/w")
    day = webinar.local_start + timedelta(days=later)
    assert page.locator(OWN).inner_text() == f"Where you are ({city}): {day:%a} {expected}"


def test_french_times_are_written_as_in_belgium(webinar, visitor):
    page = visitor(timezone_id="America/New_York")
    page.goto("/fr/webinars/w")
    own = page.locator(OWN).inner_text()
    assert f"8{NARROW}h{NARROW}00" in own
    assert f"{FRENCH_DAYS[webinar.local_start.weekday()]} 3 févr." in own


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
        f"/fr/programme/month/{webinar.local_start:%Y-%m}",
        "/de/webinars/w",
        f"/fr/series/{webinar.series.key}",
        "/en/hosts/tweed/privacy",
        "/fr/privacy/joint",
        "/de/accessibility",
        "/de/nothing",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path
        assert barriers_of(page) == [], path
