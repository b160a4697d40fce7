"""Creating a series and a webinar in French on a phone, without scripts."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_webinar
from tests.support.barriers import accessible
from tests.support.browser import Visitor
from tests.support.organisers import make_organiser, make_session
from tests.support.times import starting_in
from webinars.clock import now
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.web.access import TOKEN

# What the browser adds does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"viewport": {"width": 320, "height": 640}, "locale": "fr-BE"}


def sign_in(app: Flask, session: Session, page: Page, service: str) -> None:
    saxony, _ = make_hosts(session)
    make_session(session, make_organiser(session, {saxony: Role.EDITOR}), "browser")
    session.commit()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    cookie = {"name": "session", "value": str(signer.dumps({TOKEN: "browser"})), "url": service}
    page.context.add_cookies([cookie])  # type: ignore[list-item]


def title(page: Page, text: str) -> None:
    page.locator("fieldset", has_text=re.compile("^\\s*Titre")).get_by_label("Français").fill(text)


def test_a_series_and_a_webinar_are_made_in_french_without_a_script(
    app: Flask, session: Session, visitor: Visitor, service: str
) -> None:
    page = visitor(java_script_enabled=False, **PHONE)
    sign_in(app, session, page, service)
    page.goto("/fr/organiser/series")
    page.get_by_role("link", name="Créer le premier cycle").click()
    title(page, "Réseaux d’énergie")
    page.get_by_role("button", name="Enregistrer le cycle").click()
    expect(page.get_by_role("status")).to_contain_text("Aucun e-mail n’est parti.")

    page.get_by_role("link", name="Ajouter un webinaire").click()
    title(page, "Micro-réseaux")
    page.get_by_label("Date", exact=True).fill("2099-10-25")
    page.get_by_label("Début", exact=True).fill("02:30")
    page.get_by_role("button", name="Ajouter un point").click()
    page.get_by_label("Minutes", exact=True).fill("60")
    page.locator("#agenda-0").get_by_label("Français").first.fill("Exposé")
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.get_by_role("alert")).to_contain_text("existe deux fois")
    page.get_by_label("La seconde (heure d’hiver)").check()
    # Enter in a field sends the form itself, none of its other buttons.
    page.get_by_label("Places", exact=True).press("Enter")

    expect(page.locator("h1")).to_have_text("Micro-réseaux")
    expect(page.locator(".state").first).to_have_text("Brouillon")
    session.rollback()
    made = session.scalars(select(Webinar)).one()
    assert (made.titles, made.fold) == ({"fr": "Micro-réseaux"}, 1)
    assert [item.titles for item in made.agenda] == [{"fr": "Exposé"}]


def test_the_pages_for_editing_are_accessible_and_fit_a_phone(
    app: Flask, session: Session, visitor: Visitor, service: str
) -> None:
    page = visitor(**PHONE)
    sign_in(app, session, page, service)
    page.goto("/fr/organiser/series/new")
    accessible(page)
    title(page, "Réseaux")
    page.get_by_role("button", name="Enregistrer le cycle").click()
    accessible(page)
    page.get_by_role("link", name="Ajouter un webinaire").click()
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.get_by_role("alert")).to_contain_text("Veuillez indiquer le titre.")
    accessible(page)


def test_several_webinars_are_edited_in_french_without_a_script(
    app: Flask, session: Session, visitor: Visitor, service: str
) -> None:
    month = starting_in(since=now(), days=30)
    online = make_webinar(session, capacity=50, **month)
    unpublished = {"state": WebinarState.DRAFT, "capacity": 80}
    draft = make_webinar(session, series=online.series, **unpublished, **month)
    page = visitor(java_script_enabled=False, **PHONE)
    sign_in(app, session, page, service)
    page.goto("/fr/organiser/series")
    page.get_by_role("link", name="En modifier plusieurs").click()
    for chosen in page.locator("[name=webinars]").all():
        chosen.check()
    page.locator("[name=names][value=capacity]").check()
    page.locator("[name=capacity]").fill("80")
    page.get_by_role("button", name="Continuer").click()

    main = page.locator("main")
    expect(main).to_contain_text("Il est en ligne et change aussitôt. Personne n’est prévenu.")
    expect(main).to_contain_text("Rien ne change : c’est déjà ainsi.")
    page.get_by_role("button", name="Modifier 1 webinaire").click()

    expect(page.get_by_role("status")).to_contain_text("1 webinaire modifié.")
    session.rollback()
    assert [session.get_one(Webinar, each.id).capacity for each in (online, draft)] == [80, 80]
