"""The texts of calendar entries, in the language of their person (see ``force_locale``)."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext

from webinars.formats import join_names, language_name
from webinars.languages import pick
from webinars.mail.calendar import Entry, Party
from webinars.mail.links import page_url, personal_url
from webinars.models.attendee import Attendee
from webinars.models.registration import Invitation, Registration
from webinars.models.webinar import Webinar
from webinars.rules.host_order import ordered
from webinars.settings import current_settings
from webinars.text import clean_line
from webinars.tokens import Purpose

DESCRIPTION_LENGTH = 900
"""Characters; what calendars show without cutting."""

_PARAGRAPH = "\n\n"


def personal_entry(
    registration: Registration, invitation: Invitation, language: str, old_when: str = ""
) -> Entry:
    """Return the entry of a registration; carries the join link and never the one to my page.

    Entries are shared with colleagues, so nothing in them may change a registration.

    :param old_when: when it was to take place before, if the person knows another time.
    """
    webinar, attendee = registration.webinar, registration.attendee
    join_url = personal_url(language, Purpose.JOIN, registration.id, attendee.generation)
    description = _description(webinar, join_url, old_when, language)
    return _entry(registration, invitation, language, join_url, description)


def left_entry(
    registration: Registration, invitation: Invitation, sequence: int, language: str
) -> Entry:
    """Return the entry that takes one person's place out of the calendar.

    :param sequence: of the cancellation; the invitation may have a higher one again by now.
    """
    webinar_url = page_url(language, "webinars", registration.webinar.key)
    if registration.moved_to_id is not None:
        sentence = gettext("Your registration has been moved to another webinar.")
    else:
        sentence = gettext(
            "You have cancelled your place. Register again: %(webinar_url)s",
            webinar_url=webinar_url,
        )
    entry = _entry(registration, invitation, language, webinar_url, sentence)
    return replace(entry, sequence=sequence)


def called_off_entry(registration: Registration, invitation: Invitation, language: str) -> Entry:
    """Return the entry that says that the whole webinar does not take place."""
    webinar = registration.webinar
    webinar_url = page_url(language, "webinars", webinar.key)
    entry = _entry(registration, invitation, language, webinar_url, "")
    return called_off(entry, webinar, language)


def called_off(entry: Entry, webinar: Webinar, language: str) -> Entry:
    """Return an entry as it says that the whole webinar does not take place."""
    sentences = [
        gettext("This webinar has been cancelled. You need do nothing."),
        gettext(
            "The other webinars of the series: %(series_url)s",
            series_url=page_url(language, "series", webinar.series.key),
        ),
    ]
    reason = pick(webinar.cancellation_reasons, language)
    return replace(
        entry,
        summary=gettext(
            "Cancelled: %(title)s (webinar)", title=clean_line(pick(webinar.titles, language))
        ),
        description="\n".join(sentences),
        called_off=True,
        comment=gettext("Reason: %(reason)s", reason=reason) if reason else "",
    )


def _entry(
    registration: Registration, invitation: Invitation, language: str, url: str, description: str
) -> Entry:
    known = (invitation.uid, invitation.sequence)
    attendee = _attendee(registration.attendee)
    return entry_of(registration.webinar, known, attendee, language, url, description)


def entry_of(
    webinar: Webinar,
    known: tuple[str, int],
    attendee: Party,
    language: str,
    url: str,
    description: str,
) -> Entry:
    """Return the entry of a webinar for one person.

    :param known: its UID and SEQUENCE.
    """
    title = clean_line(pick(webinar.titles, language))
    uid, sequence = known
    return Entry(
        uid=uid,
        sequence=sequence,
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
        time_zone=webinar.time_zone,
        language=language,
        summary=gettext("%(title)s (webinar)", title=title),
        description=description,
        location=gettext("Online: %(join_url)s", join_url=url),
        url=url,
        categories=tuple(pick(topic.names, language) for topic in webinar.topics),
        alarm=gettext("In 15 minutes: %(title)s", title=title),
        organizer=_organizer(webinar),
        attendee=attendee,
    )


def _description(webinar: Webinar, join_url: str, old_when: str, language: str) -> str:
    hosts = ordered(webinar.hosts, language)
    about = [gettext("Hosted by %(hosts)s", hosts=join_names([h.name for h in hosts], language))]
    if webinar.spoken_languages and webinar.spoken_languages != [language]:
        spoken = [language_name(code, language) for code in webinar.spoken_languages]
        about.append(
            gettext("Language of the talks: %(languages)s", languages=join_names(spoken, language))
        )
    link = [
        gettext("To the webinar: %(join_url)s", join_url=join_url),
        gettext("This link is meant for you alone; please do not forward the entry."),
    ]
    paragraphs = ["\n".join(link), "\n".join(about)]
    if hosts:
        paragraphs.append(gettext("Help on the day: %(help)s", help=hosts[0].mailbox))
    if old_when:
        paragraphs.insert(0, gettext("New date. Before: %(old_when)s", old_when=old_when))
    free = DESCRIPTION_LENGTH - len(_PARAGRAPH.join(paragraphs)) - len(_PARAGRAPH)
    teaser = _shortened(clean_line(pick(webinar.teasers, language)), free)
    if teaser:
        paragraphs.insert(2 if old_when else 1, teaser)
    return _PARAGRAPH.join(paragraphs)


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    whole_words = text[: max(0, most - 1)].rpartition(" ")[0].rstrip(" ,;:–")
    return f"{whole_words}…" if whole_words else ""


def _organizer(webinar: Webinar) -> Party:
    # Alphabetical and the same in every language: calendars show it as the entry's sender.
    names = sorted((host.name for host in webinar.hosts), key=str.lower)
    return Party(name=" · ".join(names), address=current_settings().mail_sender)


def _attendee(attendee: Attendee) -> Party:
    return Party(name=attendee.full_name, address=attendee.email)
