"""The form in which a webinar's questions are written, one row each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import BooleanField, FormField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from webinars.languages import LANGUAGES, pick
from webinars.models.question import NO, YES, Question, QuestionKind
from webinars.services.questions import QuestionDetails
from webinars.web.forms.base import PartForm, RowsForm
from webinars.web.forms.rows import Rows
from webinars.web.forms.texts import LINES, POINTS, lines_of, need, text_of

KIND_NAMES = {
    QuestionKind.TEXT.value: lazy_gettext("A short text"),
    QuestionKind.LONG_TEXT.value: lazy_gettext("A longer text"),
    QuestionKind.CHOICE.value: lazy_gettext("One of several answers"),
    QuestionKind.SEVERAL.value: lazy_gettext("Any number of several answers"),
    QuestionKind.YES_NO.value: lazy_gettext("Yes or no"),
}
YES_NO_NAMES = {YES: lazy_gettext("Yes"), NO: lazy_gettext("No")}
_WITH_OPTIONS = {QuestionKind.CHOICE.value, QuestionKind.SEVERAL.value}
MOST_OPTIONS = 20


class QuestionForm(PartForm):
    """Asks for one question."""

    number = HiddenField()
    """Of a stored question; empty for a new one."""
    wordings = FormField(LINES, lazy_gettext("Question"))
    kind = SelectField(
        lazy_gettext("How it is answered"),
        choices=[SelectChoice(value, label) for value, label in KIND_NAMES.items()],
        validate_choice=False,
    )
    options = FormField(POINTS, lazy_gettext("Answers to choose from, one per line"))
    required = BooleanField(lazy_gettext("Has to be answered"))
    condition = SelectField(lazy_gettext("Is asked"), validate_choice=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the question by itself."""
        super().validate(extra_validators)
        need(self.wordings, LANGUAGES, gettext("Write the question in all three languages."))
        if self.kind.data not in KIND_NAMES:
            self.kind.errors = [gettext("Choose one of the list.")]
        if self.kind.data in _WITH_OPTIONS:
            self._check_options()
        return not self.errors

    def _check_options(self) -> None:
        lines = self.lines()
        need(self.options, LANGUAGES, gettext("Write the answers in all three languages."))
        counts = {len(each) for each in lines.values()}
        first = self.options.form[LANGUAGES[0]]
        if len(lines) == len(LANGUAGES) and len(counts) > 1:
            first.errors = [gettext("Write equally many answers in each language, one per line.")]
        elif len(lines) == len(LANGUAGES) and not 2 <= max(counts) <= MOST_OPTIONS:
            first.errors = [
                gettext("Write from 2 to %(most)s answers, one per line.", most=MOST_OPTIONS)
            ]

    def lines(self) -> dict[str, list[str]]:
        """Return the options of each language."""
        return lines_of(self.options.form.texts)


class QuestionsForm(RowsForm):
    """Asks for all questions of a webinar."""

    version = HiddenField()
    questions = Rows(
        FormField(QuestionForm), lazy_gettext("Questions"), lazy_gettext("Question %(number)s")
    )

    def __init__(
        self,
        stored: Sequence[Question],
        version: str,
        language: str,
        answered: Collection[int],
        *,
        stored_only: bool = False,
    ) -> None:
        """Show what is stored.

        :param stored_only: and not what was typed.
        """
        options = {"formdata": None} if stored_only else {}
        preset = {"version": version, "questions": [_preset(row) for row in stored]}
        super().__init__(data=preset, **options)
        self.stored = {str(row.id): row for row in stored}
        self.answered = {str(number) for number in answered}
        self.language = language
        self.offer()

    def offer(self) -> None:
        """Offer each row the answers of the stored questions that others can depend on."""
        for entry in self.questions:
            if entry.form.number.data not in self.stored:
                entry.form.number.data = ""
            if entry.form.number.data in self.answered:
                # Answers are of the kind that was asked for; browsers do not send what is fixed.
                entry.form.kind.data = self.stored[entry.form.number.data].kind.value
            names = {"": gettext("always")}
            for row in self.stored.values():
                if str(row.id) != entry.form.number.data:
                    names.update(self._conditions(row))
            entry.form.condition.choices = [
                SelectChoice(value, label) for value, label in names.items()
            ]

    def acted(self) -> bool:
        """Carry out a button that changes rows, and offer what new rows may depend on."""
        done = super().acted()
        self.offer()
        return done

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all rows, and that a question comes after the one it depends on."""
        super().validate(extra_validators)
        before: set[str] = set()
        for entry in self.questions:
            row = entry.form
            known = {choice.value for choice in row.condition.choices}
            if row.condition.data not in known:
                row.condition.errors = [gettext("Choose one of the list.")]
            elif row.condition.data and row.condition.data.partition(":")[0] not in before:
                row.condition.errors = [
                    gettext("The question that this one depends on has to come before it.")
                ]
            before.add(row.number.data)
        return not self.mistakes

    def details(self) -> list[QuestionDetails]:
        """Return what was written, for the service."""
        return [self._details(entry.form) for entry in self.questions]

    def _details(self, row: QuestionForm) -> QuestionDetails:
        number, _, option = (row.condition.data or "").partition(":")
        return QuestionDetails(
            id=int(row.number.data) if row.number.data else None,
            kind=QuestionKind(row.kind.data),
            wordings=row.wordings.form.texts,
            lines=row.lines(),
            required=bool(row.required.data),
            condition=(int(number), option) if number else None,
        )

    def _conditions(self, row: Question) -> dict[str, str]:
        asked = pick(row.wordings, self.language)
        return {
            f"{row.id}:{key}": gettext(
                "if the answer to ‘%(question)s’ is ‘%(answer)s’", question=asked, answer=name
            )
            for key, name in option_names(row, self.language).items()
        }


def option_names(question: Question, language: str) -> dict[str, str]:
    """Return what can be chosen as an answer, by key."""
    return {
        key: str(YES_NO_NAMES[key]) if not texts else pick(texts, language)
        for key, texts in question.options.items()
    }


def _preset(row: Question) -> Mapping[str, Any]:
    chosen = {
        code: [texts.get(code, "") for texts in row.options.values() if texts] for code in LANGUAGES
    }
    depends = row.condition_id is not None
    return {
        "number": str(row.id),
        "wordings": row.wordings,
        "kind": row.kind.value,
        "options": text_of({code: lines for code, lines in chosen.items() if lines}),
        "required": row.required,
        "condition": f"{row.condition_id}:{row.condition_option}" if depends else "",
    }
