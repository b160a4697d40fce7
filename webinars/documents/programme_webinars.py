"""The webinars of a programme file: what, when, with whom."""

from __future__ import annotations

from babel import Locale
from flask_babel import gettext

from webinars.documents.programme_fields import Fields
from webinars.documents.programme_reminders import (
    LONGEST_DAYS,
    LONGEST_MINUTES,
    read_reminders,
)
from webinars.documents.programme_words import (
    BIOGRAPHY,
    DESCRIPTION,
    NAME,
    TEASER,
    TITLE,
    read_date,
    read_icon,
    read_time,
    read_zone,
)
from webinars.models.recording import Recording
from webinars.models.webinar import AgendaKind, WebinarState
from webinars.rules.offers import MOST_OFFER_HOURS
from webinars.rules.programme import (
    AgendaEntry,
    BeforeStart,
    Bound,
    Columns,
    InDays,
    InMinutes,
    Moment,
    OnDate,
    SpeakerEntry,
    WebinarEntry,
)

LONGEST = 24 * 60
"""Minutes of one webinar."""

MOST_SEATS = 100_000

_FURTHEST_DAYS = 3650
_LINE = 300

_LOADING = ("in_minutes", "in_days", "date")
_START = ("days_before", "minutes_before")


def read_webinar(fields: Fields) -> WebinarEntry:
    """Return one webinar."""
    minutes = fields.whole("duration_minutes", 1, LONGEST) or 0
    entry = WebinarEntry(
        place=fields.place,
        key=fields.key(),
        series=fields.reference("series"),
        hosts=fields.references("hosts") if "hosts" in fields else None,
        topics=fields.references("topics", need=False) if "topics" in fields else None,
        start=_start(fields),
        time_zone=read_zone(fields, "time_zone"),
        duration_minutes=minutes,
        opens=_bound(fields, "opens"),
        closes=_bound(fields, "closes"),
        says=frozenset(name for name in ("opens", "closes") if name in fields),
        places={name: fields.at(name) for name in ("capacity", "state")},
        agenda=_agenda(fields, minutes),
        speakers=_speakers(fields),
        reminders=read_reminders(fields),
        columns=_columns(fields),
    )
    fields.finish()
    return entry


def _columns(fields: Fields) -> Columns:
    columns: Columns = {
        "capacity": fields.whole("capacity", 1, MOST_SEATS) or 0,
        "icon": read_icon(fields),
    }
    if "state" in fields:
        columns["state"] = fields.chosen("state", WebinarState)
    columns |= _texts(fields, draft=columns.get("state") == WebinarState.DRAFT)
    if "takeaways" in fields:
        columns["takeaways"] = fields.lines("takeaways", _LINE)
    if "cancellation_reasons" in fields:
        columns["cancellation_reasons"] = fields.texts(
            "cancellation_reasons", TEASER, every=False, need=False, paragraphs=True
        )
    if "recording" in fields:
        columns["recording"] = fields.chosen("recording", Recording)
    if "waiting_list" in fields:
        columns["waiting_list"] = fields.yes("waiting_list", True)
    if "offer_hours" in fields:
        columns["offer_hours"] = fields.whole("offer_hours", 0, MOST_OFFER_HOURS, 0)
    if "approval" in fields:
        columns["approval"] = fields.yes("approval", False)
    if "provisional" in fields:
        columns["provisional"] = fields.yes("provisional", False)
    if "spoken_languages" in fields:
        sentence = gettext("Write the two letters of a language, each one once, such as de or fr.")
        columns["spoken_languages"] = fields.words("spoken_languages", _is_language, sentence)
    return columns


def _texts(fields: Fields, *, draft: bool) -> Columns:
    """Return the texts that every webinar has; the title of a draft may still lack languages."""
    columns: Columns = {"titles": fields.texts("titles", TITLE, every=not draft)}
    if "teasers" in fields:
        columns["teasers"] = fields.texts("teasers", TEASER, every=False, need=False)
    if "descriptions" in fields:
        columns["descriptions"] = fields.texts(
            "descriptions", DESCRIPTION, every=False, need=False, paragraphs=True
        )
    return columns


def _is_language(code: str) -> bool:
    return len(code) == 2 and code in Locale.parse("en").languages


def _start(fields: Fields) -> Moment | None:
    below = fields.below("start")
    if below is None:
        return None
    name = _exactly_one(below, _LOADING)
    found = None if name is None else _from_loading(below, name)
    below.finish()
    return found


def _bound(fields: Fields, name: str) -> Bound | None:
    below = fields.below(name, need=False)
    if below is None:
        return None
    found: Bound | None = None
    named = _exactly_one(below, (*_LOADING, *_START))
    if named in _LOADING:
        found = _from_loading(below, named)
    elif named == "minutes_before":
        found = BeforeStart(place=below.place, minutes=below.whole(named, 0, LONGEST_MINUTES))
    elif named == "days_before":
        days = below.whole(named, 0, LONGEST_DAYS)
        at = read_time(below) if "at" in below else None
        found = BeforeStart(place=below.place, days=days, at=at)
    below.finish()
    return found


def _exactly_one(below: Fields, names: tuple[str, ...]) -> str | None:
    named = [name for name in names if name in below]
    if len(named) == 1:
        return named[0]
    below.allow("at", "fold")
    sentence = gettext("Give exactly one of these: %(words)s.", words=", ".join(names))
    below.mistakes.add(below.place, sentence)
    return None


def _from_loading(below: Fields, name: str) -> Moment | None:
    if name == "in_minutes":
        minutes = below.whole("in_minutes", 0, _FURTHEST_DAYS * 24 * 60)
        return None if minutes is None else InMinutes(place=below.place, minutes=minutes)
    if name == "in_days":
        days, at = below.whole("in_days", 0, _FURTHEST_DAYS), read_time(below)
        if days is None or at is None:
            return None
        return InDays(place=below.place, days=days, at=at)
    day, at = read_date(below, "date"), read_time(below)
    fold = below.whole("fold", 0, 1) if "fold" in below else None
    if day is None or at is None:
        return None
    return OnDate(place=below.place, date=day, at=at, fold=fold)


def _agenda(fields: Fields, duration: int) -> tuple[AgendaEntry, ...] | None:
    if "agenda" not in fields:
        return None
    entries = tuple(_agenda_item(each) for each in fields.each("agenda"))
    minutes = [entry.columns["minutes"] for entry in entries]
    if entries and duration and all(minutes) and sum(minutes) != duration:
        sentence = gettext(
            "The minutes of the agenda add up to %(sum)s, not to %(duration)s.",
            sum=sum(minutes),
            duration=duration,
        )
        fields.wrong("agenda", sentence)
    return entries


def _agenda_item(fields: Fields) -> AgendaEntry:
    columns: Columns = {
        "minutes": fields.whole("minutes", 1, LONGEST) or 0,
        "kind": fields.chosen("kind", AgendaKind, AgendaKind.TALK) or AgendaKind.TALK,
        "titles": fields.texts("title", TITLE, every=False),
        "speaker_lines": {},
    }
    if "speaker" in fields:
        columns["speaker_lines"] = fields.texts("speaker", TITLE, every=False)
    organisation = fields.reference("organisation", need=False)
    fields.finish()
    return AgendaEntry(organisation=organisation, columns=columns)


def _speakers(fields: Fields) -> tuple[SpeakerEntry, ...] | None:
    if "speakers" not in fields:
        return None
    return tuple(_speaker(each) for each in fields.each("speakers"))


def _speaker(fields: Fields) -> SpeakerEntry:
    columns: Columns = {"name": fields.line("name", NAME), "roles": {}}
    if "roles" in fields:
        columns["roles"] = fields.texts("roles", TITLE, every=False)
    if "biographies" in fields:
        columns["biographies"] = fields.texts(
            "biographies", BIOGRAPHY, every=False, need=False, paragraphs=True
        )
    organisation = fields.reference("organisation", need=False)
    fields.finish()
    return SpeakerEntry(organisation=organisation, columns=columns)
