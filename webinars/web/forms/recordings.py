"""The form that asks where the recording of a webinar is, and until when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, StringField

from webinars.models.webinar import Webinar
from webinars.rules.meeting_addresses import ADDRESS_LENGTH, is_meeting_address
from webinars.rules.recordings import RecordingDetails, details_of
from webinars.web.forms.base import AtMost, BaseForm, Filled
from webinars.web.forms.schedules import date_fault, read_date
from webinars.web.forms.webinar_rows import plain_address
from webinars.zones import to_local


class SeenForm(BaseForm):
    """Says what was stored when it was opened, so that nobody undoes what they have not seen."""

    seen_url = HiddenField()
    seen_until = HiddenField()

    @property
    def seen(self) -> RecordingDetails:
        """What was stored when the form was opened."""
        return RecordingDetails(self.seen_url.data or "", read_date(self.seen_until.data))

    def note_seen(self, webinar: Webinar) -> None:
        """Let what is stored now have been seen."""
        stored = details_of(webinar)
        self.seen_url.data = stored.url
        self.seen_until.data = stored.until.isoformat() if stored.until else ""


class RecordingForm(SeenForm):
    """Asks for the address of a recording, and for its last day."""

    url = StringField(
        lazy_gettext("Address of the recording"),
        [Filled(lazy_gettext("Enter the address of the recording.")), AtMost(ADDRESS_LENGTH)],
        filters=[plain_address],
        description=lazy_gettext("Of the page that plays it, such as https://video.example.org/1."),
    )
    until = StringField(
        lazy_gettext("Last day on which it can be watched (optional)"),
        description=lazy_gettext("From the day after, the link no longer stands on the page."),
    )

    @classmethod
    def of(cls, webinar: Webinar, *, stored: bool = False) -> RecordingForm:
        """Return the form with what is stored, or as it was sent.

        :param stored: show what is stored, whatever was sent.
        """
        url, until = webinar.recording_url, webinar.recording_until
        day = until.isoformat() if until else ""
        options: dict[str, Any] = {"formdata": None} if stored else {}
        return cls(data={"url": url, "until": day, "seen_url": url, "seen_until": day}, **options)

    def is_right(self, webinar: Webinar, now: datetime) -> bool:
        """Tell whether the form was sent and can be stored; it says what is wrong."""
        if not self.submitted():
            return False
        if not is_meeting_address(self.url.data or ""):
            sentence = gettext("Write the whole address as the browser shows it, with https://.")
            self.refuse(self.url, sentence)
        day = read_date(self.until.data)
        if self.until.data and day is None:
            self.refuse(self.until, date_fault(self.until.data))
        elif day is not None and day < to_local(now, webinar.time_zone).date():
            self.refuse(self.until, gettext("This day is over. Choose one that lies ahead."))
        return not self.mistakes

    @property
    def details(self) -> RecordingDetails:
        """What was typed."""
        return RecordingDetails(self.url.data or "", read_date(self.until.data))
