"""A speaker is invited in French, opens the link of the mail, and writes what the public reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.factories import make_speaker, make_webinar
from tests.support.barriers import accessible
from tests.support.browser import Visitor
from tests.support.received import link_in, mails_to
from tests.support.smtp import Sink
from tests.support.speakers import SLIDES, photo_file
from tests.web.organiser.test_editing_in_browser import sign_in
from webinars.clock import now

# What the browser adds does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ADDRESS = "camille.exemple@example.org"
PHONE = {"viewport": {"width": 390, "height": 800}, "locale": "fr-BE"}


def test_an_organiser_invites_and_the_speaker_writes_what_the_public_reads(
    app: Flask, session: Session, visitor: Visitor, service: str, smtp: Sink
) -> None:
    start = (now() + timedelta(days=30)).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    webinar = make_webinar(session, local_start=start)
    make_speaker(session, webinar=webinar, name="Camille Exemple")
    team = visitor(**PHONE)
    sign_in(app, session, team, service)

    team.goto(f"/fr/organiser/webinars/{webinar.key}/edit")
    team.locator("#speakers").get_by_label("Adresse e-mail (facultatif)").fill(ADDRESS)
    team.get_by_label("Adresse pour les intervenants").fill("https://meet.example.org/scene")
    team.get_by_role("button", name="Enregistrer le webinaire").click()
    team.get_by_role("link", name="Inviter dans l’espace d’intervention").click()
    expect(team.locator("main")).to_contain_text(ADDRESS)
    accessible(team)
    team.get_by_role("button", name="Envoyer l’invitation").click()
    expect(team.get_by_role("status")).to_contain_text("en route")

    (mail,) = mails_to(smtp, ADDRESS, 1)
    assert mail["Subject"].startswith("Votre espace d’intervention")
    speaker = visitor(**PHONE)
    speaker.goto(link_in(mail, "speaker"))
    expect(speaker.get_by_role("link", name="Rejoindre pour intervenir")).to_have_attribute(
        "href", "https://meet.example.org/scene"
    )
    accessible(speaker)
    speaker.get_by_role("group", name="Biographie").get_by_label("Français").fill(
        "Planifie des réseaux à Namur."
    )
    speaker.get_by_role("button", name="Enregistrer").click()
    expect(speaker.get_by_role("status")).to_contain_text("enregistrées")
    speaker.get_by_role("status").get_by_role("link").click()
    expect(speaker.locator("main")).to_contain_text("Planifie des réseaux à Namur.")

    speaker.goto(link_in(mail, "speaker"))
    speaker.get_by_role("link", name="Ajouter une photo de vous").click()
    accessible(speaker)
    speaker.get_by_label("Photo").set_input_files(
        {"name": "moi.jpg", "mimeType": "image/jpeg", "buffer": photo_file()}
    )
    speaker.get_by_role("button", name="Enregistrer").click()
    expect(speaker.get_by_role("img", name="Photo de Camille Exemple")).to_be_visible()
    accessible(speaker)
    speaker.get_by_role("status").get_by_role("link").click()
    expect(speaker.get_by_role("img", name="Photo de Camille Exemple")).to_be_visible()

    speaker.goto(link_in(mail, "speaker"))
    speaker.get_by_role("link", name="Déposer des diapositives").click()
    accessible(speaker)
    speaker.get_by_label("Diapositives").set_input_files(
        {"name": "exposé.pdf", "mimeType": "application/pdf", "buffer": SLIDES}
    )
    speaker.get_by_role("button", name="Enregistrer").click()
    expect(speaker.locator("main")).to_contain_text("attendent que les organisateurs")

    team.reload()
    accessible(team)
    team.get_by_role("link", name="Regarder et décider").click()
    accessible(team)
    team.get_by_role("button", name="Publier les diapositives").click()
    expect(team.locator("main")).to_contain_text("Les diapositives figurent sur la page")
    expect(team.locator("main")).to_contain_text("Modifié par la personne qui intervient")
