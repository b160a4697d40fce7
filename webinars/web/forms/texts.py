"""One text in three languages, side by side."""

from __future__ import annotations

from typing import Any

from wtforms import Field, FormField, StringField, TextAreaField

from webinars.languages import LANGUAGE_NAMES, LANGUAGES, Texts
from webinars.rules.completeness import languages_of
from webinars.web.forms.base import AtMost, PartForm

NAME = 100
TITLE = 200
TEASER = 500
DESCRIPTION = 6000
TAKEAWAYS = 3000
BIOGRAPHY = 2000
"""Characters of each text, as in programme files."""

LETTER = 4000
"""Characters of a letter to many."""

PARAGRAPH = 1500
"""Characters of own words before or after what the service says."""


class TextsForm(PartForm):
    """A text, its languages as fields."""

    @property
    def texts(self) -> Texts:
        """What was typed, without the languages left empty."""
        return {field.short_name: field.data for field in self if field.data}

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which something was typed."""
        return languages_of(self.texts)


def _form_of(kind: type[Field], characters: int) -> type[TextsForm]:
    fields: dict[str, Any] = {
        language: kind(LANGUAGE_NAMES[language], [AtMost(characters)]) for language in LANGUAGES
    }
    return type("Texts", (TextsForm,), fields)


NAMES = _form_of(StringField, NAME)
LINES = _form_of(StringField, TITLE)
TEASERS = _form_of(TextAreaField, TEASER)
DESCRIPTIONS = _form_of(TextAreaField, DESCRIPTION)
LETTERS = _form_of(TextAreaField, LETTER)
BIOGRAPHIES = _form_of(TextAreaField, BIOGRAPHY)
PARAGRAPHS = _form_of(TextAreaField, PARAGRAPH)
POINTS = _form_of(TextAreaField, TAKEAWAYS)


def lines_of(texts: Texts) -> dict[str, list[str]]:
    """Return a text of several lines as lists of lines, empty ones left out."""
    listed = {language: text.splitlines() for language, text in texts.items()}
    return {code: kept for code, lines in listed.items() if (kept := [s for s in lines if s])}


def text_of(lines: dict[str, list[str]]) -> Texts:
    """Return lists of lines as a text of several lines."""
    return {language: "\n".join(each) for language, each in lines.items()}


def need(part: FormField, languages: tuple[str, ...], sentence: str) -> None:
    """Refuse the languages in which nothing was typed, the sentence at each of them."""
    for language in languages:
        field = part.form[language]
        if not field.data:
            field.errors = [*field.errors, sentence]
