"""Which pictograms exist: what a topic or a webinar may name as its icon."""

from __future__ import annotations

PICTOGRAMS = frozenset(
    {
        "smart-grid",
        "hydrogen",
        "battery",
        "microgrid",
        "power-electronics",
        "energy-management",
        "materials",
    }
)
"""Drawn in ``templates/macros/symbols``, one file each."""


def is_pictogram(name: str) -> bool:
    """Tell whether there is a pictogram of this name."""
    return name in PICTOGRAMS
