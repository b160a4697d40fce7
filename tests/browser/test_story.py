"""The main job from the visitor's side: real processes, a real browser, a real mail server."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage

import vobject
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_series, make_webinar
from tests.support.browser import Visitor
from tests.support.received import link_in, mails_to
from tests.support.smtp import Sink
from webinars.clock import now
from webinars.models.webinar import Webinar

ADDRESS = "camille.exemple@example.org"


def two_webinars(session: Session) -> tuple[str, Webinar, Webinar]:
    """Return the key of a series and its two webinars, in one and two months."""
    series = make_series(session)

    def starting(days: int, title: str) -> Webinar:
        wall = (now() + timedelta(days=days)).replace(hour=14, minute=0, second=0, microsecond=0)
        titles = {"fr": title, "de": f"{title} (auf Deutsch)", "en": f"{title} (in English)"}
        start = wall.replace(tzinfo=None)
        return make_webinar(session, series=series, local_start=start, titles=titles)

    return series.key, starting(30, "Réseaux intelligents"), starting(60, "L’hydrogène")


def calendar_of(mail: EmailMessage) -> tuple[EmailMessage, str]:
    """Return the calendar part of an invitation, and its content."""
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return part, part.get_content()


def fill_in_french(page: Page) -> None:
    """Fill in the form as somebody from Wallonia who reads French would."""
    page.get_by_label("Prénom").fill("Camille")
    page.get_by_label("Nom", exact=True).fill("Exemple")
    page.get_by_label("Adresse e-mail").fill(ADDRESS)
    page.get_by_label("Votre entreprise ou centre de recherche").fill("Exemple Énergie SA")
    page.get_by_label("Entreprise", exact=True).check()
    page.get_by_label("Wallonie").check()


def test_a_visitor_in_french_signs_up_for_two_webinars_and_reads_the_same_in_german(
    session: Session, smtp: Sink, visitor: Callable[..., Page]
) -> None:
    series, first, second = two_webinars(session)
    titles = [first.titles, second.titles]
    keys = {first.key, second.key}
    starts = {first.starts_at, second.starts_at}
    page = visitor(locale="fr-BE", timezone_id="Europe/Brussels")

    # From the front page of the reader's language to the form.
    page.goto("/")
    expect(page).to_have_url(re.compile("/fr/$"))
    page.goto(f"/fr/series/{series}")
    page.locator(f"a[href*='/fr/series/{series}/register']").first.click()

    # Forgetting a field loses nothing.
    for key in keys:
        page.locator(f"input[name=webinars][value='{key}']").check()
    page.get_by_label("Prénom").fill("Camille")
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    expect(page.locator(".errors")).to_be_focused()
    expect(page.get_by_label("Prénom")).to_have_value("Camille")
    for key in keys:
        expect(page.locator(f"input[name=webinars][value='{key}']")).to_be_checked()
    fill_in_french(page)
    page.locator("main form button[type=submit]").click()
    expect(page).to_have_url(re.compile("/fr/sent$"))
    expect(page.locator("main")).to_contain_text(ADDRESS)

    # One neutral mail; opening its link changes nothing, the button does.
    (asked,) = mails_to(smtp, ADDRESS, 1)
    assert asked["Subject"] == "Veuillez confirmer votre adresse e-mail"
    assert "Camille" not in asked.as_string()
    page.goto(link_in(asked, "confirm"))
    expect(page.locator("main")).to_contain_text("Réseaux intelligents")
    assert len(smtp.messages_to(ADDRESS)) == 1
    page.get_by_role("button", name="Confirmer maintenant").click()
    expect(page).to_have_url(re.compile("/fr/my/"))
    expect(page.locator("main")).to_contain_text("Place réservée")

    # One confirmation for all, one invitation per webinar.
    mails = mails_to(smtp, ADDRESS, 4)[1:]
    assert len(mails) == 3
    invitations = [mail for mail in mails if "text/calendar" in mail.as_string()]
    (confirmation,) = [mail for mail in mails if mail not in invitations]
    assert "2 webinaires" in str(confirmation["Subject"])
    assert {str(mail["Content-Language"]) for mail in mails} == {"fr"}
    check_invitations(invitations, starts)

    # The same page in German.
    page.goto(link_in(confirmation, "my"))
    page.locator("nav.lang a[hreflang=de]").click()
    expect(page).to_have_url(re.compile("/de/my/"))
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("main")).to_contain_text("Platz reserviert")
    for title in titles:
        expect(page.locator("main")).to_contain_text(title["de"])
    register_again(page, smtp)


def register_again(page: Page, smtp: Sink) -> None:
    """Cancel the first of two webinars on a page in German and take it back: nothing to confirm."""
    page.locator("a[href*='/cancel/']").first.click()
    page.locator("main form button[type=submit]").click()
    page.get_by_role("link", name="Wieder anmelden").click()
    expect(page.locator(".pick input:checked")).to_be_enabled()
    page.get_by_role("button", name="Für 1 Webinar anmelden").click()
    expect(page).to_have_url(re.compile("/de/my/[^/]+$"))
    expect(page.locator(".state", has_text="Platz reserviert")).to_have_count(2)
    asked, *others = mails_to(smtp, ADDRESS, 7)
    assert asked["Subject"] not in {mail["Subject"] for mail in others}


def check_invitations(invitations: list[EmailMessage], starts: set[datetime]) -> None:
    """Check two invitations with a parser that did not write them."""
    assert len(invitations) == 2
    events = []
    for mail in invitations:
        part, content = calendar_of(mail)
        assert part.get_param("method") == "REQUEST"
        calendar = vobject.readOne(content)
        assert calendar.method.value == "REQUEST"
        events.append(calendar.vevent)
        assert calendar.vevent.sequence.value == "0"
        assert calendar.vevent.attendee.value == f"mailto:{ADDRESS}"
        assert "/fr/join/" in calendar.vevent.location.value
    assert {event.dtstart.value for event in events} == starts
    assert len({event.uid.value for event in events}) == 2


def test_who_was_signed_up_by_somebody_else_deletes_the_entry(
    session: Session, smtp: Sink, visitor: Visitor
) -> None:
    series, first, _ = two_webinars(session)
    page = visitor(locale="fr-BE", java_script_enabled=False)
    page.goto(f"/fr/series/{series}/register?webinar={first.key}")
    fill_in_french(page)
    page.locator("main form button[type=submit]").click()
    (asked,) = mails_to(smtp, ADDRESS, 1)

    page.goto(link_in(asked, "not-me"))
    page.locator("main form button[type=submit]").click()

    expect(page.locator("main")).to_contain_text("La demande est effacée")
    page.goto(link_in(asked, "confirm"))
    expect(page.locator("h1")).to_contain_text("Il n’y a rien à cette adresse")
