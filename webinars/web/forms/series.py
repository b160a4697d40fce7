"""The form for a series: its texts in three languages, topics, hosts and reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FormField, HiddenField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from webinars.languages import pick
from webinars.models.host import KEY_LENGTH, Host
from webinars.models.series import Series, Topic
from webinars.rules.keys import is_key
from webinars.services.series import SeriesDetails
from webinars.web.forms.base import RowsForm
from webinars.web.forms.merging import Merged, digests_of, merge
from webinars.web.forms.reminders import ReminderForm, columns_of, preset_of
from webinars.web.forms.rows import Rows
from webinars.web.forms.texts import DESCRIPTIONS, LINES, TEASERS, need


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a form for a series or a webinar can offer, and what it must keep."""

    hosts: Sequence[Host]
    own: Sequence[Host]
    """Hosts that the organiser may change things for."""
    kept: Sequence[Host]
    """Hosts that cannot be taken away."""
    topics: Sequence[Topic]
    language: str
    """Of the page."""
    public: bool
    """Whether something of it is published: its key stays then."""


class SharedForm(RowsForm):
    """What the forms for series and webinars have in common."""

    revision = HiddenField()
    """The version that was opened, so that nobody overwrites what another has saved meanwhile."""
    opened = HiddenField()
    """What its fields held then, as digests."""
    key = StringField(
        lazy_gettext("Name in the address (optional)"),
        description=lazy_gettext(
            "Small letters, digits and hyphens. Left empty, it is made from the title. It can be"
            " changed until something is published."
        ),
    )
    titles = FormField(LINES, lazy_gettext("Title"))
    teasers = FormField(TEASERS, lazy_gettext("In one or two sentences"))
    descriptions = FormField(DESCRIPTIONS, lazy_gettext("Description"))
    topics = SelectMultipleField(
        lazy_gettext("Topics"), option_widget=CheckboxInput(), validate_choice=False
    )
    hosts = SelectMultipleField(
        lazy_gettext("Hosts"), option_widget=CheckboxInput(), validate_choice=False
    )
    reminders = Rows(
        FormField(ReminderForm), lazy_gettext("Reminders"), lazy_gettext("Reminder %(number)s")
    )

    def __init__(
        self, around: Surroundings, preset: Mapping[str, Any], *, stored: bool = False
    ) -> None:
        """Offer what there is.

        :param stored: show what is given beforehand and not what was typed.
        """
        options = {"formdata": None} if stored else {}
        super().__init__(data=dict(preset), **options)
        self.around = around
        self.topics.choices = [
            SelectChoice(each.key, pick(each.names, around.language)) for each in around.topics
        ]
        self.hosts.choices = [SelectChoice(each.key, each.name) for each in around.hosts]
        self.hosts.data = [
            each.key
            for each in around.hosts
            if each.key in (*self.fixed_hosts, *(self.hosts.data or ()))
        ]
        if stored or not self.is_submitted():
            self.opened.data = digests_of(self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field and what goes together."""
        super().validate(extra_validators)
        languages = self._needed_languages()
        need(self.titles, languages, gettext("Enter the title."))
        if self.key.data and not is_key(self.key.data, KEY_LENGTH):
            sentence = gettext(
                "A key has small letters a to z, digits and hyphens, at most %(most)s of them.",
                most=KEY_LENGTH,
            )
            self.refuse(self.key, sentence)
        known = {each.key for each in self.around.topics}
        self.topics.data = [key for key in self.topics.data or () if key in known]
        if not {each.key for each in self.around.own} & set(self.hosts.data):
            self.refuse(self.hosts, gettext("Keep at least one host that you work for."))
        self.check_more()
        return not self.mistakes

    def check_more(self) -> None:
        """Check what only this form asks for."""

    def merge(self, stored: SharedForm) -> Merged:
        """Take over what only somebody else has changed, and go on from the stored version."""
        merged = merge(self, stored, self.opened.data or "")
        self.revision.data, self.opened.data = stored.revision.data, stored.opened.data
        return merged

    def refuse_key(self) -> None:
        """Say that the key belongs to something else."""
        self.refuse(self.key, gettext("This name is taken. Choose another one."))

    def texts(self) -> dict[str, Any]:
        """Return the texts as columns."""
        parts = ("titles", "teasers", "descriptions")
        return {name: self[name].form.texts for name in parts}

    def _needed_languages(self) -> tuple[str, ...]:
        typed: tuple[str, ...] = self.titles.form.languages
        return () if typed else (self.around.language,)

    @property
    def fixed_hosts(self) -> list[str]:
        """Keys of the hosts that cannot be taken away here: kept ones, and the only own one."""
        own = [each.key for each in self.around.own]
        return [each.key for each in self.around.kept] + (own if len(own) == 1 else [])


class SeriesForm(SharedForm):
    """Asks for a series."""

    def details(self) -> SeriesDetails:
        """Return what was typed, for the service."""
        return SeriesDetails(
            version=self.revision.data or "",
            key="" if self.around.public else self.key.data or "",
            columns=self.texts(),
            hosts=tuple(self.hosts.data),
            topics=tuple(self.topics.data),
            reminders=tuple(row.form.columns() for row in self.reminders),
        )


def series_preset(series: Series, version: str) -> dict[str, Any]:
    """Return the fields of the form that show this series."""
    return {
        "revision": version,
        "key": series.key,
        "titles": series.titles,
        "teasers": series.teasers,
        "descriptions": series.descriptions,
        "topics": [each.key for each in series.topics],
        "hosts": [each.key for each in series.hosts],
        "reminders": [preset_of(columns_of(rule)) for rule in series.reminders],
    }
