"""Public holidays in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext, lazy_gettext

from webinars.formats import join_names
from webinars.rules.public_holidays import BELGIUM, SAXONY, names_on
from webinars.web.language import current_language

REGION_NAMES = {SAXONY: lazy_gettext("Saxony"), BELGIUM: lazy_gettext("Belgium")}

HOLIDAY_NAMES = {
    "All Saints' Day": lazy_gettext("All Saints’ Day"),
    "Armistice Day": lazy_gettext("Armistice Day"),
    "Ascension Day": lazy_gettext("Ascension Day"),
    "Assumption Day": lazy_gettext("Assumption Day"),
    "Christmas Day": lazy_gettext("Christmas Day"),
    "Easter Monday": lazy_gettext("Easter Monday"),
    "Easter Sunday": lazy_gettext("Easter Sunday"),
    "German Unity Day": lazy_gettext("German Unity Day"),
    "Good Friday": lazy_gettext("Good Friday"),
    "Labor Day": lazy_gettext("Labour Day"),
    "National Day": lazy_gettext("Belgian National Day"),
    "New Year's Day": lazy_gettext("New Year’s Day"),
    "Pentecost": lazy_gettext("Whit Sunday"),
    "Pentecost Monday": lazy_gettext("Whit Monday"),
    "Reformation Day": lazy_gettext("Reformation Day"),
    "Repentance and Prayer Day": lazy_gettext("Day of Repentance and Prayer"),
    "Second Day of Christmas": lazy_gettext("Second Day of Christmas"),
}
"""By their names in English data; Belgium and Germany share words, so each reads the same."""


def holiday_words(day: date, regions: Sequence[str]) -> str:
    """Return what is celebrated on a day, and where; empty: nothing in these regions."""
    return "; ".join(_words(name, where) for name, where in names_on(day, regions).items())


def _words(name: str, regions: Sequence[str]) -> str:
    places = join_names([str(REGION_NAMES[region]) for region in regions], current_language())
    return gettext("%(name)s (%(places)s)", name=HOLIDAY_NAMES.get(name, name), places=places)
