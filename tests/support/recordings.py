"""Webinars that are over and wait for their recording, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, make_registration
from tests.support.planning import webinar_with
from tests.support.times import starting_in
from webinars.models.attendee import Attendee
from webinars.models.reminder import Anchor
from webinars.models.webinar import Webinar
from webinars.rules.recordings import RecordingDetails

FILM = {"key": "film", "anchor": Anchor.RECORDING, "offset_minutes": 0}
WAITS: dict[str, Any] = {**FILM, "offset_days": None, "at_time": None}
"""A reminder that waits for the recording."""

URL = "https://video.example.org/watch?v=1"
NOTHING, ENTERED = RecordingDetails(), RecordingDetails(URL)

EARLIER = NOW - timedelta(days=20)
"""When people registered."""


def webinar_held(session: Session, *rules: dict[str, Any], **overrides: Any) -> Webinar:
    """Make a webinar of yesterday with these reminders; the one that waits if none."""
    values = {**starting_in(days=-1), **overrides}
    return webinar_with(session, *(rules or (WAITS,)), **values)


def webinar_held_for(session: Session, *people: Attendee) -> Webinar:
    """Make a webinar of yesterday at which these people had a seat."""
    webinar = webinar_held(session)
    for each in people:
        make_registration(session, webinar=webinar, attendee=each, created_at=EARLIER)
    return webinar
