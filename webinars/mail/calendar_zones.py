"""VTIMEZONE: what a calendar entry says about the clocks of its zone (RFC 5545, section 3.6.5).

``icalendar`` can write one from zone data, but puts the change in spring an hour late and lists
single dates; calendars that match zones by their rules want the yearly rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from webinars.zones import to_local

_YEARS = 5
"""How many years of changes are looked at, from the year before the webinar on."""

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class _Change:
    """One change of the clocks."""

    local: datetime
    """Naive wall time at which it happens, as the clock before the change shows it."""
    before: timedelta
    after: timedelta
    name: str
    summer: bool


@lru_cache(maxsize=64)
def timezone_component(zone: str, year: int) -> Timezone:
    """Return the VTIMEZONE of a zone, right for times in this year and the three after it.

    The answer is shared: do not change it.
    """
    first = datetime(year - 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", zone)
    component.add_component(_observance([_state(zone, first)]))
    yearly = defaultdict(list)
    for change in _changes(zone, first, datetime(year - 1 + _YEARS, 1, 1, tzinfo=UTC)):
        yearly[change.before, change.after, change.name].append(change)
    for changes in yearly.values():
        component.add_component(_observance(changes))
    return component


def _state(zone: str, instant: datetime) -> _Change:
    local = to_local(instant, zone)
    offset = local.utcoffset() or timedelta(0)
    wall = local.replace(tzinfo=None)
    return _Change(wall, offset, offset, local.tzname() or zone, bool(local.dst()))


def _changes(zone: str, first: datetime, last: datetime) -> Iterator[_Change]:
    before = first
    while before < last:
        after = before + _DAY
        if _offset(zone, before) != _offset(zone, after):
            yield _change_between(zone, before, after)
        before = after


def _change_between(zone: str, low: datetime, high: datetime) -> _Change:
    old, new = _offset(zone, low), _offset(zone, high)
    while high - low > _MINUTE:
        middle = low + ((high - low) // 2 // _MINUTE) * _MINUTE
        middle = max(middle, low + _MINUTE)
        if _offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    local = to_local(high, zone)
    wall = (high + old).replace(tzinfo=None)
    return _Change(wall, old, new, local.tzname() or zone, bool(local.dst()))


def _offset(zone: str, instant: datetime) -> timedelta:
    return to_local(instant, zone).utcoffset() or timedelta(0)


def _observance(changes: Sequence[_Change]) -> TimezoneDaylight | TimezoneStandard:
    first = changes[0]
    observance = TimezoneDaylight() if first.summer else TimezoneStandard()
    observance.add("dtstart", first.local)
    observance.add("tzoffsetfrom", first.before)
    observance.add("tzoffsetto", first.after)
    observance.add("tzname", first.name)
    rule = _rule(changes)
    if rule:
        observance.add("rrule", rule)
    else:
        for change in changes[1:]:
            observance.add("rdate", change.local)
    return observance


def _rule(changes: Sequence[_Change]) -> vRecur | None:
    """Return the yearly rule that all the changes follow, or None."""
    months = {change.local.month for change in changes}
    weekdays = {change.local.weekday() for change in changes}
    times = {change.local.time() for change in changes}
    years = [change.local.year for change in changes]
    yearly = years == list(range(years[0], years[0] + _YEARS))
    if not yearly or max(len(months), len(weekdays), len(times)) > 1:
        return None
    weekday = _WEEKDAYS[weekdays.pop()]
    if all((change.local + 7 * _DAY).month != change.local.month for change in changes):
        return vRecur(freq="YEARLY", bymonth=months.pop(), byday=f"-1{weekday}")
    weeks = {(change.local.day - 1) // 7 + 1 for change in changes}
    if len(weeks) == 1:
        return vRecur(freq="YEARLY", bymonth=months.pop(), byday=f"{weeks.pop()}{weekday}")
    return None
