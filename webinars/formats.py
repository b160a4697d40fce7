"""Dates, times, numbers and lists as people write them in each language.

Babel's data gives the names of days, months, units and languages. Where it differs from how people
in Saxony and Wallonia write, a pattern of our own stands in :data:`_STYLES`: British dates without
a comma, German ``Uhr``, French ``14 h 00`` and ``1er``, no abbreviation of the zone in French.

Nothing here needs an application or a request: the language is an argument everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from webinars.languages import FORMATS
from webinars.zones import offset_label, to_local

Place: TypeAlias = tuple[str, str]
"""City as it is named beside a time, and the IANA name of its zone."""


@dataclass(frozen=True)
class _Style:
    """How one language writes dates and times; the words around them belong to the pattern."""

    long: str
    short: str
    time: str
    clock: str
    """A single time in a sentence; ``{0}`` is the time."""
    span: str
    """A range; ``{0}`` and ``{1}`` are times."""
    join: str
    """Date and time; ``{0}`` is the date, ``{1}`` the time."""
    zone: str = "{0} ({1})"
    """The zone inside the full line; ``{0}`` is the abbreviation, ``{1}`` the offset."""
    cities: str = "{0}"
    cities_before_vowel: str = "{0}"
    first: str = "d"
    """The first day of a month."""
    abbreviates: bool = True
    """Whether people know an abbreviation of the zone in this language."""


_STYLES = {
    "en": _Style(
        long="EEEE d MMMM y",
        short="EEE d MMM",
        time="HH:mm",
        clock="{0}",
        span="{0}–{1}",
        join="{0}, {1}",
    ),
    "de": _Style(
        long="EEEE, d. MMMM y",
        short="EEE, d. MMM",
        time="HH:mm",
        clock="{0} Uhr",
        span="{0}–{1} Uhr",
        join="{0}, {1}",
        zone="({0}, {1})",
    ),
    "fr": _Style(
        long="EEEE d MMMM y",
        short="EEE d MMM",
        time="H\u202f'h'\u202fmm",
        clock="{0}",
        span="de {0} à {1}",
        join="{0} à {1}",
        cities="heure de {0}",
        cities_before_vowel="heure d’{0}",
        first="d'er'",
        abbreviates=False,
    ),
}

_ABBREVIATION = re.compile(r"[A-Z]{2,5}")
_remembered = lru_cache(maxsize=2048)
"""Many people read about the same few moments, and Babel takes its time to word them."""

_VOWELS = tuple("aeiouy")
_UTC = "UTC"


def join_names(names: Sequence[str], language: str) -> str:
    """Return the names as one phrase: ``A and B``, ``A, B und C``."""
    return _joined(tuple(names), language) if names else ""


def date_long(instant: datetime, zone: str, language: str) -> str:
    """Return the day in full: ``Thursday 3 December 2026``."""
    return _date(instant, zone, _STYLES[language].long, language)


def date_short(instant: datetime, zone: str, language: str, *, year: bool = False) -> str:
    """Return the day in few characters, without its year or with it: ``Thu 3 Dec``."""
    pattern = _STYLES[language].short
    return _date(instant, zone, f"{pattern} y" if year else pattern, language)


def day_of_month(instant: datetime, zone: str, language: str) -> str:
    """Return the figure of the day, in French ``1er`` for the first."""
    return _date(instant, zone, "d", language)


def month_and_year(instant: datetime, zone: str, language: str) -> str:
    """Return ``December 2026``."""
    return _date(instant, zone, "MMMM y", language)


def month_short(instant: datetime, zone: str, language: str) -> str:
    """Return the month in few characters: ``Dec``, ``Dez.``, ``déc.``."""
    return _date(instant, zone, "MMM", language)


def weekday(instant: datetime, zone: str, language: str) -> str:
    """Return the name of the day: ``Thursday``, ``jeudi``."""
    return _date(instant, zone, "EEEE", language)


def month_name(day: date, language: str) -> str:
    """Return the month of a day as :func:`month_and_year` does, for a heading."""
    return format_date(day, "LLLL y", locale=FORMATS[language])


def weekday_names(language: str) -> list[tuple[str, str]]:
    """Return the names of the days from Monday on, each short and in full."""
    names = _locale(language).days["stand-alone"]
    return [(names["short"][day].rstrip("."), str(names["wide"][day])) for day in range(7)]


@_remembered
def time_of_day(instant: datetime, zone: str, language: str) -> str:
    """Return the time alone: ``14:00``, in French ``14 h 00``; German without ``Uhr``."""
    local = to_local(instant, zone)
    return format_time(local.time(), _STYLES[language].time, locale=FORMATS[language])


def time_range(starts_at: datetime, ends_at: datetime, zone: str, language: str) -> str:
    """Return from when to when: ``14:00–15:15``, ``14:00–15:15 Uhr``, ``de 14 h 00 à 15 h 15``."""
    start = time_of_day(starts_at, zone, language)
    end = time_of_day(ends_at, zone, language)
    return _STYLES[language].span.format(start, end)


def zone_label(instant: datetime, zone: str, language: str) -> str:
    """Return the zone of this moment: ``CET (UTC+1)``, ``MEZ (UTC+1)``, in French ``UTC+1``.

    Never show it without a city.
    """
    short, offset = _zone_names(instant, zone, language)
    return f"{short} ({offset})" if short else offset


@_remembered
def zone_city(zone: str, language: str) -> str:
    """Return the city that stands for a zone: ``New York``, ``Brüssel``."""
    return get_timezone_location(ZoneInfo(zone), locale=FORMATS[language], return_city=True)


def when_line(
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    places: Sequence[Place],
    language: str,
) -> str:
    """Return day, time, zone and cities as one line.

    Of the places only those are named whose clocks show the same; if none does, the zone's city.
    """
    day = date_long(starts_at, zone, language)
    hours = time_range(starts_at, ends_at, zone, language)
    short, offset = _zone_names(starts_at, zone, language)
    label = _STYLES[language].zone.format(short, offset) if short else f"({offset})"
    cities = _cities((starts_at, ends_at), zone, places, language)
    return f"{day}, {hours} {label}, {cities}"


def when_utc(starts_at: datetime, ends_at: datetime, language: str) -> str:
    """Return day and time in UTC, which no zone data changes."""
    hours = time_range(starts_at, ends_at, _UTC, language)
    return f"{date_long(starts_at, _UTC, language)}, {hours} {_UTC}"


def when_short(starts_at: datetime, zone: str, language: str, *, year: bool = False) -> str:
    """Return day and time in few characters: ``Thu 3 Dec, 14:00``."""
    return _at(date_short(starts_at, zone, language, year=year), starts_at, zone, language)


def moment(
    instant: datetime, zone: str, language: str, places: Sequence[Place] | None = None
) -> str:
    """Return a day and a time for a sentence: ``Thursday 3 December 2026, 14:00``.

    :param places: when given, the cities whose clocks show this time are named behind it.
    """
    text = _at(date_long(instant, zone, language), instant, zone, language)
    if places is None:
        return text
    return f"{text}, {_cities((instant,), zone, places, language)}"


def zone_and_cities(instant: datetime, zone: str, places: Sequence[Place], language: str) -> str:
    """Return the zone and the cities whose clocks show its time: ``CET (UTC+1), Dresden …``."""
    label = zone_label(instant, zone, language)
    return f"{label}, {_cities((instant,), zone, places, language)}"


def cities_of(
    instants: Sequence[datetime], zone: str, places: Sequence[Place], language: str
) -> str:
    """Return the cities whose clocks show the time of a zone: ``Dresden and Liège``."""
    return _cities(instants, zone, places, language)


def duration(minutes: int, language: str) -> str:
    """Return ``75 minutes``, and full hours as ``1 hour``."""
    hours, rest = divmod(minutes, 60)
    if hours and not rest:
        return format_unit(hours, "duration-hour", locale=FORMATS[language])
    return format_unit(minutes, "duration-minute", locale=FORMATS[language])


def number(value: float, language: str) -> str:
    """Return a number with the separators of the language: ``1,240``, ``1.240``, ``1 240``."""
    return format_decimal(value, locale=FORMATS[language])


def percentage(value: int, language: str) -> str:
    """Return whole per cent as the language writes them: ``44%``, ``44 %``."""
    return format_percent(value / 100, locale=FORMATS[language])


def language_name(code: str, language: str) -> str:
    """Return what a language is called in another: ``German``, ``Deutsch``, ``allemand``."""
    name = _locale(language).languages.get(code)
    return str(name) if name else code


@_remembered
def _joined(names: tuple[str, ...], language: str) -> str:
    return format_list(list(names), locale=FORMATS[language])


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(FORMATS[language])


@_remembered
def _date(instant: datetime, zone: str, pattern: str, language: str) -> str:
    local = to_local(instant, zone).date()
    if local.day == 1:
        pattern = re.sub(r"\bd\b", _STYLES[language].first, pattern)
    return format_date(local, pattern, locale=FORMATS[language])


def _at(day: str, instant: datetime, zone: str, language: str) -> str:
    style = _STYLES[language]
    return style.join.format(day, style.clock.format(time_of_day(instant, zone, language)))


@_remembered
def _zone_names(instant: datetime, zone: str, language: str) -> tuple[str, str]:
    offset = offset_label(instant, zone)
    if not _STYLES[language].abbreviates:
        return "", offset
    short = get_timezone_name(to_local(instant, zone), width="short", locale=FORMATS[language])
    known = _ABBREVIATION.fullmatch(short) and short != offset
    return short if known else "", offset


def _cities(instants: Sequence[datetime], zone: str, places: Sequence[Place], language: str) -> str:
    same = [
        city
        for city, other in places
        if all(_clock(instant, other) == _clock(instant, zone) for instant in instants)
    ]
    names = join_names(list(dict.fromkeys(same)) or [zone_city(zone, language)], language)
    style = _STYLES[language]
    first_letter = unicodedata.normalize("NFD", names)[:1].lower()
    pattern = style.cities_before_vowel if first_letter in _VOWELS else style.cities
    return pattern.format(names)


def _clock(instant: datetime, zone: str) -> datetime:
    return to_local(instant, zone).replace(tzinfo=None)
