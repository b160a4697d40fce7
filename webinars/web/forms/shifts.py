"""Shifting several webinars of a series at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from webinars.models.webinar import Webinar
from webinars.rules.patterns import MOST_DATES
from webinars.web.forms.moves import ReasonsForm

_WHOLE = re.compile(r"[-−]?[0-9]{1,3}")

MOST_DAYS, MOST_HOURS = 366, 23


class ShiftForm(ReasonsForm):
    """Asks which webinars, by how much and why."""

    webinars = SelectMultipleField(
        lazy_gettext("Webinars"), option_widget=CheckboxInput(), validate_choice=False
    )
    days = StringField(
        lazy_gettext("Days"), description=lazy_gettext("With a minus sign: earlier.")
    )
    hours = StringField(lazy_gettext("Hours"))
    sure = HiddenField()
    """Filled by the page that has said how many people are told."""

    def __init__(self, offered: Sequence[Webinar]) -> None:
        """Offer these webinars, each as it stands now."""
        super().__init__(data={"days": "7", "hours": "0"})
        self.offered = {value_of(each): each for each in offered}
        self.webinars.choices = [SelectChoice(value, value) for value in self.offered]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field and what goes together."""
        super().validate(extra_validators)
        for field, most in ((self.days, MOST_DAYS), (self.hours, MOST_HOURS)):
            number = _number(field.data)
            if number is None or abs(number) > most:
                sentence = gettext(
                    "Write a whole number from %(least)s to %(most)s.", least=-most, most=most
                )
                self.refuse(field, sentence)
        if not self.mistakes and not self.by:
            self.refuse(self.days, gettext("Say by how many days or hours."))
        if not self.webinars.data:
            self.refuse(self.webinars, gettext("Tick at least one webinar."))
        elif len(self.webinars.data) > MOST_DATES:
            sentence = gettext("At most %(most)s webinars can be shifted at once.", most=MOST_DATES)
            self.refuse(self.webinars, sentence)
        elif not self.sure.data and any(v not in self.offered for v in self.webinars.data):
            self.refuse(
                self.webinars,
                gettext("Somebody has changed one of these webinars. Please look once more."),
            )
        return not self.mistakes

    @property
    def by(self) -> timedelta:
        """By how much; on the clocks, so that 14:00 stays 14:00 over a change of the clocks."""
        return timedelta(days=_number(self.days.data) or 0, hours=_number(self.hours.data) or 0)

    @property
    def chosen(self) -> list[tuple[str, int]]:
        """Keys of the webinars that were chosen, and the schedule versions that were seen."""
        parts = [value.rpartition(".") for value in dict.fromkeys(self.webinars.data)]
        return [(key, int(seen)) for key, _, seen in parts if re.fullmatch("[0-9]{1,9}", seen)]

    def refuse_past(self) -> None:
        """Say that a webinar would lie in the past."""
        self.refuse(self.days, gettext("One of these webinars would lie in the past."))


def value_of(webinar: Webinar) -> str:
    """Return how a form names a webinar as it stands now."""
    return f"{webinar.key}.{webinar.schedule_version}"


def _number(text: str | None) -> int | None:
    written = text or "0"
    return int(written.replace("−", "-")) if _WHOLE.fullmatch(written) else None
