"""The calendar entries of speakers, in the language of their mails (see ``force_locale``)."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext

from webinars.formats import join_names
from webinars.languages import pick
from webinars.mail.calendar import Entry, Party
from webinars.mail.entries import called_off, entry_of
from webinars.mail.links import page_url
from webinars.models.webinar import SpeakerDesk
from webinars.rules.host_order import ordered
from webinars.settings import current_settings
from webinars.text import clean_line


def speaker_entry(desk: SpeakerDesk, language: str) -> Entry:
    """Return the entry of an invited speaker.

    Neither the link to the desk nor the address for presenters is in it: entries are shared with
    colleagues, and whoever holds those may change texts or lead the webinar.
    """
    webinar = desk.speaker.webinar
    page = page_url(language, "webinars", webinar.key)
    hosts = ordered(webinar.hosts, language)
    about = [gettext("You speak at this webinar. The way in is at your speaker’s desk.")]
    about.append(gettext("The link to your desk is in each of our e-mails to you."))
    paragraphs = [
        "\n".join(about),
        gettext("Hosted by %(hosts)s", hosts=join_names([each.name for each in hosts], language)),
    ]
    if hosts:
        paragraphs.append(gettext("Help on the day: %(help)s", help=hosts[0].mailbox))
    entry = entry_of(
        webinar,
        # Each schedule has the next number, a cancellation too, and no number of a desk comes back.
        (f"speaker-{desk.id}@{current_settings().mail_domain}", webinar.schedule_version - 1),
        Party(name=desk.speaker.name, address=desk.email),
        language,
        page,
        "\n\n".join(paragraphs),
    )
    title = clean_line(pick(webinar.titles, language))
    return replace(entry, summary=gettext("%(title)s (webinar, you speak)", title=title))


def speaker_called_off_entry(desk: SpeakerDesk, language: str) -> Entry:
    """Return the entry that tells a speaker that the webinar does not take place."""
    return called_off(speaker_entry(desk, language), desk.speaker.webinar, language)
