"""Which rules of reminders hold for a webinar, and whether we can tell yet whom they mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

WAITING = "waiting"

_KNOWN = frozenset({"confirmed", WAITING})
"""Whoever is meant by the state of a registration."""

_KNOWN_AFTERWARDS = frozenset({"attended", "absent"})
"""Whoever is meant by the use of the join button, once the webinar has ended."""


_KNOWN_BEFORE = frozenset({"speakers"})
"""Whoever is reminded of speaking; afterwards there is nothing to remind of."""


class Owned(Protocol):
    """What is needed of a rule to tell whether it holds."""

    @property
    def key(self) -> str:
        """Name within its series or webinar."""

    @property
    def position(self) -> int:
        """Order within its series or webinar."""

    @property
    def active(self) -> bool:
        """False: switched off."""


Rule = TypeVar("Rule", bound=Owned)


def effective_rules(of_series: Iterable[Rule], of_webinar: Iterable[Rule]) -> list[Rule]:
    """Return the rules that hold for a webinar: its own, and those of its series it leaves alone.

    A rule of the webinar takes the place of the series' rule with the same key.
    """
    by_key = {rule.key: rule for rule in sorted(of_series, key=_order)}
    by_key.update({rule.key: rule for rule in sorted(of_webinar, key=_order)})
    return [rule for rule in by_key.values() if rule.active]


def is_known(audience: str, due_at: datetime, ends_at: datetime) -> bool:
    """Tell whether the people of an audience can be told from what is stored at a due time.

    Rules whose people are not known rest: nothing is planned for them.
    """
    of_its_side = _KNOWN_BEFORE if due_at < ends_at else _KNOWN_AFTERWARDS
    return audience in _KNOWN or audience in of_its_side


def _order(rule: Owned) -> tuple[int, str]:
    return rule.position, rule.key
