from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from webinars.rules.calendar_links import PublicEntry, google_link, outlook_link

BERLIN = ZoneInfo("Europe/Berlin")
ENTRY = PublicEntry(
    title="Énergie & réseaux + stockage",
    details="First line\n\nhttps://webinars.example/fr/webinars/w",
    location="https://webinars.example/fr/webinars/w",
    starts_at=datetime(2027, 7, 1, 14, 0, tzinfo=BERLIN),
    ends_at=datetime(2027, 7, 1, 15, 15, tzinfo=BERLIN),
)
LINKS = {
    "google": google_link(ENTRY),
    "outlook": outlook_link(ENTRY, company=False),
    "office": outlook_link(ENTRY, company=True),
}


def asked(link):
    return {name: value for name, (value,) in parse_qs(urlsplit(link).query).items()}


def test_google_is_told_in_utc():
    assert LINKS["google"].startswith("https://calendar.google.com/calendar/render?")
    assert asked(LINKS["google"]) == {
        "action": "TEMPLATE",
        "text": ENTRY.title,
        "dates": "20270701T120000Z/20270701T131500Z",
        "details": ENTRY.details,
        "location": ENTRY.location,
    }


@pytest.mark.parametrize(
    ("name", "house"), [("outlook", "outlook.live.com"), ("office", "outlook.office.com")]
)
def test_both_outlooks_are_told_in_utc(name, house):
    assert urlsplit(LINKS[name])[:3] == ("https", house, "/calendar/0/deeplink/compose")
    assert asked(LINKS[name]) == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": ENTRY.title,
        "startdt": "2027-07-01T12:00:00Z",
        "enddt": "2027-07-01T13:15:00Z",
        "body": ENTRY.details,
        "location": ENTRY.location,
    }


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_no_space_is_sent_as_a_plus_sign_which_outlook_would_show(link):
    assert "+" not in link
    assert "%20" in link
    assert "%2B" in link
