"""Editing several webinars of a series at once: which of them, and which fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from webinars.models.webinar import Webinar
from webinars.web.forms.base import BaseForm
from webinars.web.forms.webinars import WebinarForm

MOST_WEBINARS = 40
"""Webinars that are edited at once."""

FIELDS = (
    "capacity",
    "waiting_list",
    "approval",
    "opens",
    "closes",
    "topics",
    "spoken_languages",
    "recording",
    "meeting_url",
    "meeting_passcode",
)
"""What can be the same for several webinars, in the order of the page."""


class BulkEditForm(BaseForm):
    """Asks which webinars, and what all of them shall say; the fields are those of one webinar."""

    webinars = SelectMultipleField(
        lazy_gettext("Webinars"), option_widget=CheckboxInput(), validate_choice=False
    )
    names = SelectMultipleField(
        lazy_gettext("What changes"), option_widget=CheckboxInput(), validate_choice=False
    )
    capacity = WebinarForm.capacity
    waiting_list = WebinarForm.waiting_list
    approval = WebinarForm.approval
    opens = WebinarForm.opens
    closes = WebinarForm.closes
    topics = WebinarForm.topics
    spoken_languages = WebinarForm.spoken_languages
    recording = WebinarForm.recording
    meeting_url = WebinarForm.meeting_url
    meeting_passcode = WebinarForm.meeting_passcode
    sure = HiddenField()
    """Filled by the page that has shown what changes."""

    def __init__(self, offered: Sequence[Webinar], one: WebinarForm | None) -> None:
        """Offer these webinars, each as it stands now.

        :param one: the form for any of them: what it offers, this one does; None without any.
        """
        super().__init__()
        self.offered = {value_of(each): each for each in offered}
        self.webinars.choices = [SelectChoice(value, value) for value in self.offered]
        self.names.choices = [SelectChoice(name, self[name].label.text) for name in FIELDS]
        for field in (self.topics, self.spoken_languages):
            field.choices = [] if one is None else one[field.name].choices

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what is to be set, and that something is; the rest may be empty."""
        super().validate(extra_validators)
        for name in FIELDS:
            if name not in self.wanted:
                self[name].errors = ()
        if not self.wanted:
            self.refuse(self.names, gettext("Tick at least one thing that changes."))
        if not self.webinars.data:
            self.refuse(self.webinars, gettext("Tick at least one webinar."))
        elif len(self.webinars.data) > MOST_WEBINARS:
            sentence = gettext(
                "At most %(most)s webinars can be edited at once.", most=MOST_WEBINARS
            )
            self.refuse(self.webinars, sentence)
        elif not self.sure.data and any(v not in self.offered for v in self.webinars.data):
            self.refuse(
                self.webinars,
                gettext("Somebody has changed one of these webinars. Please look once more."),
            )
        return not self.mistakes

    @property
    def wanted(self) -> list[str]:
        """Names of the fields that are to be set."""
        return [name for name in FIELDS if name in (self.names.data or ())]

    @property
    def chosen(self) -> list[tuple[str, int]]:
        """Keys of the webinars that were chosen, and the revisions that were seen."""
        parts = [value.rpartition(".") for value in dict.fromkeys(self.webinars.data)]
        return [(key, int(seen)) for key, _, seen in parts if re.fullmatch("[0-9]{1,9}", seen)]

    def fill(self, form: WebinarForm) -> None:
        """Write what is to be set into the form for one webinar."""
        for name in self.wanted:
            form[name].data = self[name].data

    def sent_on(self) -> Iterator[tuple[Any, str]]:
        """Return each field that is to be set with each of its values, as a page sends them."""
        for name in self.wanted:
            data = self[name].data
            for value in data if isinstance(data, list) else [data]:
                if value is not False:
                    yield self[name], "y" if value is True else str(value or "")


def value_of(webinar: Webinar) -> str:
    """Return how a form names a webinar as it stands now."""
    return f"{webinar.key}.{webinar.revision}"
