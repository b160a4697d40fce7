"""The forms for a topic: its names and pictogram, and what takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FormField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from webinars.languages import LANGUAGES, pick
from webinars.models.series import Topic
from webinars.queries.topics import version_of
from webinars.rules.icons import PICTOGRAMS
from webinars.services.topics import TopicDetails
from webinars.web.forms.base import BaseForm
from webinars.web.forms.texts import NAMES, need
from webinars.web.forms.webinar_rows import ICON_NAMES


class TopicForm(BaseForm):
    """Asks for the names and the pictogram of a topic."""

    version = HiddenField()
    """Of the topic that was opened, so that nobody overwrites what another has saved meanwhile."""
    names = FormField(NAMES, lazy_gettext("Topic"))
    icon = SelectField(
        lazy_gettext("Pictogram"),
        choices=[SelectChoice(name, ICON_NAMES[name]) for name in sorted(PICTOGRAMS)],
        validate_choice=False,
    )

    def __init__(
        self, topics: Sequence[Topic], topic: Topic | None, *, stored: bool = False
    ) -> None:
        """Show what is stored of a topic.

        :param topics: all that there are.
        :param stored: and not what was typed.
        """
        preset: dict[str, Any] = {}
        if topic is not None:
            preset = {"version": version_of(topic), "names": topic.names, "icon": topic.icon}
        options = {"formdata": None} if stored else {}
        super().__init__(data=preset, **options)
        self.others = [each for each in topics if each is not topic]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the names, and that no other topic has them."""
        super().validate(extra_validators)
        need(self.names, LANGUAGES, gettext("Enter the name in all three languages."))
        for field in self.names.form:
            taken = {each.names.get(field.short_name, "").casefold() for each in self.others}
            if field.data and field.data.casefold() in taken:
                self.refuse_name(field)
        if self.icon.data not in PICTOGRAMS:
            self.refuse(self.icon, gettext("Choose one of the list."))
        return not self.mistakes

    def refuse_name(self, field: Any = None) -> None:
        """Say that another topic is called so."""
        field = field or next(iter(self.names.form))
        self.refuse(field, gettext("There is a topic of this name already."))

    def details(self) -> TopicDetails:
        """Return what was typed, for the service."""
        version = self.version.data or ""
        return TopicDetails(names=self.names.form.texts, icon=self.icon.data, version=version)


class RemovalForm(BaseForm):
    """Asks which topic takes the place of the one that goes."""

    seen = HiddenField()
    """How many webinars and series the reader was told that carry it."""
    into = SelectField(lazy_gettext("Topic that they carry instead"), validate_choice=False)

    def __init__(self, others: Sequence[Topic], language: str) -> None:
        """Offer the other topics."""
        super().__init__()
        names = {each.key: pick(each.names, language) for each in others}
        self.into.choices = [
            SelectChoice(key, name) for key, name in {"": gettext("None"), **names}.items()
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse what is not offered."""
        super().validate(extra_validators)
        if self.into.data not in {choice.value for choice in self.into.choices}:
            self.refuse(self.into, gettext("Choose one of the list."))
        return not self.mistakes

    @property
    def told(self) -> int:
        """The number that the reader was told; none at all when it is no number."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
