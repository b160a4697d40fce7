"""Numbers of rows in addresses: one that no row can have leads to no page."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from webinars.tokens import LARGEST_ROW


class RowNumber(IntegerConverter):
    """What ``<int:…>`` means in our addresses: the databases refuse to look for a larger one."""

    def __init__(self, *args: Any, **more: Any) -> None:
        """Read it as Werkzeug does, up to the largest number unless the address says less."""
        super().__init__(*args, **{"max": LARGEST_ROW, **more})


def init_row_numbers(app: Flask) -> None:
    """Use it in every address; before any page is registered."""
    app.url_map.converters["int"] = RowNumber
