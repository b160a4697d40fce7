"""When those who wait for a recording are told of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from webinars.models.webinar import Webinar
from webinars.settings import current_settings


def settle_recording(webinar: Webinar, *, now: datetime) -> None:
    """Let those who wait for the recording be told once the settle time is over.

    To be called after its address was entered or taken away, before the webinar is planned. One
    that is corrected is told at the same moment: the mail leads to the page, which shows it.
    """
    if not webinar.recording_url:
        webinar.recording_until = webinar.recording_due_at = None
    elif webinar.recording_due_at is None:
        webinar.recording_due_at = now + timedelta(seconds=current_settings().settle_seconds)
