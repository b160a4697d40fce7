"""Fields for the questions of webinars, on the form of those who register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from wtforms import Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput

from webinars.languages import pick
from webinars.models.question import (
    ANSWER_LENGTH,
    LONG_ANSWER_LENGTH,
    Question,
    QuestionKind,
)
from webinars.rules.questions import list_asked
from webinars.web.forms.base import AtMost, BaseForm
from webinars.web.forms.persons import as_choices
from webinars.web.forms.questions import option_names


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A question with its field, as the page shows it."""

    field: Field
    kind: QuestionKind
    required: bool
    condition: str = ""
    """Name of the field that it depends on; empty: none."""
    option: str = ""
    """Answer there that brings it up."""
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The questions of some webinars as fields of a form."""

    questions: Sequence[Question]
    """In order; those of one webinar follow each other."""
    language: str
    asked: dict[int, list[AskedQuestion]] = field(default_factory=dict)
    """By number of the webinar, filled in by :meth:`show`."""

    def fields(self) -> dict[str, Any]:
        """Return the fields by name, to be given to a form."""
        return {name_of(each.id): self._field(each) for each in self.questions}

    def show(self, form: BaseForm) -> None:
        """Find the fields in a form for its page."""
        known = {each.id: each for each in self.questions}
        for each in self.questions:
            before = known.get(each.condition_id or 0)
            more = {} if before is None else self._condition(each, before)
            shown = AskedQuestion(
                field=form[name_of(each.id)], kind=each.kind, required=each.required, **more
            )
            self.asked.setdefault(each.webinar_id, []).append(shown)

    def check(self, form: BaseForm, webinar_ids: Sequence[int]) -> None:
        """Refuse what was not offered, and what is missing where it is asked.

        :param webinar_ids: webinars that were chosen; of others nothing is asked.
        """
        given = self._given(form)
        asked = set(self._asked(given, webinar_ids))
        for each in self.questions:
            name = name_of(each.id)
            if each.id not in asked:
                form[name].errors = []
            elif each.required and not given[each.id]:
                form.refuse(form[name], gettext("Please answer this question."))

    def given(
        self, form: BaseForm, webinar_ids: Sequence[int]
    ) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Return what was answered to what is asked, by number of the question."""
        given = self._given(form)
        asked = self._asked(given, webinar_ids)
        return tuple((number, given[number]) for number in asked if given[number])

    def typed(self, form: BaseForm) -> dict[str, Any]:
        """Return what stands in the fields, to be shown again."""
        return {name_of(each.id): form[name_of(each.id)].data for each in self.questions}

    def _asked(self, given: Mapping[int, tuple[str, ...]], webinars: Sequence[int]) -> list[int]:
        mine = [each for each in self.questions if each.webinar_id in webinars]
        return list_asked(mine, given)

    def _given(self, form: BaseForm) -> dict[int, tuple[str, ...]]:
        return {each.id: _given(each, form[name_of(each.id)].data) for each in self.questions}

    def _field(self, question: Question) -> Any:
        label = pick(question.wordings, self.language)
        if not question.required:
            label = gettext("%(question)s (optional)", question=label)
        if question.kind == QuestionKind.TEXT:
            return StringField(label, [AtMost(ANSWER_LENGTH)])
        if question.kind == QuestionKind.LONG_TEXT:
            return TextAreaField(label, [AtMost(LONG_ANSWER_LENGTH)])
        choices = as_choices(option_names(question, self.language))
        if question.kind == QuestionKind.SEVERAL:
            return SelectMultipleField(
                label, choices=choices, option_widget=CheckboxInput(), validate_choice=False
            )
        return RadioField(label, choices=choices, validate_choice=False)

    def _condition(self, question: Question, before: Question) -> dict[str, str]:
        names = option_names(before, self.language)
        option = question.condition_option
        return {
            "condition": name_of(before.id),
            "option": option,
            "hint": gettext(
                "Only if you answered ‘%(question)s’ with ‘%(answer)s’.",
                question=pick(before.wordings, self.language),
                answer=names.get(option, option),
            ),
        }


class AnswersForm(BaseForm):
    """Asks the questions of one webinar once more."""

    def __init__(self, answers: Answers, given: Mapping[int, Sequence[str]]) -> None:
        """Show what was answered before.

        :param given: by number of the question.
        """
        several = {each.id for each in answers.questions if each.kind == QuestionKind.SEVERAL}
        super().__init__(
            data={
                name_of(number): list(texts) if number in several else texts[0]
                for number, texts in given.items()
                if texts
            }
        )
        self.answers = answers
        answers.show(self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and what is missing where it is asked."""
        super().validate(extra_validators)
        self.answers.check(self, list(self.answers.asked))
        return not self.mistakes


def answers_form(answers: Answers, given: Mapping[int, Sequence[str]]) -> AnswersForm:
    """Return the form with a field for each question."""
    kind: type[AnswersForm] = type("AnswersForm", (AnswersForm,), answers.fields())
    return kind(answers, given)


def name_of(number: int) -> str:
    """Return the name of the field for a question."""
    return f"answer_{number}"


def _given(question: Question, data: Any) -> tuple[str, ...]:
    values = data if isinstance(data, list) else [data]
    texts = tuple(value for value in values if value)
    if question.options:
        # Boxes and circles that are not offered (any more) are no answers.
        return tuple(key for key in question.options if key in texts)
    return texts
