"""When a webinar takes place: a date and a time that the clocks of its zone really show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from webinars.formats import time_of_day
from webinars.models.webinar import Webinar
from webinars.rules.moves import NewTime
from webinars.rules.programme import Schedule
from webinars.rules.wall_times import neighbours
from webinars.web.forms.base import Filled, PartForm, Whole
from webinars.web.language import current_language
from webinars.zones import exists, is_zone, occurs_twice, to_local, to_utc, zone_names

FIRST_YEAR = 2000
LAST_YEAR = 2100

LONGEST = 24 * 60
"""Minutes of one webinar."""

_AREAS = re.compile(
    r"(Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+|UTC"
)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(:00)?")


class ScheduleForm(PartForm):
    """Asks for date, local time, zone and duration; of two equal times, which one."""

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
    duration = StringField(lazy_gettext("Duration in minutes"), [Whole(1, LONGEST)])
    time_zone = SelectField(lazy_gettext("Time zone"), validate_choice=False)

    def offer_zones(self, near: Iterable[str]) -> None:
        """Offer all zones, those of the hosts first."""
        first = list(dict.fromkeys(near))
        known = sorted(zone for zone in zone_names() if _AREAS.fullmatch(zone))
        typed = self.time_zone.data
        if typed and is_zone(typed) and typed not in known:
            first.append(typed)
        self.time_zone.choices = [
            SelectChoice(zone, zone.replace("_", " "), optgroup=gettext("Zones of the hosts"))
            for zone in dict.fromkeys(first)
        ] + [
            SelectChoice(zone, zone.replace("_", " "), optgroup=gettext("All zones"))
            for zone in known
            if zone not in first
        ]

    @property
    def asks_fold(self) -> bool:
        """Whether the clocks show the typed time twice."""
        local, zone = self._local(), self.time_zone.data or ""
        return local is not None and is_zone(zone) and occurs_twice(local, zone)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then whether the clocks show this time, and how often."""
        super().validate(extra_validators)
        if not self.date.errors and read_date(self.date.data) is None:
            self.date.errors = [date_fault(self.date.data)]
        if not self.time.errors and read_time(self.time.data) is None:
            self.time.errors = [gettext("Write a time from 00:00 to 23:59, such as 14:00.")]
        if not is_zone(self.time_zone.data or ""):
            self.time_zone.errors = [gettext("Choose a time zone.")]
        local = self._local()
        if local is not None and not self.time_zone.errors:
            self._check_clocks(local, self.time_zone.data)
        return not self.errors

    def schedule(self) -> Schedule:
        """Return what was asked for; only after the form was found right."""
        local, zone, minutes = self._local(), self.time_zone.data, int(self.duration.data)
        if local is None:
            raise ValueError("the form is wrong")
        fold = int(self.fold.data) if self.asks_fold else 0
        starts_at = to_utc(local, zone, fold)
        return Schedule(
            local_start=local,
            fold=fold,
            time_zone=zone,
            duration_minutes=minutes,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            opens_at=None,
            closes_at=None,
        )

    def _local(self) -> datetime | None:
        day, at = read_date(self.date.data), read_time(self.time.data)
        return None if day is None or at is None else datetime.combine(day, at)

    def _check_clocks(self, local: datetime, zone: str) -> None:
        sentence = missing_time(local, zone)
        if sentence:
            self.time.errors = [sentence]
        elif occurs_twice(local, zone) and self.fold.data not in {"0", "1"}:
            self.fold.errors = [
                gettext(
                    "%(time)s occurs twice on this day. Do you mean the first (summer time) or the"
                    " second (winter time)?",
                    time=clock_time(local),
                )
            ]


def asked_time(form: ScheduleForm) -> NewTime:
    """Return the time that a form asked for; only after it was found right."""
    schedule = form.schedule()
    return NewTime(
        local_start=schedule.local_start,
        time_zone=schedule.time_zone,
        fold=schedule.fold,
        duration_minutes=schedule.duration_minutes,
    )


def preset_of(webinar: Webinar) -> dict[str, str]:
    """Return the fields of the form that show the time of this webinar."""
    return {
        "date": webinar.local_start.date().isoformat(),
        "time": webinar.local_start.strftime("%H:%M"),
        "fold": str(webinar.fold),
        "duration": str(webinar.duration_minutes),
        "time_zone": webinar.time_zone,
    }


def times_of(schedule: Schedule) -> dict[str, Any]:
    """Return the columns of a webinar that say when it takes place."""
    columns = asdict(schedule)
    return {name: columns[name] for name in columns if name not in {"opens_at", "closes_at"}}


def missing_time(local: datetime, zone: str) -> str:
    """Return why the clocks never show this time and which are nearest; empty when they do."""
    if exists(local, zone):
        return ""
    earlier, later = neighbours(local, zone)
    return gettext(
        "%(time)s does not exist on this day, because the clocks go forward."
        " Choose %(before)s or %(after)s.",
        time=clock_time(local),
        before=clock_time(earlier),
        after=clock_time(later),
    )


def clock_time(local: datetime) -> str:
    """Return a wall-clock time in the words of the page."""
    return time_of_day(local.replace(tzinfo=UTC), "UTC", current_language())


def date_fault(written: str | None) -> str:
    """Return why this is no date that can be used."""
    try:
        date.fromisoformat(written or "")
    except ValueError:
        return gettext("Write a date as year, month and day, such as 2027-02-04.")
    return gettext(
        "Choose a year from %(first)s to %(last)s.", first=str(FIRST_YEAR), last=str(LAST_YEAR)
    )


def read_date(written: str | None) -> date | None:
    """Return a date written year first; None when it is none."""
    try:
        found = date.fromisoformat(written or "")
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def read_time(written: str | None) -> time | None:
    """Return a wall-clock time; None when it is none."""
    match = _TIME.fullmatch(written or "")
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return time(int(match[1]), int(match[2]))
    return None


def read_moment(text: str | None) -> datetime | None:
    """Return a wall-clock date and time as browsers and people write them; None when it is none."""
    try:
        local = datetime.fromisoformat((text or "").replace(" ", "T", 1))
    except ValueError:
        return None
    plain = local.tzinfo is None and FIRST_YEAR <= local.year <= LAST_YEAR
    return local.replace(second=0, microsecond=0) if plain else None


def written(instant: datetime | None, zone: str) -> str:
    """Return an instant as the form shows it: what the clocks of the zone show."""
    return "" if instant is None else written_local(to_local(instant, zone))


def written_local(local: datetime) -> str:
    """Return a wall-clock date and time as the form shows it."""
    return local.strftime("%Y-%m-%dT%H:%M")
