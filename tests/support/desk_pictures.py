"""What the pictures show of the pages for the hosts' teams."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState

from tests.support.demo_rows import FIRST, SPEAKER

_WEBINAR = "/webinars/hydrogen"
_WAITED_FOR = "/webinars/company-pitches"
_ASKING = "/webinars/storage-and-microgrids"
_SERIES = "/series/energy-in-dialogue"

DESK_PAGES = {
    "today": "",
    "series": "/series",
    "series-new": "/series/new",
    "series-edit": f"{_SERIES}/edit",
    "webinar-new": f"{_SERIES}/webinars/new",
    "file": f"{_SERIES}/file",
    "dates": f"{_SERIES}/webinars/dates",
    "shift": f"{_SERIES}/shift",
    "edit-several": f"{_SERIES}/edit-several",
    "webinar": _WEBINAR,
    "duplicate": f"{_WEBINAR}/duplicate",
    "delete": f"{_WEBINAR}/delete",
    "series-delete": f"{_SERIES}/delete",
    "webinar-edit": f"{_WEBINAR}/edit",
    "publication": f"{_WEBINAR}/agreement",
    "preview": f"{_WEBINAR}/preview",
    "date": f"{_WEBINAR}/changes",
    "move": f"{_WEBINAR}/move",
    "cancel": f"{_WEBINAR}/cancel",
    "tell": f"{_WEBINAR}/tell",
    "questions": f"{_ASKING}/questions",
    "reminders": f"{_WEBINAR}/reminders",
    "reminder": "/webinars/smart-grids/reminders/minutes",
    "dry-run": f"{_WEBINAR}/who-gets-what",
    "reminder-new": f"{_WEBINAR}/new-reminder",
    "reminder-change": f"{_WEBINAR}/reminders/day/change",
    "reminder-switch": f"{_WEBINAR}/reminders/day/switch",
    "messages": "/webinars/smart-grids/messages",
    "withdraw": f"{_WEBINAR}/agreement/withdraw",
    "withdraw-name": f"{_WEBINAR}/agreement/names/energy-saxony",
    "proposal": f"{_WEBINAR}/proposals/1",
    "join": f"{_WAITED_FOR}/hosts/tweed",
    "topics": "/topics",
    "topic-new": "/topics/new",
    "topic-edit": "/topics/electrolysis/edit",
    "topic-remove": "/topics/electrolysis/remove",
    "embeds": "/embeds",
    "write": f"{_WEBINAR}/announcements/new",
    "handouts": f"{_WEBINAR}/handouts",
    "handout-rename": f"{_WEBINAR}/handouts/{FIRST}/title",
    "handout-remove": f"{_WEBINAR}/handouts/{FIRST}/remove",
    "recording": f"{_WEBINAR}/recording",
    "speaker-invite": f"{_WEBINAR}/speakers/{SPEAKER}/invite",
    "speaker-withdraw": f"{_WEBINAR}/speakers/{SPEAKER}/withdraw",
    "speaker-photo": f"{_WEBINAR}/speakers/{SPEAKER}/photo",
    "speaker-slides": f"{_WEBINAR}/speakers/{SPEAKER}/slides",
    "note": f"{_WEBINAR}/notes",
    "people": f"{_WEBINAR}/people",
    "people-waiting": f"{_WAITED_FOR}/people?state=waiting",
    "people-none": f"{_WEBINAR}/people?q=nobody",
    "people-add": f"{_WEBINAR}/people/add",
    "people-file": f"{_WEBINAR}/people/file",
    "people-added": f"{_WEBINAR}/people/added",
    "numbers": f"{_WEBINAR}/numbers",
    "numbers-series": f"{_SERIES}/numbers",
    "numbers-report": f"{_SERIES}/numbers/report",
    "export": f"{_WEBINAR}/people/export",
    "news": "/hosts/energy-saxony/news",
    "news-write": "/hosts/energy-saxony/news/new",
    "host": "/hosts/energy-saxony",
    "host-edit": "/hosts/energy-saxony/edit",
    "logo": "/hosts/energy-saxony/logo",
    "logo-remove": "/hosts/energy-saxony/logo/remove",
    "team": "/hosts/energy-saxony/team",
    "team-invite": "/hosts/energy-saxony/team/invite",
    "support-office-invite": "/hosts/energy-saxony/support-offices/invite",
    "support": "/support",
    "words-of-mails": f"{_WEBINAR}/words",
    "words-of-mail": f"{_WEBINAR}/words/registered",
    "words-reset": f"{_WEBINAR}/words/registered/usual",
    "log": "/hosts/energy-saxony/log",
    "account": "/account",
    "password": "/account/password",
    "authenticator": "/account/authenticator",
    "sessions": "/account/sessions",
    "passkey-remove": f"/account/passkeys/{FIRST}/remove",
    "sign-out": "/sign-out",
}
"""Names of pictures to addresses below those of the desk; opening them changes nothing."""


def signed_in(browser: Browser, base_url: str, welcome: str) -> StorageState:
    """Sign in with the first access that the demo names; return the cookies."""
    found = re.search(r"(\S+@example\.org)\S*\s+\S+\s+(\S+)", welcome)
    if found is None:
        raise SystemExit("the demo named no access for organisers")
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.goto("/en/organiser/sign-in")
    page.locator("[name=email]").fill(found[1])
    page.locator("[name=password]").fill(found[2])
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/organiser")
    state = context.storage_state()
    context.close()
    return state


def take_the_move(page: Page, language: str, file: Path) -> None:
    """Take what stands between filling in a new date and moving; the webinar stays where it is."""
    page.goto(f"/{language}/organiser{_WEBINAR}/move")
    later = date.fromisoformat(page.locator("[name=start-date]").input_value()) + timedelta(days=7)
    page.locator("[name=start-date]").fill(later.isoformat())
    page.locator("main form button.button:not(.quiet)").click()
    page.screenshot(path=file, full_page=True)
