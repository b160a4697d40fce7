"""Single values that several sections of a programme file share."""

from __future__ import annotations

import re
from datetime import date, time

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext

from webinars.documents.programme_fields import Fields
from webinars.rules.countries import is_country
from webinars.rules.icons import PICTOGRAMS, is_pictogram
from webinars.rules.programme import Columns
from webinars.text import clean_address
from webinars.zones import is_zone

NAME = 100
"""Characters of short names: of regions, topics, hosts, cities, speakers."""

TITLE = 200
TEASER = 500
DESCRIPTION = 6000
BIOGRAPHY = 2000

FIRST_YEAR = 2000
LAST_YEAR = 2100

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def read_address(fields: Fields, name: str) -> str:
    """Return an e-mail address as we store and compare it."""
    address = clean_address(fields.line(name, 254))
    if not address:
        return ""
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        fields.wrong(name, gettext("Write an e-mail address such as team@example.org."))
    return address


def read_country(fields: Fields) -> Columns:
    """Return the column ``country`` when the file names it."""
    if "country" not in fields:
        return {}
    country = fields.line("country", 40)
    if country and not is_country(country):
        fields.wrong("country", gettext("Write the two letters of a country, such as DE or BE."))
    return {"country": country}


def read_icon(fields: Fields) -> str:
    """Return the name of a pictogram."""
    icon = fields.line("icon", 40)
    if icon and not is_pictogram(icon):
        words = ", ".join(sorted(PICTOGRAMS))
        fields.wrong("icon", gettext("Write one of these: %(words)s.", words=words))
    return icon


def read_zone(fields: Fields, name: str) -> str:
    """Return the name of a time zone; the empty text when it is wrong."""
    zone = fields.line(name, 100)
    if zone and not is_zone(zone):
        fields.wrong(name, gettext("Write a time zone such as Europe/Berlin."))
        return ""
    return zone


def read_date(fields: Fields, name: str) -> date | None:
    """Return a date; None when it is wrong."""
    written = fields.line(name, 40)
    if not written:
        return None
    try:
        found = date.fromisoformat(written) if _DATE.fullmatch(written) else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        fields.wrong(name, gettext("Write a date as year, month and day, such as 2027-02-04."))
        return None
    return found


def read_time(fields: Fields, name: str = "at") -> time | None:
    """Return a wall-clock time; None when it is wrong."""
    written = fields.line(name, 40)
    match = _TIME.fullmatch(written)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    if written:
        fields.wrong(name, gettext("Write a time from 00:00 to 23:59, such as 14:00."))
    return None
