"""What the parts of a webinar are called wherever a change of one is told."""

from __future__ import annotations

from flask_babel import lazy_gettext

PART_NAMES = {
    "agenda": lazy_gettext("Agenda"),
    "approval": lazy_gettext("Approval"),
    "cancellation_reasons": lazy_gettext("Reason for the cancellation"),
    "capacity": lazy_gettext("Places"),
    "closes_at": lazy_gettext("End of registration"),
    "descriptions": lazy_gettext("Description"),
    "hosts": lazy_gettext("Hosts"),
    "icon": lazy_gettext("Pictogram"),
    "meeting_passcode": lazy_gettext("Passcode of the meeting"),
    "meeting_url": lazy_gettext("Address of the meeting"),
    "offer_hours": lazy_gettext("Hours to accept a free place"),
    "opens_at": lazy_gettext("Start of registration"),
    "presenter_url": lazy_gettext("Address for presenters"),
    "provisional": lazy_gettext("Date provisional"),
    "recording": lazy_gettext("Recording"),
    "recording_until": lazy_gettext("Recording available until"),
    "recording_url": lazy_gettext("Address of the recording"),
    "reminders": lazy_gettext("Reminders"),
    "speakers": lazy_gettext("Speakers"),
    "spoken_languages": lazy_gettext("Languages of the talks"),
    "takeaways": lazy_gettext("What people take away"),
    "teasers": lazy_gettext("Teaser"),
    "times": lazy_gettext("Date and time"),
    "titles": lazy_gettext("Title"),
    "topics": lazy_gettext("Topics"),
    "waiting_list": lazy_gettext("Waiting list"),
}
