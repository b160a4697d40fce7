"""The pages of a demo that visitors and registered people see, and how to come to them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.support.demo import link_to
from tests.support.demo_rows import add_handouts, add_passkey, add_speaker, speaker_pages

SERIES, WEBINAR, FEW, FULL = "energy-in-dialogue", "smart-grids", "hydrogen", "company-pitches"
HOST = "tweed"
PROPOSED = "hydrogen"
"""TWEED would change its title and time."""

ASKING = "storage-and-microgrids"
"""The webinar that asks something."""

SEND = "main form button[type=submit]"

LEISURE_MILLISECONDS = 3_000
"""Who fills in a form faster than in ``WEBINARS_FORM_SECONDS`` is asked for one more step."""

Seen = Callable[[str, Page], None]
"""Is shown each state that only an action leads to: its name, and the page that shows it."""

_GRIDS = {"en": "Grids", "de": "Netze", "fr": "Réseaux"}
_QUESTIONS = {
    "text": {"en": "What do you make?", "de": "Was stellen Sie her?", "fr": "Que produisez-vous ?"},
    "long-text": {
        "en": "What would you like to hear about?",
        "de": "Worüber möchten Sie etwas hören?",
        "fr": "De quoi souhaitez-vous entendre parler ?",
    },
    "several": {
        "en": "What are you interested in?",
        "de": "Was interessiert Sie?",
        "fr": "Qu’est-ce qui vous intéresse ?",
    },
    "yes-no": {
        "en": "Are you looking for a partner?",
        "de": "Suchen Sie einen Partner?",
        "fr": "Cherchez-vous un partenaire ?",
    },
}


def public_pages() -> dict[str, str]:
    """Return the pages that anybody may open, as paths below those of a language."""
    return {
        "home": "/",
        "programme": "/programme",
        "programme-found": "/programme?q=energie&topic=hydrogen",
        "programme-none": "/programme?q=zebra",
        "programme-past": "/programme/past",
        "programme-month": "/programme/month",
        "series": f"/series/{SERIES}",
        "webinar-open": f"/webinars/{WEBINAR}",
        "webinar-few": f"/webinars/{FEW}",
        "webinar-waiting": f"/webinars/{FULL}",
        "form-webinar": f"/webinars/{FEW}/register",
        "form": f"/series/{SERIES}/register",
        "flyer": f"/webinars/{FEW}/flyer",
        "embed-list": "/embed/list",
        "embed-next": "/embed/next",
        "imprint": "/hosts/energy-saxony/imprint",
        "privacy": "/hosts/tweed/privacy",
        "joint": "/privacy/joint",
        "accessibility": "/accessibility",
        "not-found": "/no-such-page",
        "mailbox": "/mailbox",
        "gallery": "/gallery",
        "lost-link": "/lost-link",
        "lost-link-sent": "/lost-link/sent",
        "data-deleted": "/data-deleted",
        "sign-in": "/organiser/sign-in",
        "forgotten-password": "/organiser/forgotten-password",
    }


def fill_demo(folder: Path) -> None:
    """Add what the demo programme does not show by itself: questions, a proposal, a speaker."""
    with closing(sqlite3.connect(folder / "demo.sqlite3", timeout=15)) as connection:
        _ask_questions(connection)
        _propose_a_title(connection)
        _leave_alone(connection)
        add_speaker(connection, PROPOSED)
        add_handouts(connection, PROPOSED)
        add_passkey(connection)
        connection.commit()


def _ask_questions(connection: sqlite3.Connection) -> None:
    """Let one webinar ask a question of each kind."""
    query = "INSERT INTO questions (webinar_id, position, kind, wordings, options, required, "
    query += "condition_option) SELECT id, ?, ?, ?, ?, 0, '' FROM webinars WHERE key = ?"
    options = {"several": {"grids": _GRIDS}, "yes-no": {"yes": {}, "no": {}}}
    for position, (kind, wordings) in enumerate(_QUESTIONS.items()):
        offered = json.dumps(options.get(kind, {}))
        connection.execute(query, (position, kind, json.dumps(wordings), offered, ASKING))


def _propose_a_title(connection: sqlite3.Connection) -> None:
    """Let TWEED propose another title and time, so that Energy Saxony has to answer."""
    values = {
        "titles": {"en": "Hydrogen for industry", "de": "Wasserstoff für die Industrie"},
        "local_start": "2099-06-01T14:00:00",
        "time_zone": "Europe/Brussels",
        "fold": 0,
        "duration_minutes": 90,
    }
    connection.execute(
        'INSERT INTO proposals (webinar_id, hosts, "values", reasons, schedule_version, state,'
        " created_at) SELECT webinars.id, '[' || hosts.id || ']', ?, '{}', schedule_version,"
        " 'open', webinars.published_at FROM webinars JOIN hosts ON hosts.key = 'tweed'"
        " WHERE webinars.key = ?",
        (json.dumps(values), PROPOSED),
    )


def _leave_alone(connection: sqlite3.Connection) -> None:
    """Let Energy Saxony host one webinar alone, so that TWEED can join it."""
    connection.execute(
        "DELETE FROM webinar_hosts WHERE host_id = (SELECT id FROM hosts WHERE key = 'tweed')"
        " AND webinar_id = (SELECT id FROM webinars WHERE key = ?)",
        (FULL,),
    )


def personal_pages(page: Page, folder: Path, language: str, seen: Seen) -> dict[str, str]:
    """Sign up as an example person; return the pages behind the mails, like the public ones."""
    address = f"kim.{language}@example.org"
    _sign_up(page, language, address, seen)
    confirm = link_to(folder, address, "confirm")
    for name, link in (("confirm", confirm), ("not-me", link_to(folder, address, "not-me"))):
        page.goto(link)
        seen(name, page)
    page.goto(confirm)
    page.locator(SEND).click()
    mine = page.url
    seen("my-page-first", page)
    answers = page.locator("main a[href*='/answers/']").first.get_attribute("href") or ""
    cancel = page.locator("main a[href*='/cancel/']").first.get_attribute("href") or ""
    _change_address(page, mine, folder, f"new.{address}", seen)
    mine = link_to(folder, f"new.{address}", "my")
    token = mine.rpartition("/")[2]
    return {
        "my-page": f"/my/{token}",
        "my-details": f"/my/{token}/details",
        "my-additions": f"/my/{token}/add/{SERIES}",
        "my-address": f"/my/{token}/address",
        "my-answers": f"/my/{token}/answers/{answers.rpartition('/')[2]}",
        "my-cancel": f"/my/{token}/cancel/{cancel.rpartition('/')[2]}",
        "my-cancel-all": f"/my/{token}/cancel",
        "my-news": f"/my/{token}/news/{HOST}",
        "my-data": f"/my/{token}/data",
        "my-data-read": f"/my/{token}/data/read",
        "my-delete": f"/my/{token}/delete",
        "join": _path(link_to(folder, address, "join")),
        "confirmed-already": _path(confirm),
        **speaker_pages(folder),
    }


def _path(link: str) -> str:
    return "/" + urlsplit(link).path.split("/", 2)[2]


def _sign_up(page: Page, language: str, address: str, seen: Seen) -> None:
    page.goto(f"/{language}/series/{SERIES}/register")
    page.locator("[name=given_name]").fill("Kim")
    page.locator("[name=email]").fill("kim@beispiel")
    page.locator(SEND).click()
    seen("form-errors", page)
    fill_in(page, address)
    for key in (FULL, ASKING):
        page.locator(f"input[name=webinars][value='{key}']").check()
    page.locator(f"input[name=news_hosts][value='{HOST}']").check()
    page.wait_for_timeout(LEISURE_MILLISECONDS)
    page.locator(SEND).click()
    page.wait_for_url("**/sent**")
    seen("sent", page)


def fill_in(page: Page, address: str) -> None:
    """Fill in the form as an example person."""
    page.locator("[name=given_name]").fill("Kim")
    page.locator("[name=family_name]").fill("Beispiel")
    page.locator("[name=email]").fill(address)
    page.locator("[name=organisation_name]").fill("Beispielwerk")
    page.locator("[name=organisation_kind][value=company]").check()
    page.locator("[name=region][value=saxony]").check()


def _change_address(page: Page, mine: str, folder: Path, address: str, seen: Seen) -> None:
    page.goto(f"{mine}/address")
    page.locator("[name=email]").fill("kim")
    page.locator(SEND).click()
    seen("my-address-errors", page)
    page.locator("[name=email]").fill(address)
    page.locator(SEND).click()
    seen("my-page-address-asked", page)
    page.goto(link_to(folder, address, "new-address"))
    seen("address-new", page)
    page.locator(SEND).click()
    seen("address-half", page)
    page.goto(link_to(folder, address.removeprefix("new."), "old-address"))
    seen("address-old", page)
    page.locator(SEND).click()
    seen("address-done", page)
