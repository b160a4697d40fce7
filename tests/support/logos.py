"""Logos of hosts, for tests."""

from __future__ import annotations

from typing import Any

from tests.support.speakers import photo_file


def with_logo(kind: str = "png", size: tuple[int, int] = (240, 80)) -> dict[str, Any]:
    """Return the columns of a host with a logo."""
    data, (width, height) = photo_file(kind.upper(), size), size
    name = f"{width:032}.{kind}"
    return {"logo": data, "logo_name": name, "logo_width": width, "logo_height": height}
