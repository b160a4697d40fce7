"""What the form for a webinar shows before anything is typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from webinars.models.recording import Recording
from webinars.models.reminder import Reminder
from webinars.models.webinar import Speaker, Webinar
from webinars.services.planning import NEW_CAPACITY, NEW_ICON
from webinars.web.forms.reminders import effective
from webinars.web.forms.reminders import preset_of as reminder_preset
from webinars.web.forms.schedules import preset_of, written
from webinars.web.forms.texts import text_of


def webinar_preset(webinar: Webinar) -> dict[str, Any]:
    """Return the fields of the form that show this webinar."""
    zone = webinar.time_zone
    rules = effective(webinar.series.reminders, webinar.reminders)
    return {
        "revision": str(webinar.revision),
        "key": webinar.key,
        "titles": webinar.titles,
        "teasers": webinar.teasers,
        "descriptions": webinar.descriptions,
        "takeaways": text_of(webinar.takeaways),
        "icon": webinar.icon,
        "start": preset_of(webinar),
        "provisional": webinar.provisional,
        "opens": written(webinar.opens_at, zone),
        "closes": written(webinar.closes_at, zone),
        "capacity": str(webinar.capacity),
        "waiting_list": webinar.waiting_list,
        "offer_hours": str(webinar.offer_hours or ""),
        "approval": webinar.approval,
        "spoken_languages": webinar.spoken_languages,
        "recording": webinar.recording.value,
        "meeting_url": webinar.meeting_url,
        "meeting_passcode": webinar.meeting_passcode,
        "presenter_url": webinar.presenter_url,
        "topics": [each.key for each in webinar.topics],
        "hosts": [each.key for each in webinar.hosts],
        "agenda": [
            {
                "minutes": str(item.minutes),
                "kind": item.kind.value,
                "titles": item.titles,
                "speaker_lines": item.speaker_lines,
                "organisation": owner_name(item.host, item.organisation),
            }
            for item in webinar.agenda
        ],
        "speakers": [_own_speaker_preset(speaker) for speaker in webinar.speakers],
        "reminders": [reminder_preset(columns) for columns in rules],
    }


def speaker_preset(speaker: Speaker) -> dict[str, Any]:
    """Return the fields of a row that other webinars may take over from this speaker."""
    return {
        "name": speaker.name,
        "roles": speaker.roles,
        "biographies": speaker.biographies,
        "organisation": owner_name(speaker.host, speaker.organisation),
    }


def _own_speaker_preset(speaker: Speaker) -> dict[str, Any]:
    desk = speaker.desk
    return {
        **speaker_preset(speaker),
        "number": str(speaker.id),
        **({"email": desk.email, "language": desk.language} if desk else {}),
    }


def new_webinar_preset(
    zone: str, hosts: Iterable[str], topics: Iterable[str], rules: Iterable[Reminder]
) -> dict[str, Any]:
    """Return what the form for a new webinar suggests."""
    return {
        "icon": NEW_ICON,
        "start": {"duration": "60", "time_zone": zone},
        "capacity": str(NEW_CAPACITY),
        "waiting_list": True,
        "recording": Recording.NONE.value,
        "hosts": list(hosts),
        "topics": list(topics),
        "reminders": [reminder_preset(columns) for columns in effective(rules, ())],
    }


def owner_name(*owners: Any) -> str:
    """Return the name of the host or organisation that somebody belongs to; else nothing."""
    return next((str(owner.name) for owner in owners if owner is not None), "")
