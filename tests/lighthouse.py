"""Have Lighthouse judge the public pages of the demo: ``make lighthouse``.

Writes the scores to ``docs/lighthouse.md`` and fails below the least. Lighthouse is an npm package;
it plays a middling phone on a slow mobile connection, and needs a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.browser import FLAGS
from tests.support.demo import demo
from tests.support.demo_pages import FEW, FULL, SERIES, WEBINAR, fill_demo

PAGE = Path(__file__).parent.parent / "docs" / "lighthouse.md"
LEAST = 95
LANGUAGES = ("de", "fr", "en")
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
}
PATHS = (
    "/",
    "/programme",
    "/programme/month",
    f"/series/{SERIES}",
    f"/webinars/{WEBINAR}",
    f"/webinars/{FULL}",
    f"/webinars/{FEW}/register",
    f"/series/{SERIES}/register",
    "/hosts/tweed/privacy",
)

TEXT = """\
# Lighthouse

Written by `make lighthouse` with Lighthouse {version} from the pages of the demo; do not edit it.
Lighthouse plays a middling phone (processor {slower} times slower) on a slow mobile connection.
Asked of every page: {least} or more in each category. LCP is when the largest part is painted, CLS
how far things jump about, TBT how long the page does not answer. Forms ask search engines to stay
away, so that people find the page of the webinar; of them the audit that wants the opposite is left
out.

| page | {titles} | LCP | CLS | TBT |
|---|{lines}---|---|---|
{rows}
"""

Report = dict[str, Any]


def main() -> None:
    """Judge every page in each language, write the table, and fail below the least."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=Path, help="Lighthouse's command")
    program = parser.parse_args().program.absolute()
    with tempfile.TemporaryDirectory() as name, demo(Path(name)) as base_url:
        fill_demo(Path(name))
        pages = [f"/{language}{path}" for path in PATHS for language in LANGUAGES]
        reports = {page: judged(program, base_url + page) for page in pages}
    write(reports)
    low = {page: lost(each) for page, each in reports.items() if min(scores(each)) < LEAST}
    for page, audits in low.items():
        print(f"{page}: {', '.join(audits)}")  # noqa: T201
    print(f"{len(reports)} pages, {len(low)} of them below {LEAST}")  # noqa: T201
    sys.exit(bool(low))


def judged(program: Path, address: str) -> Report:
    """Return Lighthouse's report about a page; a browser that fails is started once more."""
    flags = [*FLAGS, "--headless=new", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    command = [str(program), address, "--quiet", "--output=json", "--output-path=stdout"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(flags)}"]
    if address.endswith("/register"):
        command += ["--skip-audits=is-crawlable"]
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    environment = os.environ | {"CHROME_PATH": chromium}
    for last in (False, True):
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, check=last, env=environment
        )
        if not done.returncode:
            break
    report: Report = json.loads(done.stdout)
    return report


def scores(report: Report) -> list[int]:
    """Return the scores of the categories, 0 to 100; one that could not be given is 0."""
    return [round((report["categories"][each]["score"] or 0) * 100) for each in CATEGORIES]


def lost(report: Report) -> list[str]:
    """Return the names of the audits that cost something."""
    counted = [
        reference["id"]
        for each in CATEGORIES
        for reference in report["categories"][each]["auditRefs"]
        if reference["weight"]
    ]
    audits = report["audits"]
    return [each for each in counted if (audits[each]["score"] or 0) < 1 and failed(audits[each])]


def failed(audit: Report) -> bool:
    """Tell whether an audit applied to the page."""
    return audit["scoreDisplayMode"] not in ("notApplicable", "informative", "manual")


def write(reports: dict[str, Report]) -> None:
    """Write the table of all pages."""
    any_report = next(iter(reports.values()))
    PAGE.write_text(
        TEXT.format(
            version=any_report["lighthouseVersion"],
            slower=any_report["configSettings"]["throttling"]["cpuSlowdownMultiplier"],
            least=LEAST,
            titles=" | ".join(CATEGORIES.values()),
            lines="---|" * len(CATEGORIES),
            rows="\n".join(row(page, each) for page, each in reports.items()),
        )
    )


def row(page: str, report: Report) -> str:
    """Return the line of a page."""
    audits = report["audits"]
    painted = audits["largest-contentful-paint"]["numericValue"] / 1000
    jumps = audits["cumulative-layout-shift"]["numericValue"]
    blocked = audits["total-blocking-time"]["numericValue"]
    figures = " | ".join(str(each) for each in scores(report))
    return f"| `{page}` | {figures} | {painted:.2f} s | {jumps:.3f} | {blocked:.0f} ms |"


if __name__ == "__main__":
    main()
