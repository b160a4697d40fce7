"""The reminders of a programme file: when each is sent, and to whom."""

from __future__ import annotations

from datetime import time

from flask_babel import gettext

from webinars.documents.programme_fields import Fields
from webinars.documents.programme_words import read_time
from webinars.models.reminder import Anchor, Audience
from webinars.rules.programme import Columns, ReminderEntry

LONGEST_DAYS = 365
LONGEST_MINUTES = 365 * 24 * 60

_TRIGGERS = {
    "days_before": (Anchor.START, -1),
    "minutes_before": (Anchor.START, -1),
    "days_after": (Anchor.END, 1),
    "minutes_after": (Anchor.END, 1),
    "after": (Anchor.RECORDING, 0),
}
"""Anchor and sign of what a reminder may hang on."""


def read_reminders(fields: Fields) -> tuple[ReminderEntry, ...] | None:
    """Return the reminders of a series or webinar, None when the file does not name them."""
    if "reminders" not in fields:
        return None
    entries = tuple(_reminder(each) for each in fields.each("reminders"))
    seen: set[str] = set()
    for entry in entries:
        if entry.key and entry.key in seen:
            sentence = gettext("‘%(name)s’ stands here twice.", name=entry.key)
            fields.mistakes.add(entry.place, sentence)
        seen.add(entry.key)
    return entries


def _reminder(fields: Fields) -> ReminderEntry:
    active = fields.yes("active", True)
    columns: Columns = {
        "active": active,
        "audience": fields.chosen("audience", Audience, Audience.CONFIRMED),
        "useful_minutes": None,
        **_trigger(fields, need=active),
    }
    if columns["audience"] == Audience.SPEAKERS and columns["anchor"] != Anchor.START:
        fields.wrong("audience", gettext("Speakers are reminded before the start only."))
    if "useful_minutes" in fields:
        columns["useful_minutes"] = fields.whole("useful_minutes", 1, LONGEST_MINUTES)
    entry = ReminderEntry(place=fields.place, key=fields.key(), columns=columns)
    fields.finish()
    return entry


def _trigger(fields: Fields, need: bool) -> Columns:
    columns: Columns = {
        "anchor": Anchor.START,
        "offset_minutes": None,
        "offset_days": None,
        "at_time": None,
    }
    named = [name for name in _TRIGGERS if name in fields]
    if len(named) != 1:
        if named or need:
            sentence = gettext("Give exactly one of these: %(words)s.", words=", ".join(_TRIGGERS))
            fields.mistakes.add(fields.place, sentence)
        if "at" in fields and not named:
            fields.wrong("at", gettext("A time of day goes with days_before or days_after only."))
        return columns
    name = named[0]
    columns["anchor"], sign = _TRIGGERS[name]
    if name == "after":
        fields.one_of("after", {"recording": Anchor.RECORDING})
        columns["offset_minutes"] = 0
    elif name.startswith("days"):
        columns["offset_days"] = sign * (fields.whole(name, 0, LONGEST_DAYS) or 0)
    else:
        columns["offset_minutes"] = sign * (fields.whole(name, 0, LONGEST_MINUTES) or 0)
    if "at" in fields:
        at = read_time(fields)
        columns["at_time"] = _written(at)
        if not name.startswith("days"):
            fields.wrong("at", gettext("A time of day goes with days_before or days_after only."))
    return columns


def _written(at: time | None) -> str | None:
    return None if at is None else at.strftime("%H:%M")
