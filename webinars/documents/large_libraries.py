"""Libraries that only few pages need: each is read when its first file is asked for.

Read at the start, they cost every process 23 MiB and a sixth of the time until it answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any


def fpdf() -> Any:
    """Return the library that makes PDFs."""
    return import_module("fpdf")


def openpyxl() -> Any:
    """Return the library that reads Excel files."""
    return import_module("openpyxl")


def xlsxwriter() -> Any:
    """Return the library that writes Excel files."""
    return import_module("xlsxwriter")
