"""Entries of the audit log in words: who did what, and what was before and is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from webinars.formats import date_long, language_name, moment, number
from webinars.languages import LANGUAGE_NAMES, Texts, pick
from webinars.mail.part_names import PART_NAMES
from webinars.models.audit import AuditEntry
from webinars.models.long_work import LongWorkKind
from webinars.queries.log import Named, actor_number, webinar_number
from webinars.web.forms.bulk_acts import ACT_NAMES
from webinars.web.forms.hosts import PARTS as HOST_PARTS
from webinars.web.forms.team import ROLE_NAMES
from webinars.web.forms.webinar_rows import RECORDING_NAMES
from webinars.web.language import current_language
from webinars.web.organiser.log_acts import ACTS


@dataclass(frozen=True, kw_only=True)
class Change:
    """What was before and is now, in words; empty: nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """An entry as it is read."""

    at: datetime
    who: str
    what: str
    about: str
    """What or whom it was done to; empty: the person's own access, or it is gone."""
    webinar: str
    """Key of the webinar it is about."""
    changes: list[Change]
    also: list[str]
    """What else has changed, of which the log holds no values."""
    purpose: str
    """Why a list was taken along."""


def log_line(entry: AuditEntry, named: Named) -> LogLine:
    """Return one entry in the reader's language."""
    webinar = named.webinars.get(webinar_number(entry) or 0)
    own = actor_number(entry) in named.own
    return LogLine(
        at=entry.happened_at,
        who=_who(entry, named),
        what=_what(entry),
        about=_about(entry, named),
        webinar="" if webinar is None else webinar.key,
        changes=list(_changes(entry.details)),
        also=list(_also(entry.details)),
        # The partner's reasons are the partner's.
        purpose=str(entry.details.get("purpose", "")) if own else "",
    )


def _who(entry: AuditEntry, named: Named) -> str:
    who = actor_number(entry)
    if who is None:
        words = {
            "operator": gettext("Whoever runs the service"),
            "attendee": gettext("The person"),
            "speaker": gettext("The speaker"),
        }
        return words.get(entry.actor, gettext("The service by itself"))
    if who in named.own and who in named.people:
        return named.people[who].name
    return _gone() if who not in named.people else gettext("Somebody of another team")


def _gone() -> str:
    return gettext("Somebody whose access is deleted")


def _what(entry: AuditEntry) -> str:
    if entry.action == "people.exported":
        rows = int(entry.details.get("rows", 0))
        return ngettext(
            "took the data of %(count)s person along (%(form)s)",
            "took the data of %(count)s people along (%(form)s)",
            rows,
            count=number(rows, current_language()),
            form=str(entry.details.get("form", "")).upper(),
        )
    if entry.action == "bulk_act.begun":
        return ngettext(
            "began for %(count)s person: %(what)s",
            "began for %(count)s people: %(what)s",
            int(entry.details["rows"]),
            count=number(entry.details["rows"], current_language()),
            what=ACT_NAMES[LongWorkKind(entry.details["kind"])],
        )
    told = entry.details.get("told")
    what = str(ACTS.get(entry.action, entry.action))
    if isinstance(told, int):
        what += ", " + ngettext("%(num)s person is told", "%(num)s people are told", told)
    return what


def _about(entry: AuditEntry, named: Named) -> str:
    language = current_language()
    webinar = named.webinars.get(webinar_number(entry) or 0)
    if webinar is not None:
        return pick(webinar.titles, language)
    series = named.series.get(entry.subject_id or 0) if entry.subject_type == "series" else None
    if series is not None:
        return pick(series.titles, language)
    if entry.subject_type == "organiser" and entry.subject_id != actor_number(entry):
        person = named.people.get(entry.subject_id or 0)
        return _gone() if person is None else person.name
    return ""


def _changes(details: dict[str, Any]) -> Iterator[Change]:
    if "before" in details:
        before, after = (ROLE_NAMES.get(details.get(at) or "", "") for at in ("before", "role"))
        yield Change(label=gettext("May do"), before=str(before), after=str(after))
    for name, (was, now) in details.get("values", {}).items():
        if name in _VALUES:
            label, words = _VALUES[name]
            yield Change(label=str(label), before=words(was), after=words(now))


def _also(details: dict[str, Any]) -> Iterator[str]:
    named = [name for name in details.get("values", {}) if name in _VALUES]
    shown = {*named, *(_PARTS.get(name, name) for name in named)}
    for name in details.get("changed", ()):
        if name in _NAMES and name not in shown:
            yield str(_NAMES[name])
        elif name == "texts" and "titles" not in shown:
            yield gettext("Texts")


def _moment(value: str | None) -> str:
    # The wall clock as it was typed; its zone stands beside it when that has changed.
    if value is None:
        return ""
    return moment(datetime.fromisoformat(value + "+00:00"), "UTC", current_language())


def _day(value: str | None) -> str:
    if value is None:
        return ""
    return date_long(datetime.fromisoformat(value + "T12:00+00:00"), "UTC", current_language())


def _text(value: Texts | None) -> str:
    return pick(value, current_language()) if value else ""


def _number(value: int) -> str:
    return number(value, current_language())


def _yes_no(value: bool) -> str:
    return gettext("Yes") if value else gettext("No")


def _recording(value: str) -> str:
    return str(RECORDING_NAMES[value])


def _languages(value: list[str]) -> str:
    return ", ".join(language_name(code, current_language()) for code in value)


def _lengths(value: dict[str, int]) -> str:
    return ", ".join(f"{LANGUAGE_NAMES[code]}: {_number(value[code])}" for code in value)


_VALUES: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "title": (lazy_gettext("Title"), str),
    "titles": (lazy_gettext("Title"), _text),
    "names": (lazy_gettext("Topic"), _text),
    "series": (lazy_gettext("The series"), _text),
    "region": (lazy_gettext("Region"), _text),
    "subjects": (lazy_gettext("Subject line"), _text),
    "openings": (lazy_gettext("Beginning"), _text),
    "closings": (lazy_gettext("End"), _text),
    **{name: (label, str) for name, label in HOST_PARTS.items()},
    "time_city": (HOST_PARTS["time_city"], _text),
    "start": (lazy_gettext("Start"), _moment),
    "time_zone": (lazy_gettext("Time zone"), str),
    "duration": (lazy_gettext("Minutes"), _number),
    "roles": (lazy_gettext("Role (characters)"), _lengths),
    "biographies": (lazy_gettext("Biography (characters)"), _lengths),
    "capacity": (PART_NAMES["capacity"], _number),
    "waiting_list": (PART_NAMES["waiting_list"], _yes_no),
    "offer_hours": (PART_NAMES["offer_hours"], _number),
    "approval": (PART_NAMES["approval"], _yes_no),
    "provisional": (PART_NAMES["provisional"], _yes_no),
    "opens_at": (PART_NAMES["opens_at"], _moment),
    "closes_at": (PART_NAMES["closes_at"], _moment),
    "recording": (PART_NAMES["recording"], _recording),
    "recording_url": (PART_NAMES["recording_url"], str),
    "recording_until": (PART_NAMES["recording_until"], _day),
    "spoken_languages": (PART_NAMES["spoken_languages"], _languages),
}
"""Name of a value to its label, and to what writes it."""

_NAMES = {**HOST_PARTS, **PART_NAMES}
"""Name of a part to its label."""

_PARTS = dict.fromkeys(("start", "time_zone", "duration"), "times")
"""Name of a value to the part that it belongs to."""
