"""Validate the HTML of every page and state of the demo: ``make validate``.

The checker is the one of the W3C, as the npm package ``vnu-jar``; it needs Java.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from tests.support.browser import launch_options
from tests.support.demo import WELCOME, demo
from tests.support.demo_pages import fill_demo, personal_pages, public_pages
from tests.support.desk_pictures import DESK_PAGES, signed_in

LANGUAGES = ("de", "fr", "en")


def main() -> None:
    """Fetch the pages, have them checked, and fail when anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jar", type=Path, help="the checker")
    jar = parser.parse_args().jar
    with tempfile.TemporaryDirectory() as name:
        pages = Path(name, "pages")
        pages.mkdir()
        fetch(Path(name), pages)
        command = ["java", "-jar", str(jar), "--format", "json", "--exit-zero-always", str(pages)]
        checked = subprocess.run(command, capture_output=True, text=True, check=True)
        count = len(list(pages.iterdir()))
    findings = json.loads(checked.stderr)["messages"]
    for each in findings:
        print(described(each))  # noqa: T201
    print(f"{count} pages, {len(findings)} findings")  # noqa: T201
    sys.exit(bool(findings) or not count)


def described(finding: dict[str, Any]) -> str:
    """Return a finding as one line."""
    page = Path(finding["url"]).name
    extract = " ".join(finding.get("extract", "").split())
    return f"{page}:{finding.get('lastLine', 0)}: {finding['message']} | {extract}"


def fetch(folder: Path, pages: Path) -> None:
    """Write every page as the server sends it, in each language."""
    with demo(folder) as base_url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        fill_demo(folder)
        team = signed_in(browser, base_url, (folder / WELCOME).read_text())
        for language in LANGUAGES:
            fetch_language(browser, base_url, folder, language, pages, team)
        browser.close()


def fetch_language(
    browser: Browser, base_url: str, folder: Path, language: str, pages: Path, team: StorageState
) -> None:
    """Write the pages of one language."""

    def keep(name: str, page: Page) -> None:
        # It has no address of its own: as the browser has read it, without any script.
        (pages / f"{name}-{language}.html").write_text(page.content())

    with browser.new_context(base_url=base_url, java_script_enabled=False) as visitor:
        page = visitor.new_page()
        personal = personal_pages(page, folder, language, keep)
        for name, path in (public_pages() | personal).items():
            sent = visitor.request.get(f"/{language}{path}")
            (pages / f"{name}-{language}.html").write_bytes(sent.body())
    with browser.new_context(base_url=base_url, storage_state=team) as organiser:
        for name, path in DESK_PAGES.items():
            sent = organiser.request.get(f"/{language}/organiser{path}")
            (pages / f"desk-{name}-{language}.html").write_bytes(sent.body())


if __name__ == "__main__":
    main()
