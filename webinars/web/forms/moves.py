"""Moving and cancelling a webinar: a time that the clocks really show, and reasons."""

from __future__ import annotations

from typing import Any

from wtforms import FormField, HiddenField, TextAreaField

from webinars.languages import LANGUAGE_NAMES, LANGUAGES, Texts
from webinars.models.webinar import Webinar
from webinars.rules.moves import NewTime
from webinars.web.forms.base import AtMost, SeenForm
from webinars.web.forms.schedules import ScheduleForm, asked_time, preset_of

REASON_LENGTH = 300
"""Characters of a reason: one sentence or two in a mail."""


class ReasonsForm(SeenForm):
    """Asks why, in each language; remembers which version of the webinar was seen."""

    reason_de = TextAreaField(LANGUAGE_NAMES["de"], [AtMost(REASON_LENGTH)])
    reason_fr = TextAreaField(LANGUAGE_NAMES["fr"], [AtMost(REASON_LENGTH)])
    reason_en = TextAreaField(LANGUAGE_NAMES["en"], [AtMost(REASON_LENGTH)])

    @property
    def reason_fields(self) -> list[Any]:
        """The fields for the reason, in the order of the languages."""
        return [self[f"reason_{language}"] for language in LANGUAGES]

    def reasons(self) -> Texts:
        """Return what was written, by language; empty: nothing was."""
        written = {language: self[f"reason_{language}"].data for language in LANGUAGES}
        return {language: text for language, text in written.items() if text}


class MoveForm(ReasonsForm):
    """Asks for the new time."""

    start = FormField(ScheduleForm, "")
    sure = HiddenField()
    """Filled by the page that has said how many people are told."""

    def __init__(self, webinar: Webinar) -> None:
        """Show the time of this webinar, and offer its zone and those of its hosts first."""
        preset = {"start": preset_of(webinar), "seen": str(webinar.schedule_version)}
        super().__init__(data=preset)
        zones = (host.time_zone for host in webinar.hosts)
        self.start.form.offer_zones([webinar.time_zone, *zones])

    def new_time(self) -> NewTime:
        """Return what was asked for; only after the form was found right."""
        return asked_time(self.start.form)
