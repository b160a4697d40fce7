"""The form behind a personal link that adds webinars of a series: no name, no address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms import HiddenField, SelectMultipleField

from webinars.models.registration import Registration
from webinars.models.webinar import Webinar
from webinars.services.my_additions import Choice
from webinars.web.forms.answers import Answers
from webinars.web.forms.base import BaseForm


@dataclass(frozen=True, kw_only=True)
class AdditionQuestions:
    """What the form can ask for just now."""

    webinars: Sequence[Webinar]
    """All that are ahead, as the page shows them."""
    own: Mapping[int, Registration]
    """What the person is registered for, by number of the webinar; not to be chosen."""
    open_webinars: Sequence[Webinar]
    """Those that can be chosen."""
    answers: Answers
    """What the open webinars ask."""


def form_with(questions: AdditionQuestions, preset: Mapping[str, Any]) -> AdditionsForm:
    """Return the form with a field for each question of the webinars."""
    kind: type[AdditionsForm] = type("AdditionsForm", (AdditionsForm,), questions.answers.fields())
    return kind(questions, preset)


class AdditionsForm(BaseForm):
    """Asks which webinars are to be added, and what these ask."""

    webinars = SelectMultipleField(validate_choice=False)
    nonce = HiddenField()

    def __init__(self, questions: AdditionQuestions, preset: Mapping[str, Any]) -> None:
        """Offer what can be chosen just now, with these answers given beforehand."""
        super().__init__(data=preset)
        self.questions = questions
        questions.answers.show(self)
        self.open_keys = [webinar.key for webinar in questions.open_webinars]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that something is chosen, and that what it asks is answered.

        What has closed since the page was shown, or was added by pressing twice, is no mistake.
        """
        super().validate(extra_validators)
        chosen = self.webinars.data or ()
        self.webinars.data = [each.key for each in self.questions.webinars if each.key in chosen]
        if not self.webinars.data:
            self.refuse(self.webinars, gettext("Choose at least one webinar."))
        self.questions.answers.check(self, self._asking())
        return not self.mistakes

    def choice(self, language: str, source: str) -> Choice:
        """Return what was chosen, for the service."""
        return Choice(
            webinars=tuple(self.webinars.data or ()),
            answers=self.questions.answers.given(self, self._asking()),
            form_language=language,
            source=source,
        )

    def _asking(self) -> list[int]:
        chosen = self.webinars.data or ()
        return [each.id for each in self.questions.open_webinars if each.key in chosen]
