"""Own words of a mail in French on a phone, without scripts: changed, looked at, taken back."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_webinar
from tests.support.browser import Visitor
from tests.web.organiser.test_editing_in_browser import PHONE, accessible, sign_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_they_are_changed_looked_at_and_taken_back_in_french(
    app: Flask, session: Session, visitor: Visitor, service: str
) -> None:
    saxony, _ = make_hosts(session)
    webinar = make_webinar(session, hosts=[saxony])
    page = visitor(java_script_enabled=False, **PHONE)
    sign_in(app, session, page, service)
    page.goto(f"/fr/organiser/webinars/{webinar.key}/reminders")
    page.get_by_role("link", name="Mots des e-mails").click()
    accessible(page)
    page.get_by_role("link", name="Rappel la veille").click()
    begins = page.locator("fieldset", has_text=re.compile("^\\s*Début du texte"))
    begins.get_by_label("Français").fill("Bonjour {nom}")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_contain_text("{nom}")
    accessible(page)
    begins.get_by_label("Français").fill("À demain, {name}")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Aucun e-mail n’est parti.")
    mail = page.frame_locator("iframe")
    expect(mail.locator("body")).to_contain_text("À demain, Kim")
    expect(mail.locator("body")).not_to_contain_text("C’est demain")
    accessible(page)

    page.get_by_role("link", name="Revenir aux mots habituels").click()
    accessible(page)
    page.get_by_role("button", name="Supprimer mes mots").click()
    expect(page.get_by_role("status")).to_contain_text("Les mots habituels s’appliquent")
    expect(mail.locator("body")).not_to_contain_text("À demain, Kim")
