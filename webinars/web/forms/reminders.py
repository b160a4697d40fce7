"""Rules of reminders, as rows of a form: when, to whom, how long it is of use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FormField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from webinars.models.reminder import Anchor, Audience, Reminder
from webinars.rules.programme import Columns
from webinars.web.forms.base import PartForm, SeenForm, Whole
from webinars.web.forms.schedules import read_time

LONGEST_DAYS = 365
LONGEST_MINUTES = LONGEST_DAYS * 24 * 60

UNITS = {
    "minutes": lazy_gettext("minutes"),
    "hours": lazy_gettext("hours"),
    "days": lazy_gettext("days"),
}
RECORDING = "recording"
"""Side of a rule that waits for the recording."""

SIDES = {
    "before": lazy_gettext("before the start"),
    "after": lazy_gettext("after the end"),
    RECORDING: lazy_gettext("as soon as the recording is there"),
}

AUDIENCES = {
    Audience.CONFIRMED.value: lazy_gettext("everybody with a place"),
    Audience.WAITING.value: lazy_gettext("everybody on the waiting list"),
    Audience.ATTENDED.value: lazy_gettext("who took part"),
    Audience.ABSENT.value: lazy_gettext("who did not take part"),
    Audience.SPEAKERS.value: lazy_gettext("invited speakers"),
}
_LATER = {
    Audience.LEFT_EARLY.value: lazy_gettext("who left early"),
    Audience.NETWORK.value: lazy_gettext("who is visible in the network"),
}
"""Audiences that a programme file can name; offered only where they are there already."""

_AFTERWARDS = {Audience.ATTENDED.value, Audience.ABSENT.value, Audience.LEFT_EARLY.value}

_MINUTES = {"minutes": 1, "hours": 60}


def _choices(names: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in names.items()]


class ReminderForm(PartForm):
    """Asks for one rule."""

    key = HiddenField()
    amount = StringField(lazy_gettext("How long"))
    unit = SelectField(lazy_gettext("Unit"), choices=_choices(UNITS), validate_choice=False)
    side = SelectField(lazy_gettext("When"), choices=_choices(SIDES), validate_choice=False)
    at_time = StringField(lazy_gettext("At (only with days)"))
    audience = SelectField(lazy_gettext("To whom"), validate_choice=False)
    useful = StringField(lazy_gettext("Of use for … minutes"))
    active = BooleanField(lazy_gettext("Is sent"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer whom a rule can go to, and whom this one does already."""
        super().__init__(*args, **kwargs)
        audiences = dict(AUDIENCES)
        if self.audience.data in _LATER:
            audiences[self.audience.data] = _LATER[self.audience.data]
        self.audience.choices = _choices(audiences)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the rule as a whole."""
        super().validate(extra_validators)
        for field in (self.unit, self.side, self.audience):
            if field.data not in {choice.value for choice in field.choices}:
                field.errors = [gettext("Choose one of the list.")]
        if self.side.data != RECORDING:
            self._check_amount()
        if self.at_time.data and read_time(self.at_time.data) is None:
            self.at_time.errors = [gettext("Write a time from 00:00 to 23:59, such as 14:00.")]
        elif self.at_time.data and (self.unit.data != "days" or self.side.data == RECORDING):
            self.at_time.errors = [gettext("A time of day goes with days only.")]
        if self.audience.data in _AFTERWARDS and self.side.data == "before":
            self.audience.errors = [gettext("Who took part is known only after the end.")]
        if self.audience.data == Audience.SPEAKERS and self.side.data != "before":
            self.audience.errors = [gettext("Speakers are reminded before the start only.")]
        if self.useful.data:
            self._check(self.useful, 1, LONGEST_MINUTES)
        return not self.errors

    def columns(self) -> Columns:
        """Return the rule as columns; the key is empty for a new one."""
        side = self.side.data
        sign = -1 if side == "before" else 1
        amount = 0 if side == RECORDING else sign * int(self.amount.data or 0)
        days = self.unit.data == "days" and side != RECORDING
        at = read_time(self.at_time.data)
        anchors = {"before": Anchor.START, "after": Anchor.END, RECORDING: Anchor.RECORDING}
        return {
            "key": self.key.data or "",
            "active": bool(self.active.data),
            "anchor": anchors[side],
            "offset_minutes": None if days else amount * _MINUTES.get(self.unit.data, 1),
            "offset_days": amount if days else None,
            "at_time": None if at is None else at.strftime("%H:%M"),
            "audience": Audience(self.audience.data),
            "useful_minutes": int(self.useful.data) if self.useful.data else None,
        }

    def _check_amount(self) -> None:
        most = {"days": LONGEST_DAYS, "hours": LONGEST_DAYS * 24}
        self._check(self.amount, 0, most.get(self.unit.data, LONGEST_MINUTES))

    def _check(self, field: Any, least: int, most: int) -> None:
        field.validate(self, [Whole(least, most)])


class RuleForm(SeenForm):
    """Asks for one rule of a webinar."""

    rule = FormField(ReminderForm, "")
    sure = HiddenField()
    """Filled by the page that has said what it means for people."""

    def __init__(self, revision: int, rule: Mapping[str, Any]) -> None:
        """Show this rule, and remember this revision of the webinar."""
        super().__init__(data={"rule": rule, "seen": str(revision)})

    @property
    def asked(self) -> list[Any]:
        """What describes the rule, in the order of the page."""
        rule = self.rule.form
        return [rule.amount, rule.unit, rule.side, rule.at_time, rule.audience, rule.useful]

    def columns(self, key: str) -> Columns:
        """Return the rule of this key as columns; it is sent."""
        return {**self.rule.form.columns(), "key": key, "active": True}


def audience_name(audience: str) -> str:
    """Return to whom a reminder goes, in words."""
    return str({**AUDIENCES, **_LATER}[audience])


def columns_of(rule: Reminder) -> Columns:
    """Return a stored rule as columns, as :meth:`ReminderForm.columns` does."""
    names = (
        "key",
        "active",
        "anchor",
        "offset_minutes",
        "offset_days",
        "at_time",
        "audience",
        "useful_minutes",
    )
    return {name: getattr(rule, name) for name in names}


def preset_of(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a row that show this rule."""
    amount, unit = _amount(columns)
    anchor = columns["anchor"]
    side = "before" if anchor == Anchor.START else "after"
    return {
        "key": columns["key"],
        "active": columns.get("active", True),
        "amount": str(amount),
        "unit": unit,
        "side": RECORDING if anchor == Anchor.RECORDING else side,
        "at_time": columns.get("at_time") or "",
        "audience": columns["audience"].value,
        "useful": str(columns.get("useful_minutes") or ""),
    }


def effective(inherited: Iterable[Reminder], own: Iterable[Reminder]) -> list[Columns]:
    """Return the rules that hold for a webinar: those of its series as changed there, then its own.

    One switched off stays in the list, with ``active`` False.
    """
    changed = {rule.key: columns_of(rule) for rule in own}
    rules = []
    for rule in inherited:
        here, above = changed.pop(rule.key, {}), columns_of(rule)
        # A programme file may switch a rule off without repeating when it is sent.
        repeated = here.get("offset_minutes") is not None or here.get("offset_days") is not None
        active = here.get("active", above["active"])
        rules.append({**above, **(here if repeated else {}), "active": active})
    return [*rules, *changed.values()]


def own_rules(wanted: Iterable[Columns], inherited: Sequence[Reminder]) -> tuple[Columns, ...]:
    """Return what a webinar has to store so that these rules hold for it."""
    known = [columns_of(rule) for rule in inherited]
    return tuple(columns for columns in wanted if columns not in known)


def _amount(columns: Mapping[str, Any]) -> tuple[int, str]:
    days = columns.get("offset_days")
    if days is not None:
        return abs(days), "days"
    minutes = abs(columns.get("offset_minutes") or 0)
    whole = minutes and not minutes % 60
    return (minutes // 60, "hours") if whole else (minutes, "minutes")
