"""In which order hosts are named: the reader's own language first, then the alphabet.

German pages name Energy Saxony first, French ones TWEED, English ones go by the alphabet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from webinars.languages import Texts, pick


class NamedHost(Protocol):
    """What is needed of a host to order it."""

    @property
    def name(self) -> str:
        """The name it is ordered by."""

    @property
    def default_language(self) -> str:
        """Pages in this language name it first."""

    @property
    def time_city(self) -> Texts:
        """City named beside a time."""

    @property
    def time_zone(self) -> str:
        """IANA name of its zone."""


SomeHost = TypeVar("SomeHost", bound=NamedHost)


def ordered(hosts: Iterable[SomeHost], language: str) -> list[SomeHost]:
    """Return the hosts in the order of this language."""
    return sorted(hosts, key=lambda host: (host.default_language != language, host.name.lower()))


def places(hosts: Iterable[NamedHost], language: str) -> list[tuple[str, str]]:
    """Return (city, zone) of the hosts, in the order of this language."""
    return [(pick(host.time_city, language), host.time_zone) for host in ordered(hosts, language)]
