"""What each role of an organiser includes."""

from __future__ import annotations

_ORDER = ("viewer", "editor", "owner")
"""Each role may do what the ones before it may."""


def roles_from(least: str) -> tuple[str, ...]:
    """Return this role and all higher ones; raises ValueError for an unknown one."""
    return _ORDER[_ORDER.index(least) :]


def includes(role: str, least: str) -> bool:
    """Tell whether a role may do what another one may."""
    return role in roles_from(least)
