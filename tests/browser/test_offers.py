"""A place becomes free, is offered and accepted: in German on a phone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_invitation,
    make_notice,
    make_registration,
    make_webinar,
    texts,
)
from tests.support.barriers import accessible
from tests.support.browser import Visitor
from tests.support.received import link_in, mails_to
from tests.support.smtp import Sink
from webinars.clock import now
from webinars.models.registration import Registration, RegistrationState
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"viewport": {"width": 390, "height": 800}, "locale": "de-DE"}
WAITING = "robin@example.org"


@pytest.fixture
def seated(session: Session) -> Registration:
    """Kim has the only place, Robin waits for it."""
    make_notice(session)
    start = (now() + timedelta(days=30)).replace(tzinfo=None, microsecond=0)
    webinar = make_webinar(
        session, capacity=1, offer_hours=48, local_start=start, titles=texts("Netze")
    )
    kim, robin = (
        make_attendee(session, email=email, given_name=email.partition("@")[0].title())
        for email in ("kim@example.org", WAITING)
    )
    own = make_registration(session, webinar=webinar, attendee=kim)
    make_invitation(session, own)
    waits = RegistrationState.WAITING
    make_registration(session, webinar=webinar, attendee=robin, state=waits, created_at=now())
    return own


def test_a_cancelled_place_is_offered_by_mail_and_accepted(
    session: Session, smtp: Sink, seated: Registration, visitor: Visitor
) -> None:
    token = derive(current_settings().link_key, Purpose.MY_PAGE, seated.attendee_id, 1)
    number = seated.id
    session.rollback()
    page = visitor(**PHONE)

    page.goto(f"/de/my/{token}/cancel/{number}")
    page.locator("main form button").click()
    expect(page.get_by_role("status")).to_contain_text("Ihr Platz ist freigegeben.")

    (offer,) = mails_to(smtp, WAITING, 1)
    assert "Ein Platz ist für Sie reserviert" in str(offer["Subject"])
    page.goto(link_in(offer, "de/my"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ein Platz ist für Sie reserviert")
    accessible(page)
    page.get_by_role("link", name="Meine Seite").first.click()
    expect(page.locator("ol.stops")).to_contain_text("Ein Platz ist für Sie reserviert bis")
    accessible(page)
    page.get_by_role("link", name=re.compile("^Annehmen oder ablehnen")).click()
    page.get_by_role("button", name="Platz annehmen").click()

    expect(page.get_by_role("status")).to_contain_text("Der Platz gehört Ihnen.")
    expect(page.locator("ol.stops")).to_contain_text("Platz reserviert")
    confirmed = mails_to(smtp, WAITING, 2)[1]
    assert [part for part in confirmed.walk() if part.get_content_type() == "text/calendar"]
