"""Every page of visitors, registered people and teams, in the real demo: nothing is in the way.

Not every look of every page is tried: of language, scheme and width every pair of values occurs
with each other, and each value with every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.support.barriers import barriers_of
from tests.support.demo import WELCOME, demo
from tests.support.demo_pages import fill_demo, personal_pages, public_pages
from tests.support.demo_states import STATES, each_state
from tests.support.desk_pictures import DESK_PAGES, signed_in

LANGUAGES = ("de", "fr", "en")
SCHEMES = ("light", "dark")
WIDTHS = (320, 1280)


class Look(NamedTuple):
    """How a page is looked at."""

    scheme: str
    width: int


LOOKS = (Look("light", 320), Look("dark", 1280), Look("dark", 320), Look("light", 1280))


def look_of(number: int, language: str) -> Look:
    """Return the look of a page, which is known by its number, in this language."""
    return LOOKS[(number + LANGUAGES.index(language)) % len(LOOKS)]


def test_the_plan_tries_every_page_with_every_value_and_every_pair_of_values() -> None:
    for number in range(len(LOOKS)):
        looks = [look_of(number, language) for language in LANGUAGES]
        assert {look.scheme for look in looks} == set(SCHEMES)
        assert {look.width for look in looks} == set(WIDTHS)
    every = range(len(LOOKS))
    for language in LANGUAGES:
        assert {look_of(number, language) for number in every} == set(LOOKS)


class Inspection:
    """Looks at pages and notes what is wrong."""

    def __init__(self, base_url: str) -> None:
        """Begin with nothing seen."""
        self.base_url = base_url
        self.numbers: dict[str, int] = {}
        self.wrong: list[tuple[str, ...]] = []

    def watch(self, page: Page) -> None:
        """Note from now on what the browser complains of, and whom the page asks."""
        page.on("pageerror", lambda error: self.wrong.append((page.url, str(error))))
        # What a policy refuses is an error here too.
        page.on("console", lambda said: self._note(page, said))
        page.on("request", lambda asked: self._ask(page, asked.url))

    def look(self, name: str, language: str, page: Page) -> None:
        """Look at what is shown as the plan says."""
        look = look_of(self.numbers.setdefault(name, len(self.numbers)), language)
        page.set_viewport_size({"width": look.width, "height": 800})
        scheme: Literal["light", "dark"] = "dark" if look.scheme == "dark" else "light"
        # Without motion nothing is caught half-way between two colours.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        about = (name, language, *map(str, look))
        self.wrong += [(*about, *barrier) for barrier in barriers_of(page)]
        if page.evaluate("document.documentElement.scrollWidth") > look.width:
            self.wrong.append((*about, "scrolls sideways"))

    def _note(self, page: Page, said: ConsoleMessage) -> None:
        # A page may answer that it is not there, or that something was forgotten.
        status = "Failed to load" in said.text and said.location.get("url") == page.url
        if said.type in {"error", "warning"} and not status:
            self.wrong.append((page.url, said.text))

    def _ask(self, page: Page, url: str) -> None:
        if not url.startswith((f"{self.base_url}/", "data:")):
            self.wrong.append((page.url, f"asks {urlsplit(url).netloc}"))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A demo in which a webinar asks something: its address and its folder."""
    folder = tmp_path_factory.mktemp("demo")
    with demo(folder) as base_url:
        fill_demo(folder)
        yield base_url, folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_barrier_an_error_or_a_request_to_elsewhere(
    browser: Browser, shown: tuple[str, Path], language: str
) -> None:
    base_url, folder = shown
    inspection = Inspection(base_url)

    def seen(name: str, page: Page) -> None:
        inspection.look(name, language, page)

    with browser.new_context(base_url=base_url) as context:
        page = context.new_page()
        inspection.watch(page)
        personal = personal_pages(page, folder, language, seen)
        for name, path in (public_pages() | personal).items():
            page.goto(f"/{language}{path}")
            seen(name, page)
        for name, path in each_state(folder):
            page.goto(f"/{language}{path}")
            seen(name, page)
    assert inspection.wrong == []
    assert len(inspection.numbers) > len(public_pages()) + len(personal) + len(STATES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_desk_has_a_barrier_an_error_or_a_request_to_elsewhere(
    browser: Browser, shown: tuple[str, Path], language: str
) -> None:
    base_url, folder = shown
    inspection = Inspection(base_url)
    team = signed_in(browser, base_url, (folder / WELCOME).read_text())
    with browser.new_context(base_url=base_url, storage_state=team) as context:
        page = context.new_page()
        inspection.watch(page)
        page.goto(f"/{language}/organiser{DESK_PAGES['people']}")
        person = page.locator("tbody th a").first.get_attribute("href") or ""
        paths = {name: f"/{language}/organiser{path}" for name, path in DESK_PAGES.items()}
        more = {name: f"{person}/{name}" for name in ("move", "erase")}
        for name, path in {**paths, "person": person, **more}.items():
            answer = page.goto(path)
            assert answer is not None
            assert answer.ok, path
            inspection.look(name, language, page)
    assert inspection.wrong == []
