"""What a process reads before anybody has asked for anything."""

from __future__ import annotations

import subprocess
import sys

SELDOM = ("fontTools", "fpdf", "openpyxl", "xlsxwriter")
"""Large packages of which only few pages have need."""


def test_the_program_starts_without_what_only_few_pages_need() -> None:
    script = "import sys, webinars.app; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    read = set(done.stdout.split())
    assert {"flask", "sqlalchemy"} <= read
    assert read.isdisjoint(SELDOM)
