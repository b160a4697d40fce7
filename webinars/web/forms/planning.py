"""Planning a series: another time for a copy, and a pattern for many dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from webinars.formats import date_long
from webinars.languages import pick
from webinars.models.webinar import Webinar
from webinars.rules.moves import NewTime
from webinars.rules.patterns import MOST_DATES, Pattern
from webinars.rules.public_holidays import REGIONS
from webinars.services.planning import DatesDetails
from webinars.web.forms.base import BaseForm, Whole, is_expired
from webinars.web.forms.schedules import ScheduleForm, asked_time, preset_of, read_date
from webinars.web.forms.texts import LINES, need
from webinars.web.holiday_names import REGION_NAMES

RHYTHMS: dict[str, tuple[Any, int, bool]] = {
    "1": (lazy_gettext("every week"), 1, False),
    "2": (lazy_gettext("every second week"), 2, False),
    "3": (lazy_gettext("every third week"), 3, False),
    "4": (lazy_gettext("every fourth week"), 4, False),
    "month": (lazy_gettext("every month, in the same week of the month"), 0, False),
    "month-end": (lazy_gettext("every month, in its last week"), 0, True),
}
"""How often: words, weeks in between, and whether it is the last weekday of a month."""


class TimeForm(BaseForm):
    """Asks for the time of a copy."""

    start = FormField(ScheduleForm, "")

    def __init__(self, webinar: Webinar) -> None:
        """Show the time of the original without its date, and offer the zones of its hosts."""
        super().__init__(data={"start": {**preset_of(webinar), "date": ""}})
        zones = (host.time_zone for host in webinar.hosts)
        self.start.form.offer_zones([webinar.time_zone, *zones])

    def new_time(self) -> NewTime:
        """Return what was asked for; only after the form was found right."""
        return asked_time(self.start.form)


class DatesForm(BaseForm):
    """Asks for a pattern, and then which of its dates to take."""

    model = SelectField(lazy_gettext("Take everything over from"), validate_choice=False)
    titles = FormField(LINES, lazy_gettext("Title"))
    start = FormField(ScheduleForm, "")
    rhythm = SelectField(
        lazy_gettext("How often"),
        choices=[SelectChoice(value, words) for value, (words, *_) in RHYTHMS.items()],
        validate_choice=False,
    )
    last = StringField(lazy_gettext("Until (optional)"))
    count = StringField(lazy_gettext("Number of webinars (optional)"))
    regions = SelectMultipleField(
        lazy_gettext("Leave out public holidays of"),
        choices=[SelectChoice(value, REGION_NAMES[value]) for value in REGIONS],
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    provisional = BooleanField(
        lazy_gettext("The dates are provisional: nobody can register before they are confirmed")
    )
    dates = SelectMultipleField(
        lazy_gettext("Dates"), option_widget=CheckboxInput(), validate_choice=False
    )
    sure = HiddenField()
    """Filled by the page that shows the dates."""

    def __init__(self, models: Sequence[Webinar], zones: Iterable[str], language: str) -> None:
        """Offer webinars to take over, and the zones of the hosts first."""
        near = list(zones)
        preset = {
            "start": {"duration": "60", "time_zone": near[0]},
            "rhythm": "2",
            "regions": list(REGIONS),
        }
        super().__init__(data=preset)
        self.language = language
        self.start.form.date.label.text = gettext("First date")
        self.start.form.offer_zones(near)
        self.model.choices = [
            SelectChoice("", gettext("no webinar: with the title alone")),
            *(SelectChoice(each.key, _named(each, language)) for each in models),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field and what goes together."""
        super().validate(extra_validators)
        for field in (self.model, self.rhythm):
            if field.data not in {choice.value for choice in field.choices}:
                self.refuse(field, gettext("Choose one of the list."))
        if not self.model.data and not self.titles.form.languages:
            need(self.titles, (self.language,), gettext("Enter the title."))
        if self.count.data:
            self.count.validate(self, [Whole(1, MOST_DATES)])
        last, first = read_date(self.last.data), read_date(self.start.form.date.data)
        if self.last.data and last is None:
            sentence = gettext("Write a date as year, month and day, such as 2027-02-04.")
            self.refuse(self.last, sentence)
        elif last is not None and first is not None and last < first:
            self.refuse(self.last, gettext("The last date cannot come before the first."))
        if not self.last.data and not self.count.data:
            self.refuse(self.last, gettext("Say until when, or how many webinars."))
        return not self.mistakes

    @property
    def comes_back(self) -> bool:
        """Whether dates were chosen and their form has expired, so that it is shown again."""
        return is_expired() and bool(self.sure.data) and self.validate()

    def refuse_past(self) -> None:
        """Say that the first date has passed."""
        self.refuse(self.start.form.date, gettext("Choose a time that lies ahead."))

    def refuse_many(self) -> None:
        """Say that the pattern has more dates than can be created at once."""
        sentence = gettext("At most %(most)s dates can be created at once.", most=MOST_DATES)
        self.refuse(self.last, sentence)

    def pattern(self) -> Pattern:
        """Return the pattern that was asked for; only after the form was found right."""
        _, weeks, at_end = RHYTHMS[self.rhythm.data]
        return Pattern(
            first=self.first_time().local_start.date(),
            last=read_date(self.last.data),
            count=int(self.count.data) if self.count.data else None,
            weeks=weeks,
            at_end=at_end,
        )

    def first_time(self) -> NewTime:
        """Return the time of the first date; only after the form was found right."""
        return asked_time(self.start.form)

    def wanted_regions(self) -> list[str]:
        """Return the codes of the regions whose public holidays are left out."""
        return [region for region in REGIONS if region in (self.regions.data or ())]

    def offer_dates(self, days: Iterable[date], kept: Iterable[date]) -> None:
        """Offer these dates; before anything was chosen, those kept are ticked."""
        values = [day.isoformat() for day in days]
        self.dates.choices = [SelectChoice(value, value) for value in values]
        ticked = self.dates.data if self.sure.data else [day.isoformat() for day in kept]
        self.dates.data = [value for value in values if value in (ticked or ())]

    def details(self, times: Iterable[NewTime]) -> DatesDetails:
        """Return what was asked for, for the service.

        :param times: of all dates that were offered.
        """
        chosen = set(self.dates.data)
        return DatesDetails(
            times=tuple(t for t in times if t.local_start.date().isoformat() in chosen),
            model=self.model.data,
            titles=self.titles.form.texts,
            provisional=bool(self.provisional.data),
        )


def _named(webinar: Webinar, language: str) -> str:
    day = date_long(webinar.starts_at, webinar.time_zone, language)
    return f"{pick(webinar.titles, language)} · {day}"
