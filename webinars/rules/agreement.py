"""What a webinar still lacks before its hosts can agree to publish it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from webinars.languages import LANGUAGES, Texts


class GapKind(StrEnum):
    """What can be missing."""

    TITLE = "title"
    TIME = "time"
    CAPACITY = "capacity"
    AGENDA = "agenda"


@dataclass(frozen=True)
class Gap:
    """One thing that is missing."""

    kind: GapKind
    language: str = ""
    """Of the text that is missing; empty where the language plays no part."""
    minutes: int = 0
    """Of the agenda, where it does not fill the webinar."""
    duration: int = 0
    """Of the webinar in minutes, for an agenda."""


class Point(Protocol):
    """One point of an agenda."""

    @property
    def minutes(self) -> int:
        """How long it takes."""


class Prepared(Protocol):
    """What is needed of a webinar to tell what it lacks."""

    @property
    def titles(self) -> Texts:
        """Language to title."""

    @property
    def starts_at(self) -> datetime:
        """First moment."""

    @property
    def capacity(self) -> int:
        """Number of seats."""

    @property
    def agenda(self) -> Sequence[Point]:
        """What happens, point by point; may be empty."""

    @property
    def duration_minutes(self) -> int:
        """How long it takes."""


def gaps_of(webinar: Prepared, now: datetime) -> tuple[Gap, ...]:
    """Return what is missing before the webinar can go online; empty: it is complete."""
    gaps = [
        Gap(GapKind.TITLE, language) for language in LANGUAGES if not webinar.titles.get(language)
    ]
    if webinar.starts_at <= now:
        gaps.append(Gap(GapKind.TIME))
    if webinar.capacity < 1:
        gaps.append(Gap(GapKind.CAPACITY))
    minutes = sum(point.minutes for point in webinar.agenda)
    if webinar.agenda and minutes != webinar.duration_minutes:
        gaps.append(Gap(GapKind.AGENDA, minutes=minutes, duration=webinar.duration_minutes))
    return tuple(gaps)
