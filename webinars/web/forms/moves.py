"""Moving and cancelling a webinar: a time that the clocks really show, and reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from webinars.formats import time_of_day
from webinars.languages import LANGUAGE_NAMES, LANGUAGES, Texts
from webinars.models.webinar import Webinar
from webinars.rules.moves import NewTime
from webinars.rules.wall_times import neighbours
from webinars.web.forms.base import AtMost, BaseForm, Filled
from webinars.web.language import current_language
from webinars.zones import exists, is_zone, occurs_twice

REASON_LENGTH = 300
"""Characters of a reason: one sentence or two in a mail."""

LONGEST = 24 * 60
"""Minutes of one webinar."""

YEARS = range(2000, 2101)
"""Years that a date may have."""


class ReasonsForm(BaseForm):
    """Asks why, in each language; remembers which version of the webinar was seen."""

    reason_de = TextAreaField(LANGUAGE_NAMES["de"], [AtMost(REASON_LENGTH)])
    reason_fr = TextAreaField(LANGUAGE_NAMES["fr"], [AtMost(REASON_LENGTH)])
    reason_en = TextAreaField(LANGUAGE_NAMES["en"], [AtMost(REASON_LENGTH)])
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The schedule version that the page showed; 0 when it says none."""
        text = self.seen.data or ""
        return int(text) if text.isdecimal() and len(text) < 9 else 0

    @property
    def reason_fields(self) -> list[Any]:
        """The fields for the reason, in the order of the languages."""
        return [self[f"reason_{language}"] for language in LANGUAGES]

    def reasons(self) -> Texts:
        """Return what was written, by language; empty: nothing was."""
        written = {language: self[f"reason_{language}"].data for language in LANGUAGES}
        return {language: text for language, text in written.items() if text}


class MoveForm(ReasonsForm):
    """Asks for the new time; of two equal times, which one."""

    date = StringField(lazy_gettext("Date"), [Filled(lazy_gettext("Enter the date."))])
    time = StringField(lazy_gettext("Begins at"), [Filled(lazy_gettext("Enter the time."))])
    fold = RadioField(
        lazy_gettext("Which of the two?"),
        choices=[
            SelectChoice("0", lazy_gettext("The first (summer time)")),
            SelectChoice("1", lazy_gettext("The second (winter time)")),
        ],
        validate_choice=False,
    )
    duration = StringField(lazy_gettext("Duration in minutes"))
    time_zone = SelectField(lazy_gettext("Time zone"), validate_choice=False)
    sure = HiddenField()
    """Filled by the page that has said how many people are told."""

    def offer_zones(self, webinar: Webinar) -> None:
        """Offer the zones of the webinar and its hosts."""
        zones = [webinar.time_zone, *(host.time_zone for host in webinar.hosts)]
        self.time_zone.choices = _zone_choices(zones)

    @property
    def asks_fold(self) -> bool:
        """Whether the clocks show the typed time twice."""
        local, zone = self._local(), self.time_zone.data or ""
        return local is not None and is_zone(zone) and occurs_twice(local, zone)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then whether the clocks show this time, and how often."""
        super().validate(extra_validators)
        if not self.date.errors and read_date(self.date.data) is None:
            self.refuse(
                self.date, gettext("Write a date as year, month and day, such as 2027-02-04.")
            )
        if not self.time.errors and read_time(self.time.data) is None:
            self.refuse(self.time, gettext("Write a time from 00:00 to 23:59, such as 14:00."))
        if self._minutes() is None:
            self.refuse(
                self.duration,
                gettext("Write a whole number from %(least)s to %(most)s.", least=1, most=LONGEST),
            )
        zones = [choice.value for choice in self.time_zone.choices or ()]
        if self.time_zone.data not in zones:
            self.refuse(self.time_zone, gettext("Choose a time zone."))
        elif (local := self._local()) is not None:
            self._check_clocks(local, self.time_zone.data)
        return not self.errors

    def new_time(self) -> NewTime:
        """Return what was asked for; only after the form was found right."""
        local, minutes = self._local(), self._minutes()
        if local is None or minutes is None:
            raise ValueError("the form is wrong")
        return NewTime(
            local_start=local,
            time_zone=self.time_zone.data,
            fold=int(self.fold.data) if self.asks_fold else 0,
            duration_minutes=minutes,
        )

    def _local(self) -> datetime | None:
        day, at = read_date(self.date.data), read_time(self.time.data)
        return None if day is None or at is None else datetime.combine(day, at)

    def _minutes(self) -> int | None:
        text = self.duration.data or ""
        minutes = int(text) if text.isdecimal() and len(text) < 6 else 0
        return minutes if 1 <= minutes <= LONGEST else None

    def _check_clocks(self, local: datetime, zone: str) -> None:
        if not exists(local, zone):
            earlier, later = neighbours(local, zone)
            sentence = gettext(
                "%(time)s does not exist on this day, because the clocks go forward."
                " Choose %(before)s or %(after)s.",
                time=_clock(local),
                before=_clock(earlier),
                after=_clock(later),
            )
            self.refuse(self.time, sentence)
        elif occurs_twice(local, zone) and self.fold.data not in {"0", "1"}:
            sentence = gettext(
                "%(time)s occurs twice on this day. Do you mean the first (summer time) or the"
                " second (winter time)?",
                time=_clock(local),
            )
            self.refuse(self.fold, sentence)


def preset_of(webinar: Webinar) -> dict[str, str]:
    """Return the fields of the form that show the time of this webinar."""
    return {
        "date": webinar.local_start.date().isoformat(),
        "time": webinar.local_start.strftime("%H:%M"),
        "fold": str(webinar.fold),
        "duration": str(webinar.duration_minutes),
        "time_zone": webinar.time_zone,
        "seen": str(webinar.schedule_version),
    }


def read_date(written: str | None) -> date | None:
    """Return a date written year first; None when it is none."""
    try:
        found = date.fromisoformat(written or "")
    except ValueError:
        return None
    return found if found.year in YEARS else None


def read_time(written: str | None) -> time | None:
    """Return a wall-clock time to the minute; None when it is none."""
    try:
        found = time.fromisoformat(written or "")
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def _zone_choices(zones: Iterable[str]) -> list[SelectChoice]:
    return [SelectChoice(zone, zone.replace("_", " ")) for zone in dict.fromkeys(zones)]


def _clock(local: datetime) -> str:
    return time_of_day(local.replace(tzinfo=UTC), "UTC", current_language())
