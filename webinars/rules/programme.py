"""What a programme file says, as values: checked one by one, not yet compared with the database.

``columns`` holds what goes into a row unchanged. A key that the file does not name is missing
there, so that loading leaves it as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple, TypeAlias

from webinars.languages import Texts

Columns: TypeAlias = dict[str, Any]
"""Values by column name."""


class Place(NamedTuple):
    """Where in the file something stands."""

    path: str
    """Such as ``webinars[2].agenda[0].minutes``."""
    line: int
    """Counted from 1."""


class Reference(NamedTuple):
    """A key that names an entry of another section."""

    key: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class InMinutes:
    """So many minutes from loading, rounded up to the whole minute."""

    place: Place
    minutes: int


@dataclass(frozen=True, kw_only=True)
class InDays:
    """A wall-clock time so many days from loading; a Saturday or Sunday means the Monday after."""

    place: Place
    days: int
    at: time


@dataclass(frozen=True, kw_only=True)
class OnDate:
    """A wall-clock time on a date; ``fold`` says which of two equal ones."""

    place: Place
    date: date
    at: time
    fold: int | None = None


@dataclass(frozen=True, kw_only=True)
class BeforeStart:
    """So long before the webinar's start: either minutes, or days and perhaps a wall-clock time."""

    place: Place
    minutes: int | None = None
    days: int | None = None
    at: time | None = None


Moment: TypeAlias = InMinutes | InDays | OnDate
Bound: TypeAlias = InMinutes | InDays | OnDate | BeforeStart


@dataclass(frozen=True, kw_only=True)
class RegionEntry:
    """A region."""

    place: Place
    key: str
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class HostEntry:
    """A host."""

    place: Place
    key: str
    region: Reference | None
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class TopicEntry:
    """A topic."""

    place: Place
    key: str
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class OrganisationEntry:
    """An organisation; the topics stand in the columns too, the references are for checking."""

    place: Place
    key: str
    region: Reference | None
    topics: tuple[Reference, ...]
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class ReminderEntry:
    """A reminder rule; its owner is the series or webinar that holds it."""

    place: Place
    key: str
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class SeriesEntry:
    """A series; ``None`` where the file says nothing."""

    place: Place
    key: str
    hosts: tuple[Reference, ...]
    topics: tuple[Reference, ...] | None
    reminders: tuple[ReminderEntry, ...] | None
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class AgendaEntry:
    """A point of an agenda; its organisation may be a host."""

    organisation: Reference | None
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class SpeakerEntry:
    """A speaker; the organisation may be a host."""

    organisation: Reference | None
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class WebinarEntry:
    """A webinar; ``None`` where the file says nothing."""

    place: Place
    key: str
    series: Reference | None
    hosts: tuple[Reference, ...] | None
    topics: tuple[Reference, ...] | None
    start: Moment | None
    """None only when it is wrong, which is in the mistakes then."""
    time_zone: str
    duration_minutes: int
    opens: Bound | None
    closes: Bound | None
    says: frozenset[str]
    """Which of ``opens`` and ``closes`` the file names, if only to empty them."""
    places: dict[str, Place]
    """Where ``capacity`` and ``state`` stand."""
    agenda: tuple[AgendaEntry, ...] | None
    speakers: tuple[SpeakerEntry, ...] | None
    reminders: tuple[ReminderEntry, ...] | None
    columns: Columns


@dataclass(frozen=True, kw_only=True)
class AttendeeEntry:
    """An example person of a demo."""

    place: Place
    email: str
    organisation: Reference | None
    webinars: tuple[Reference, ...]
    news_from: tuple[Reference, ...]
    visible_in_network: bool
    columns: Columns


@dataclass(kw_only=True)
class Programme:
    """A whole file."""

    demo_notice: Texts | None = None
    regions: list[RegionEntry] = field(default_factory=list)
    hosts: list[HostEntry] = field(default_factory=list)
    topics: list[TopicEntry] = field(default_factory=list)
    organisations: list[OrganisationEntry] = field(default_factory=list)
    series: list[SeriesEntry] = field(default_factory=list)
    webinars: list[WebinarEntry] = field(default_factory=list)
    attendees: list[AttendeeEntry] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a webinar takes place and can be registered for."""

    local_start: datetime
    """Naive: what the clocks on the wall show."""
    fold: int
    time_zone: str
    duration_minutes: int
    starts_at: datetime
    ends_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
