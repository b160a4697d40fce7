"""The part of the vocabulary of schema.org that events use, as its pages state it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

_THING = {"@type", "@id", "name", "description", "url", "image"}
_EVENT = _THING | {
    "endDate",
    "eventAttendanceMode",
    "eventStatus",
    "inLanguage",
    "isAccessibleForFree",
    "location",
    "maximumAttendeeCapacity",
    "offers",
    "organizer",
    "performer",
    "previousStartDate",
    "recordedIn",
    "remainingAttendeeCapacity",
    "startDate",
    "subEvent",
    "superEvent",
}
PROPERTIES = {
    "BusinessEvent": _EVENT,
    "EventSeries": _EVENT,
    "CreativeWork": _THING | {"expires"},
    "Offer": _THING | {"availability", "price", "priceCurrency", "validFrom", "validThrough"},
    "Organization": _THING | {"legalName", "logo"},
    "Person": _THING | {"jobTitle", "worksFor"},
    "VirtualLocation": _THING,
}
"""What each type may have."""

RANGES = {
    "location": {"VirtualLocation"},
    "offers": {"Offer"},
    "organizer": {"Organization"},
    "performer": {"Organization", "Person"},
    "recordedIn": {"CreativeWork"},
    "subEvent": {"BusinessEvent"},
    "superEvent": {"EventSeries"},
    "worksFor": {"Organization"},
}
"""What each property may hold where that is a thing."""

MEMBERS = {
    "availability": {"InStock", "LimitedAvailability", "PreOrder", "SoldOut"},
    "eventAttendanceMode": {"OnlineEventAttendanceMode"},
    "eventStatus": {"EventCancelled", "EventPostponed", "EventRescheduled", "EventScheduled"},
}
"""Properties whose value is a member of an enumeration."""

NEEDED = {"BusinessEvent": {"name", "startDate", "location", "eventStatus", "organizer"}}

_OFFSET = re.compile(r"[+-][0-9]{2}:[0-9]{2}")


def faults(thing: dict[str, Any]) -> Iterator[str]:
    """Yield what the vocabulary does not know, or knows otherwise, in a thing and its parts."""
    kind = thing.get("@type", "")
    if kind not in PROPERTIES:
        yield f"no type {kind}"
        return
    yield from (f"{kind} without {name}" for name in NEEDED.get(kind, set()) - set(thing))
    for name, held in thing.items():
        if name not in PROPERTIES[kind] | {"@context"}:
            yield f"{kind} has no {name}"
        for value in held if isinstance(held, list) else [held]:
            yield from _faults_of_value(name, value)


def _faults_of_value(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("@type") not in RANGES.get(name, set()):
            yield f"{name} holds {value.get('@type')}"
        yield from faults(value)
        return
    wrong = (
        value in {"", None}
        or (name in RANGES)
        or (name in MEMBERS and _member(value) not in MEMBERS[name])
        or (name in {"url", "image", "@id"} and not re.match("https?://", value))
        or (name.endswith(("Date", "Through", "From")) and not _is_instant(value))
    )
    if wrong:
        yield f"{name}: {value!r}"


def _member(value: str) -> str:
    return value.removeprefix("https://schema.org/") if "://schema.org/" in value else ""


def _is_instant(value: str) -> bool:
    return datetime.fromisoformat(value).tzinfo is not None and bool(_OFFSET.fullmatch(value[-6:]))
