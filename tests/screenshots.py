"""Pictures of every page and state, for looking at: ``make screenshots``.

Starts the demo on a free port, walks through it as a visitor and as an organiser, and writes to
``screenshots/`` (all PNG files) or ``docs/images/`` (with ``--readme``: the two of the README).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.support.browser import launch_options
from tests.support.demo import WELCOME, demo
from tests.support.demo_pages import FEW, fill_demo, personal_pages, public_pages
from tests.support.demo_states import each_state
from tests.support.desk_pictures import DESK_PAGES, signed_in, take_the_move

ROOT = Path(__file__).parent.parent
WIDTHS = {"phone": 390, "desk": 1280}
SCHEMES = ("light", "dark")
LANGUAGES = ("de", "fr", "en")


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
    fill_demo(folder)
    team = signed_in(browser, base_url, (folder / WELCOME).read_text())
    walks = {each: walk(browser, base_url, folder, each) for each in LANGUAGES}
    for language in LANGUAGES:
        fixed = public_pages() | walks[language]
        for width, pixels in WIDTHS.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": pixels, "height": 900},
                    color_scheme="dark" if scheme == "dark" else "light",
                    base_url=base_url,
                )
                page = context.new_page()
                for name, path in fixed.items():
                    file = target / f"{name}-{language}-{width}-{scheme}.png"
                    shoot(page, f"/{language}{path}", file)
                shoot_states(page, folder, language, target, f"{language}-{width}-{scheme}")
                context.close()
                take_desk(browser, base_url, team, language, (width, scheme))
    print(f"{len(list(target.glob('*.png')))} pictures in {target}")  # noqa: T201


def walk(browser: Browser, base_url: str, folder: Path, language: str) -> dict[str, str]:
    """Take what only actions lead to, in each width and scheme; return the personal pages."""

    def seen(name: str, page: Page) -> None:
        for width, pixels in WIDTHS.items():
            page.set_viewport_size({"width": pixels, "height": 900})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                file = f"{name}-{language}-{width}-{scheme}.png"
                page.screenshot(path=ROOT / "screenshots" / file, full_page=True)

    with browser.new_context(base_url=base_url) as context:
        return personal_pages(context.new_page(), folder, language, seen)


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


def shoot_states(page: Page, folder: Path, language: str, target: Path, suffix: str) -> None:
    """Take one webinar in the states that the demo programme does not show by itself."""
    for name, path in each_state(folder):
        shoot(page, f"/{language}{path}", target / f"{name}-{suffix}.png")


def shoot(page: Page, path: str, file: Path) -> None:
    """Open a page and take it from top to bottom."""
    page.goto(path)
    page.screenshot(path=file, full_page=True)


if __name__ == "__main__":
    main()
