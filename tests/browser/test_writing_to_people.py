"""An organiser writes to the people of a webinar, and sees to what did not arrive."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration, make_webinar
from tests.support.barriers import usable
from tests.support.browser import Visitor
from tests.support.changes import make_seated, seat_many
from tests.support.received import mails_to
from tests.support.smtp import Sink
from tests.support.teams import PHONE, SAXON, make_teams, sign_in
from webinars.clock import now
from webinars.languages import LANGUAGE_NAMES
from webinars.models.message import Message, MessageState
from webinars.models.registration import RegistrationState
from webinars.models.webinar import Webinar

# What the browser does does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SETTLE_SECONDS = 20
"""How long it can be undone: long enough for a slow browser."""

PEOPLE, EVERYBODY = 201, 205
TITLES = {"de": "Speicher im Quartier", "fr": "Le stockage de quartier", "en": "Storage nearby"}
GREETINGS = {"de": "Guten Tag", "fr": "Bonjour", "en": "Hello"}
LOST = "robin.lost@example.org"


class Words(NamedTuple):
    """What stands on what an organiser presses, fills in and reads."""

    webinars: str
    messages: str
    write: str
    subject: str
    text: str
    readers: str
    waiting: str
    save: str
    wrong: str
    how_many: str
    type_it: str
    send: str
    get_it: str
    undo: str
    undone: str
    edit: str
    refused: str
    not_reached: str
    what_to_do: str
    own_words: str
    again: str
    all_reached: str
    state: str
    unknown: str
    find: str
    reminder: str
    ask: str
    arrived: str
    handed_over: str


WORDS = {
    "de": Words(
        webinars="Webinare",
        messages="Nachrichten",
        write="An Personen schreiben",
        subject="Betreff",
        text="Text",
        readers="An wen",
        waiting="alle auf der Warteliste",
        save="Speichern und ansehen, wie sie ankommt",
        wrong="{nme} ist kein Platzhalter.",
        how_many="Wie viele Personen erhalten sie?",
        type_it="Tippen Sie {} ein",
        send="An {} Personen senden",
        get_it="{} Personen erhalten diese E-Mail.",
        undo="Rückgängig machen",
        undone="Es wurde keine E-Mail gesendet.",
        edit="Bearbeiten",
        refused="Bitte erreichen Sie die Person auf anderem Weg.",
        not_reached="Wen keine E-Mail erreicht",
        what_to_do="Rufen Sie an",
        own_words="Nachricht mit eigenen Worten",
        again="Noch einmal senden",
        all_reached="Jede Adresse hat die letzte E-Mail angenommen",
        state="Stand",
        unknown="Ausgang ungewiss",
        find="Filtern",
        reminder="Kalendereintrag",
        ask="Fragen Sie die Person",
        arrived="Sie ist angekommen",
        handed_over="an den Mailserver übergeben",
    ),
    "fr": Words(
        webinars="Webinaires",
        messages="Messages",
        write="Écrire aux personnes",
        subject="Objet",
        text="Texte",
        readers="À qui",
        waiting="toutes les personnes en liste d’attente",
        save="Enregistrer et voir comment il arrivera",
        wrong="{nme} n’est pas un champ.",
        how_many="Combien de personnes le reçoivent",
        type_it="Saisissez {}",
        send="Envoyer à {} personnes",
        get_it="{} personnes reçoivent cet e-mail.",
        undo="Revenir en arrière",
        undone="Aucun e-mail n’est parti.",
        edit="Modifier",
        refused="Veuillez joindre la personne par un autre moyen.",
        not_reached="Qui n’est joint par aucun e-mail",
        what_to_do="Appelez-les",
        own_words="Message rédigé par vous",
        again="L’envoyer encore une fois",
        all_reached="Chaque adresse a accepté le dernier e-mail",
        state="État",
        unknown="Issue inconnue",
        find="Filtrer",
        reminder="Entrée d’agenda",
        ask="Demandez à la personne",
        arrived="Il est arrivé",
        handed_over="Remis au serveur de messagerie",
    ),
}


@pytest.fixture
def service_settings() -> dict[str, str]:
    return {"settle_seconds": str(SETTLE_SECONDS)}


@pytest.fixture
def webinar(session: Session, language: str) -> Webinar:
    """Many have a place; of four who wait each reads another language, one cannot be reached."""
    # Before the service runs: made afterwards, it would meet the worker's locks.
    series = make_teams(session, saxon=language)
    start = (now() + timedelta(days=30)).replace(tzinfo=None, microsecond=0)
    full = {"capacity": PEOPLE, "seats_taken": PEOPLE - 1}
    webinar = make_webinar(session, series=series, titles=TITLES, local_start=start, **full)
    seat_many(session, webinar, PEOPLE - 1)
    seated = make_seated(session, webinar)
    message = session.query(Message).filter_by(subject_id=seated.id).one()
    message.state, message.created_at = MessageState.UNCERTAIN, now()
    for code in LANGUAGE_NAMES:
        wait(session, webinar, email=f"kim.{code}@example.org", language=code)
    wait(session, webinar, email=LOST, language=language, given_name="Robin")
    return webinar


def wait(session: Session, webinar: Webinar, **person: str) -> None:
    """Put a person on the waiting list."""
    attendee = make_attendee(session, **person)
    state = RegistrationState.WAITING
    make_registration(session, webinar=webinar, attendee=attendee, state=state, created_at=now())


def write(page: Page, words: Words) -> None:
    """Write in three languages; a placeholder that there is not is named, the words stay."""
    page.get_by_role("link", name=words.write).click()
    usable(page)
    for part, text in ((words.subject, "{webinar}"), (words.text, "Text {nme}")):
        group = page.get_by_role("group", name=part, exact=True)
        for code, name in LANGUAGE_NAMES.items():
            group.get_by_label(name, exact=True).fill(f"{text} ({code})")
    page.get_by_role("button", name=words.save).click()
    told = page.get_by_role("alert")
    expect(told).to_be_focused()
    expect(told).to_contain_text(words.wrong)
    usable(page)
    group = page.get_by_role("group", name=words.text, exact=True)
    for code, name in LANGUAGE_NAMES.items():
        field = group.get_by_label(name, exact=True)
        expect(field).to_have_value(f"Text {{nme}} ({code})")
        field.fill(f"Text {{name}} ({code})")
    page.get_by_role("button", name=words.save).click()


def narrow(page: Page, words: Words) -> None:
    """Write to those who wait only."""
    page.get_by_role("link", name=words.edit).last.click()
    page.get_by_label(words.readers, exact=True).select_option(words.waiting)
    page.get_by_role("button", name=words.save).click()


def send_to_many_and_undo(page: Page, words: Words) -> None:
    """Send to everybody with a place, their number typed; take it back before it leaves."""
    send = page.get_by_role("button", name=words.send.format(EVERYBODY))
    send.click()
    expect(page.get_by_role("alert")).to_contain_text(words.type_it.format(EVERYBODY))
    usable(page)
    page.get_by_label(words.how_many).fill(str(EVERYBODY))
    send.click()
    expect(page.get_by_role("status")).to_contain_text(words.get_it.format(EVERYBODY))
    page.get_by_role("button", name=words.undo).click()
    expect(page.get_by_role("status")).to_contain_text(words.undone)
    usable(page)


def read(smtp: Sink, code: str) -> None:
    """Read the mail in its reader's language; each placeholder is filled in."""
    (mail,) = mails_to(smtp, f"kim.{code}@example.org", 1)
    assert (mail["Content-Language"], mail["Subject"]) == (code, f"{TITLES[code]} ({code})")
    plain = mail.get_body(("plain",))
    assert plain is not None
    content = plain.get_content()
    assert content.startswith(GREETINGS[code]), content
    assert re.search(rf"Text Kim Beispiel \({code}\)", content)
    assert TITLES[code] in content
    assert "{" not in content


def send_once_more(page: Page, words: Words, smtp: Sink) -> None:
    """Find who was not reached with the reason and what to do; then the address works again."""
    page.get_by_role("link", name=words.messages).first.click()
    lost = page.get_by_role("region", name=words.not_reached)
    expect(lost).to_contain_text(LOST)
    expect(lost).to_contain_text(words.what_to_do)
    usable(page)
    # What was undone before stands there too.
    row = page.get_by_role("row").filter(has_text=LOST).filter(has_text=words.refused)
    expect(row).to_have_count(1)
    row.get_by_role("link", name=words.own_words).click()
    usable(page)
    smtp.replies.clear()
    page.get_by_role("button", name=words.again).click()
    mails_to(smtp, LOST, 1)
    page.get_by_role("link", name=words.messages).first.click()
    expect(page.locator("main")).to_contain_text(words.all_reached)


def decide(page: Page, words: Words) -> None:
    """Say of a mail whose outcome nobody knows that it has arrived."""
    page.get_by_label(words.state, exact=True).select_option(words.unknown)
    page.get_by_role("button", name=words.find, exact=True).click()
    page.get_by_role("rowheader").get_by_role("link", name=words.reminder).click()
    expect(page.locator("main")).to_contain_text(words.ask)
    usable(page)
    page.get_by_role("button", name=words.arrived).click()
    expect(page.locator("main .lead")).to_contain_text(words.handed_over)
    usable(page)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_a_message_is_undone_then_sent_to_some_and_what_did_not_arrive_is_seen_to(
    webinar: Webinar, smtp: Sink, visitor: Visitor, language: str
) -> None:
    words, title = WORDS[language], TITLES[language]
    smtp.replies[f"RCPT {LOST}"] = "550 5.2.2 mailbox full"
    page = visitor(viewport=PHONE) if language == "de" else visitor()
    sign_in(page, SAXON, language)
    page.get_by_role("link", name=words.webinars, exact=True).click()
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name=words.messages, exact=True).click()

    write(page, words)
    send_to_many_and_undo(page, words)

    narrow(page, words)
    usable(page)
    page.get_by_role("button", name=words.send.format(4)).click()
    expect(page.get_by_role("button", name=words.undo)).to_be_visible()
    usable(page)
    for code in LANGUAGE_NAMES:
        read(smtp, code)

    send_once_more(page, words, smtp)
    decide(page, words)
    # Of what was undone nobody has got anything.
    readers = [address for each in smtp.envelopes for address in each.rcpt_tos]
    reached = [f"kim.{code}@example.org" for code in LANGUAGE_NAMES]
    assert sorted(readers) == sorted([LOST, *reached])
