"""Entries of the audit log in words: who did what, and what was before and is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext

from webinars.formats import language_name, moment, number
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

ACTS = {
    "announcement.sent": lazy_gettext("wrote to people of the webinar"),
    "announcement.withheld": lazy_gettext("took a message to people back before it left"),
    "attendee.erased": lazy_gettext("deleted all data of a person"),
    "address.corrected": lazy_gettext("corrected the address of a person"),
    "agreement.given": lazy_gettext("agreed to the publication"),
    "agreement.withdrawn": lazy_gettext("took the agreement to the publication back"),
    "long_work.begun": lazy_gettext("had people added from a file"),
    "message.resolved": lazy_gettext("said whether an e-mail arrived"),
    "message.retried": lazy_gettext("had an e-mail sent once more"),
    "news.sent": lazy_gettext("sent news"),
    "news.withheld": lazy_gettext("took news back before it left"),
    "note.deleted": lazy_gettext("deleted a private note"),
    "note.written": lazy_gettext("wrote a private note"),
    "offer.accepted": lazy_gettext("accepted the offer of a place"),
    "offer.withdrawn": lazy_gettext("withdrew the offer of a place"),
    "offers.lapsed": lazy_gettext("ended offers that nobody had accepted in time"),
    "organiser.activated": lazy_gettext("let somebody sign in again"),
    "organiser.added": lazy_gettext("made an access"),
    "organiser.deactivated": lazy_gettext("let somebody sign in no longer"),
    "organiser.invited_again": lazy_gettext("sent somebody another link"),
    "organiser.removed": lazy_gettext("took a role away"),
    "organiser.role": lazy_gettext("gave a role"),
    "passkey.added": lazy_gettext("added a passkey"),
    "passkey.removed": lazy_gettext("removed a passkey"),
    "password.changed": lazy_gettext("chose a new password"),
    "password_link.made": lazy_gettext("made a link to choose a password"),
    "person.added": lazy_gettext("added a person"),
    "person.withdrawn": lazy_gettext("withdrew the entry of a person who had not confirmed"),
    "questions.edited": lazy_gettext("changed the questions of the form"),
    "recovery_code.used": lazy_gettext("used a recovery code"),
    "recovery_codes.made": lazy_gettext("made recovery codes"),
    "registration.approved": lazy_gettext("approved a registration"),
    "registration.cancelled": lazy_gettext("cancelled the place of a person"),
    "registration.declined": lazy_gettext("declined a registration"),
    "registration.moved": lazy_gettext("moved a registration to another webinar"),
    "registration.promoted": lazy_gettext("gave a place out of order"),
    "registration.resent": lazy_gettext("sent a confirmation once more"),
    "second_factor.off": lazy_gettext("switched the authenticator off"),
    "second_factor.on": lazy_gettext("switched an authenticator on"),
    "series.archived": lazy_gettext("archived the series"),
    "series.unarchived": lazy_gettext("took the series out of the archive"),
    "series.created": lazy_gettext("created the series"),
    "series.deleted": lazy_gettext("deleted the series"),
    "series.edited": lazy_gettext("edited the series"),
    "standing.followed": lazy_gettext("registered those who follow the series"),
    "support_office.given": lazy_gettext("gave a support office access"),
    "support_office.taken": lazy_gettext("took the access of a support office away"),
    "host.edited": lazy_gettext("changed the details of the host"),
    "host.logo_changed": lazy_gettext("changed the logo of the host"),
    "host.logo_removed": lazy_gettext("removed the logo of the host"),
    "handout.added": lazy_gettext("added a handout"),
    "handout.moved": lazy_gettext("changed the order of the handouts"),
    "handout.removed": lazy_gettext("removed a handout"),
    "handout.renamed": lazy_gettext("renamed a handout"),
    "speaker.changed": lazy_gettext("changed the own role or biography"),
    "speaker.invited": lazy_gettext("invited a speaker to the speaker’s desk"),
    "speaker.photo_changed": lazy_gettext("changed the own photo"),
    "speaker.photo_removed": lazy_gettext("removed the photo of a speaker"),
    "speaker.slides_handed_in": lazy_gettext("handed in slides"),
    "speaker.slides_refused": lazy_gettext("did not release the slides of a speaker"),
    "speaker.slides_released": lazy_gettext("released the slides of a speaker"),
    "speaker.slides_removed": lazy_gettext("took the own slides back"),
    "speaker.link_withdrawn": lazy_gettext("withdrew the link of a speaker"),
    "topic.created": lazy_gettext("added a topic"),
    "topic.merged": lazy_gettext("merged a topic with another one"),
    "topic.removed": lazy_gettext("removed a topic"),
    "topic.renamed": lazy_gettext("renamed a topic"),
    "words.changed": lazy_gettext("changed the words of e-mails"),
    "words.reset": lazy_gettext("went back to the usual words of e-mails"),
    "webinar.archived": lazy_gettext("archived the webinar"),
    "webinar.unarchived": lazy_gettext("took the webinar out of the archive"),
    "webinar.cancelled": lazy_gettext("cancelled the webinar"),
    "webinar.created": lazy_gettext("created the webinar"),
    "webinar.date_confirmed": lazy_gettext("confirmed the date"),
    "webinar.deleted": lazy_gettext("deleted the draft of a webinar"),
    "webinar.edit_told": lazy_gettext("told people of an edit"),
    "proposal.agreed": lazy_gettext("agreed to a proposed change"),
    "proposal.declined": lazy_gettext("did not agree to a proposed change"),
    "proposal.made": lazy_gettext("proposed a change"),
    "proposal.overtaken": lazy_gettext("found a proposed change overtaken"),
    "proposal.withdrawn": lazy_gettext("took a proposed change back"),
    "webinar.edit_withheld": lazy_gettext("told nobody of an edit after all"),
    "webinar.edited": lazy_gettext("edited the webinar"),
    "webinar.host_joined": lazy_gettext("named another host"),
    "webinar.name_withdrawn": lazy_gettext("withdrew the name of a host"),
    "webinar.moved": lazy_gettext("moved the webinar"),
    "webinar.published": lazy_gettext("put the webinar online"),
}


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
    "spoken_languages": (PART_NAMES["spoken_languages"], _languages),
}
"""Name of a value to its label, and to what writes it."""

_NAMES = {**HOST_PARTS, **PART_NAMES}
"""Name of a part to its label."""

_PARTS = dict.fromkeys(("start", "time_zone", "duration"), "times")
"""Name of a value to the part that it belongs to."""
