"""Pictures of every page and state, for looking at: ``make screenshots``.

Starts the demo on a free port, walks through it as a visitor and as an organiser, and writes to
``screenshots/`` (all PNG files) or ``docs/images/`` (with ``--readme``: the two of the README).
"""

from __future__ import annotations

import argparse
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.support.browser import launch_options
from tests.support.desk_pictures import DESK_PAGES, signed_in, take_the_move
from tests.support.service import free_port

ROOT = Path(__file__).parent.parent
WIDTHS = {"phone": 390, "desk": 1280}
SCHEMES = ("light", "dark")
LANGUAGES = ("de", "fr", "en")
START_SECONDS = 90
WELCOME = "welcome.txt"

SERIES, WEBINAR, FEW, FULL = "energy-in-dialogue", "smart-grids", "hydrogen", "company-pitches"
STATES = {
    "announced": "opens_at = '2099-01-01 00:00:00'",
    "closed": "closes_at = '2020-01-01 00:00:00'",
    "full": "waiting_list = 0",
    "live": "starts_at = datetime('now', '-5 minutes'), ends_at = datetime('now', '+55 minutes')",
    "over": "starts_at = datetime('now', '-2 hours'), ends_at = datetime('now', '-1 hour')",
    "cancelled": "state = 'cancelled'",
}
"""Public states that the demo programme does not show by itself, as changes of one webinar."""


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        demo(Path(folder)) as base_url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**launch_options())
        if options.readme:
            take_for_readme(browser, base_url)
        else:
            take_all(browser, base_url, Path(folder))
        browser.close()


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Run ``webinars demo`` in this folder; yield its base URL."""
    port = free_port()
    command = [sys.executable, "-m", "webinars", "demo", "--folder", str(folder)]
    with (folder / WELCOME).open("w") as welcome:
        process = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=welcome)
    base_url = f"http://127.0.0.1:{port}"
    try:
        patience = time.monotonic() + START_SECONDS
        while time.monotonic() < patience:
            with suppress(OSError):
                urllib.request.urlopen(f"{base_url}/en/").close()  # noqa: S310 - our own address
                if "@" in (folder / WELCOME).read_text():
                    break
            time.sleep(0.2)
        yield base_url
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def take_for_readme(browser: Browser, base_url: str) -> None:
    """Write the two pictures of the README."""
    images = ROOT / "docs" / "images"
    images.mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": 1280, "height": 860}, locale="en-GB")
    for name, path in {"home": "/en/", "webinar": f"/en/webinars/{FEW}"}.items():
        page.goto(base_url + path)
        page.screenshot(path=images / f"{name}.png")


def take_all(browser: Browser, base_url: str, folder: Path) -> None:
    """Write every page and state, in each language, width and scheme."""
    target = ROOT / "screenshots"
    target.mkdir(exist_ok=True)
    team = signed_in(browser, base_url, (folder / WELCOME).read_text())
    for language in LANGUAGES:
        walk = personal_pages(browser, base_url, folder, language)
        fixed = public_pages(language) | walk
        for width, pixels in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": pixels, "height": 900},
                    color_scheme="dark" if scheme == "dark" else "light",
                    base_url=base_url,
                )
                page = context.new_page()
                for name, path in fixed.items():
                    shoot(page, path, target / f"{name}-{language}-{width}-{scheme}.png")
                shoot_form(page, language, target, f"{language}-{width}-{scheme}")
                shoot_states(page, folder, language, target, f"{language}-{width}-{scheme}")
                context.close()
                take_desk(browser, base_url, team, language, (width, scheme))
    print(f"{len(list(target.glob('*.png')))} pictures in {target}")  # noqa: T201


def take_desk(
    browser: Browser, base_url: str, team: StorageState, language: str, look: tuple[str, str]
) -> None:
    """Take the pages of the hosts' teams."""
    width, scheme = look
    context = browser.new_context(
        viewport={"width": WIDTHS[width], "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        base_url=base_url,
        storage_state=team,
    )
    page = context.new_page()
    suffix = f"{language}-{width}-{scheme}.png"
    for name, path in DESK_PAGES.items():
        shoot(page, f"/{language}/organiser{path}", ROOT / "screenshots" / f"desk-{name}-{suffix}")
    take_the_move(page, language, ROOT / "screenshots" / f"desk-move-sure-{suffix}")
    context.close()


def public_pages(language: str) -> dict[str, str]:
    """Return the pages that anybody may open."""
    return {
        "home": f"/{language}/",
        "programme": f"/{language}/programme",
        "programme-found": f"/{language}/programme?q=energie&topic=hydrogen",
        "programme-none": f"/{language}/programme?q=zebra",
        "programme-past": f"/{language}/programme/past",
        "programme-month": f"/{language}/programme/month",
        "series": f"/{language}/series/{SERIES}",
        "webinar-open": f"/{language}/webinars/{WEBINAR}",
        "webinar-few": f"/{language}/webinars/{FEW}",
        "webinar-waiting": f"/{language}/webinars/{FULL}",
        "imprint": f"/{language}/hosts/energy-saxony/imprint",
        "privacy": f"/{language}/hosts/tweed/privacy",
        "joint": f"/{language}/privacy/joint",
        "accessibility": f"/{language}/accessibility",
        "not-found": f"/{language}/no-such-page",
        "mailbox": f"/{language}/mailbox",
        "gallery": f"/{language}/gallery",
        "lost-link": f"/{language}/lost-link",
        "sign-in": f"/{language}/organiser/sign-in",
        "forgotten-password": f"/{language}/organiser/forgotten-password",
    }


def personal_pages(browser: Browser, base_url: str, folder: Path, language: str) -> dict[str, str]:
    """Sign up as an example person; return the pages behind the mails."""
    address = f"kim.{language}@example.org"
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.goto(f"/{language}/series/{SERIES}/register")
    fill_in(page, address)
    for key in (WEBINAR, FULL):
        page.locator(f"input[name=webinars][value='{key}']").check()
    page.locator("main form button[type=submit]").click()
    shoot(page, page.url, ROOT / "screenshots" / f"sent-{language}-desk-light.png")
    asked = wait_for_mail(folder, address, 1)
    confirm, not_me = link_in(asked[0], "confirm"), link_in(asked[0], "not-me")
    shoot(page, confirm, ROOT / "screenshots" / f"confirm-{language}-desk-light.png")
    shoot(page, not_me, ROOT / "screenshots" / f"not-me-{language}-desk-light.png")
    page.goto(confirm)
    page.locator("main form button[type=submit]").click()
    mine = page.url
    mails = wait_for_mail(folder, address, 3)
    joins = [link_in(mail, "join") for mail in mails if "/join/" in plain_of(mail)]
    context.close()
    return {
        "my-page": mine,
        "my-details": f"{mine}/details",
        "my-cancel-all": f"{mine}/cancel",
        "join": joins[0],
        "confirmed-already": confirm,
    }


def fill_in(page: Page, address: str) -> None:
    """Fill in the form as an example person."""
    page.locator("[name=given_name]").fill("Kim")
    page.locator("[name=family_name]").fill("Beispiel")
    page.locator("[name=email]").fill(address)
    page.locator("[name=organisation_name]").fill("Beispielwerk")
    page.locator("[name=organisation_kind][value=company]").check()
    page.locator("[name=region][value=saxony]").check()


def shoot_form(page: Page, language: str, target: Path, suffix: str) -> None:
    """Take the form, empty and with mistakes."""
    page.goto(f"/{language}/series/{SERIES}/register")
    page.screenshot(path=target / f"form-{suffix}.png", full_page=True)
    page.locator("[name=given_name]").fill("Kim")
    page.locator("[name=email]").fill("kim@beispiel")
    page.locator("main form button[type=submit]").click()
    page.screenshot(path=target / f"form-errors-{suffix}.png", full_page=True)


def shoot_states(page: Page, folder: Path, language: str, target: Path, suffix: str) -> None:
    """Take one webinar in the states that the demo programme does not show by itself."""
    database = folder / "demo.sqlite3"
    for state, change in STATES.items():
        with closing(sqlite3.connect(database, timeout=15)) as connection:
            columns = "state, starts_at, ends_at, opens_at, closes_at, waiting_list"
            query = f"SELECT {columns} FROM webinars WHERE key = ?"
            before = connection.execute(query, (FULL,)).fetchone()
            connection.execute(f"UPDATE webinars SET {change} WHERE key = ?", (FULL,))
            connection.commit()
            shoot(page, f"/{language}/webinars/{FULL}", target / f"webinar-{state}-{suffix}.png")
            restored = ", ".join(f"{name} = ?" for name in columns.split(", "))
            connection.execute(f"UPDATE webinars SET {restored} WHERE key = ?", (*before, FULL))
            connection.commit()


def shoot(page: Page, path: str, file: Path) -> None:
    """Open a page and take it from top to bottom."""
    page.goto(path)
    page.screenshot(path=file, full_page=True)


def wait_for_mail(folder: Path, address: str, count: int) -> list[EmailMessage]:
    """Return the mails to an address as soon as there are so many."""
    patience = time.monotonic() + START_SECONDS
    while time.monotonic() < patience:
        found = []
        for file in sorted((folder / "demo-mails").rglob("*"), key=lambda each: each.name):
            if file.is_file():
                mail = message_from_bytes(file.read_bytes(), policy=default)
                if address in str(mail["To"]):
                    found.append(mail)
        if len(found) >= count:
            return found
        time.sleep(0.2)
    raise SystemExit(f"only {len(found)} of {count} mails to {address} arrived")


def plain_of(mail: EmailMessage) -> str:
    """Return the text part."""
    part = mail.get_body(("plain",))
    return part.get_content() if part is not None else ""


def link_in(mail: EmailMessage, path: str) -> str:
    """Return the first link of the text part that leads to this page."""
    found = re.search(rf"http\S+/{path}/\S+", plain_of(mail))
    if found is None:
        raise SystemExit(f"no link to {path} in the mail")
    return found.group(0)


if __name__ == "__main__":
    main()
