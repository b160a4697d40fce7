"""The programme on another site, which lets in our script and frame and nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_webinar, texts
from tests.support.barriers import accessible
from tests.support.browser import Visitor
from tests.support.other_site import policy_allowing, running_other_site
from tests.support.service import running_service
from tests.support.settings import environment_for
from tests.support.sign_in import EMAIL, PASSWORD, make_olga
from tests.support.smtp import Sink
from tests.support.times import starting_in
from webinars.clock import now
from webinars.documents.embed_code import Embed, script_code
from webinars.models.organiser import Organiser
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar

# What the browser does with the frame does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEIGHT_OF_CONTENT = "document.documentElement.offsetHeight"
SAME_HEIGHT = "wanted => Math.abs(document.querySelector('iframe').offsetHeight - wanted) <= 1"


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """The first of three webinars, stored before the service starts."""
    soon, *later = (starting_in(since=now(), days=days) for days in (2, 3, 4))
    first = make_webinar(session, key="w", titles=texts("Grids"), **soon)
    for start in later:
        make_webinar(session, series=first.series, **start)
    return first


@pytest.fixture
def olga(session: Session, webinar: Webinar) -> Organiser:
    """Somebody who signs in, stored before the service starts."""
    made = make_olga(session, webinar.hosts[0])
    session.commit()
    return made


def snippet(service: str, kind: str = "list") -> str:
    embed = Embed(kind=kind, language="fr", host="tweed", topic="", length="5")
    return script_code(embed, f"{service}/embed.js", f"{service}/fr/", "Tout le programme")


def inner(page: Page) -> Any:
    expect(page.locator("iframe")).to_have_count(1)
    return page.frame_locator("iframe")


def test_the_frame_appears_as_high_as_its_content_and_sets_no_cookie(
    webinar: Webinar, visitor: Visitor, service: str
) -> None:
    for width, kind in ((320, "list"), (1280, "list"), (320, "next"), (1280, "next")):
        page = visitor(viewport={"width": width, "height": 900})
        with running_other_site(snippet(service, kind), policy_allowing(service)) as site:
            page.goto(site)
            expect(inner(page).get_by_role("link", name="Grids (fr)")).to_be_visible()
            expect(page.locator("iframe")).to_have_attribute("title", "Webinaires")
            expect(page.get_by_role("link", name="Tout le programme")).to_have_count(0)
            frame = page.frames[1]
            page.wait_for_function(SAME_HEIGHT, arg=frame.evaluate(HEIGHT_OF_CONTENT))
            assert frame.evaluate(
                "document.documentElement.scrollHeight <= innerHeight + 1"
                " && document.documentElement.scrollWidth <= innerWidth"
            )
            assert page.context.cookies() == []
            accessible(page)
    # What stands inside the frame, by itself.
    for scheme, kind in (("light", "next"), ("dark", "list")):
        page = visitor(viewport={"width": 320, "height": 900}, color_scheme=scheme)
        page.goto(f"{service}/fr/embed/{kind}")
        accessible(page)


def test_the_frame_grows_when_it_becomes_narrow(
    webinar: Webinar, visitor: Visitor, service: str
) -> None:
    page = visitor(viewport={"width": 1280, "height": 900})
    with running_other_site(snippet(service), policy_allowing(service)) as site:
        page.goto(site)
        expect(inner(page).get_by_role("link", name="Grids (fr)")).to_be_visible()
        before = page.frames[1].evaluate(HEIGHT_OF_CONTENT)
        page.set_viewport_size({"width": 320, "height": 900})
        page.frames[1].wait_for_function(f"before => {HEIGHT_OF_CONTENT} > before", arg=before)
        page.wait_for_function(SAME_HEIGHT, arg=page.frames[1].evaluate(HEIGHT_OF_CONTENT))


def test_a_click_leaves_the_frame_and_the_sign_up_keeps_the_site(
    webinar: Webinar, visitor: Visitor, service: str, session: Session
) -> None:
    page = visitor()
    with running_other_site(snippet(service, "next"), policy_allowing(service)) as site:
        page.goto(site)
        inner(page).get_by_role("link", name="Grids (fr)").click()
        page.wait_for_url(f"{service}/fr/webinars/w?**")
        page.get_by_role("link", name="S’inscrire").first.click()
        page.get_by_label("Prénom").fill("Kim")
        page.get_by_label("Nom", exact=True).fill("Exemple")
        page.get_by_label("Adresse e-mail").fill("kim@example.org")
        page.locator("[name=organisation_name]").fill("Exemple")
        page.locator("[name=organisation_kind][value=company]").check()
        page.locator("[name=region][value=wallonia]").check()
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/sent**")
    session.rollback()
    assert session.scalars(select(SignUp.source)).all() == [f"{urlsplit(site).hostname}/embed"]


def test_the_page_that_writes_the_lines_shows_what_they_do(
    olga: Organiser, visitor: Visitor
) -> None:
    page = visitor(viewport={"width": 320, "height": 900})
    page.goto("/de/organiser/embeds?kind=next&language=fr")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    expect(inner(page).get_by_role("link", name="Grids (fr)")).to_be_visible()
    page.wait_for_function(SAME_HEIGHT, arg=page.frames[1].evaluate(HEIGHT_OF_CONTENT))
    accessible(page)


def test_a_site_that_lets_nothing_in_shows_a_link_and_nothing_broken(
    webinar: Webinar, browser: Browser, service: str
) -> None:
    refused = {
        "the script": "default-src 'none'",
        "the frame": f"default-src 'none'; script-src {service}",
    }
    for what, policy in refused.items():
        # Not a visitor: the browser itself complains, as the site has asked it to.
        page = browser.new_page()
        with running_other_site(snippet(service), policy) as site:
            page.goto(site)
            expect(page.get_by_role("link", name="Tout le programme")).to_be_visible()
            expect(page.locator("iframe"), what).to_have_count(0)
        page.context.close()


def test_a_site_that_the_operator_has_not_named_shows_a_link_and_nothing_broken(
    app: Flask, webinar: Webinar, browser: Browser, smtp: Sink, database_url: str
) -> None:
    settings = environment_for(database_url, smtp.port, embed_origins="https://www.example.org")
    with running_service(settings, ("serve",)) as service:
        page = browser.new_page()
        with running_other_site(snippet(service), policy_allowing(service)) as site:
            page.goto(site)
            expect(page.locator("iframe")).to_have_count(0)
            expect(page.get_by_role("link", name="Tout le programme")).to_be_visible()
        page.context.close()
