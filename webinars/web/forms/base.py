"""What all our forms share: every text passes the cleaner before anything else sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from flask import g, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    Form,
    FormField,
    HiddenField,
    PasswordField,
    StringField,
    TextAreaField,
    i18n,
)
from wtforms.validators import StopValidation

from webinars.text import clean_line, clean_text
from webinars.web.forms.rows import ACT, FIGURES, Rows
from webinars.web.language import current_language

JOINT = " · "
"""Between the names of a field in a part or a row."""

LEFT = "language_left"
"""Name of the buttons that show a form in another language."""

_LINK_SIGNS = ("://", "www.")
_WHOLE = re.compile(r"[0-9]{1,9}")


def _cleaned_line(value: object) -> object:
    return clean_line(value) if isinstance(value, str) else value


def _cleaned_text(value: object) -> object:
    return clean_text(value) if isinstance(value, str) else value


def _storable(value: object) -> object:
    # A password stays as it was typed, but for what no keyboard gives.
    if not isinstance(value, str):
        return value
    return value.encode("utf-8", "ignore").decode().replace("\0", "")


def is_expired() -> bool:
    """Tell whether the form of this request came back after its protection had expired."""
    return bool(g.get("form_expired", False))


def language_left() -> str:
    """Return the language of the page that a half-filled form comes from; empty: it was sent.

    The button of another language sends the form there, so that nothing typed is lost.
    """
    return request.form.get(LEFT, "")


def named_fields(
    fields: Iterable[Field], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Field]]:
    """Yield these fields, in place of parts and rows the fields in them, each with its names.

    The names are those of its row, of its part and its own, as far as the page shows them.
    """
    for field in fields:
        label = str(field.label.text)
        names = (*above, label) if label else above
        if isinstance(field, Rows):
            for number, entry in enumerate(field, 1):
                yield from named_fields(entry.form, (*above, field.title_of(number)))
        elif isinstance(field, FormField):
            yield from named_fields(field.form, names)
        else:
            yield names, field


@cache
def _library_sentences(language: str) -> Any:
    """Return what WTForms says by itself; Flask-WTF would read the file in each request."""
    return i18n.get_translations([language])


class _Cleaned:
    """Adds the cleaner to each text field of a form; paragraphs keep their line breaks."""

    def get_translations(self, _form: Form) -> Any:
        """Let the library speak the language of the page."""
        return _library_sentences(current_language())

    def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
        """Bind a field, with the cleaner before its own filters."""
        filters = list(unbound_field.kwargs.get("filters", ()))
        if issubclass(unbound_field.field_class, TextAreaField):
            filters.insert(0, _cleaned_text)
        elif issubclass(unbound_field.field_class, PasswordField):
            filters.insert(0, _storable)
        elif issubclass(unbound_field.field_class, StringField):
            filters.insert(0, _cleaned_line)
        if filters:
            options = {**options, "filters": filters}
        return unbound_field.bind(form=form, **options)


class PartForm(Form):
    """Base of the parts of a form, such as one point of an agenda; the form itself is protected."""

    class Meta(_Cleaned):
        """Cleans as the whole form does."""


class BaseForm(FlaskForm):
    """Base of every form; protected against forged requests, its texts cleaned."""

    class Meta(_Cleaned, FlaskForm.Meta):
        """Cleans every text."""

        def wrap_formdata(self, _form: Form, formdata: object) -> MultiDict[str, str] | None:
            """Take what a form sends and nothing else: no files, no JSON."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form or None

    def submitted(self) -> bool:
        """Tell whether somebody sent the form and every field is right."""
        return not (is_expired() or language_left()) and bool(self.validate_on_submit())

    def refuse(self, field: Field, sentence: str) -> None:
        """Add a mistake that only shows after the fields themselves were checked."""
        field.errors = [*field.errors, sentence]

    @property
    def mistakes(self) -> list[Field]:
        """The fields with mistakes, in the order of the page."""
        return [field for _names, field in self.named_mistakes]

    @property
    def named_mistakes(self) -> list[tuple[str, Field]]:
        """The fields with mistakes, each after the words that say which it is.

        A form without parts needs no such words: its sentences say it themselves.
        """
        if any(isinstance(field, (Rows, FormField)) for field in self):
            named = ((JOINT.join(names), field) for names, field in named_fields(self))
        else:
            named = (("", field) for field in self)
        return [
            (names, field)
            for names, field in named
            if field.errors and field.type != "CSRFTokenField"
        ]


class RowsForm(BaseForm):
    """A form with lists whose rows can be changed."""

    def acted(self) -> bool:
        """Carry out the button that changes rows, if it was pressed; tell whether it was."""
        name, _, rest = request.form.get(ACT, "").partition("-")
        act, _, number = rest.partition("-")
        rows = self._fields.get(name)
        if not (self.is_submitted() and isinstance(rows, Rows)):
            return False
        rows.carry_out(act, int(number) if FIGURES.fullmatch(number) else -1)
        return True


class SeenForm(BaseForm):
    """Remembers which version of a thing was seen, so that nobody decides about another."""

    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 when it says none."""
        return version_in(self.seen)


def version_in(seen: Field) -> int:
    """Return the version that a form says it has shown; 0 when it says none."""
    text = seen.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


class Filled:
    """Refuses an empty text, and ends the checks of its field."""

    def __init__(self, sentence: object) -> None:
        """Keep the sentence that says what is missing."""
        self.sentence = sentence
        self.field_flags = {"required": True}

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise StopValidation when the field is empty."""
        if not field.data:
            raise StopValidation(str(self.sentence))


class AtMost:
    """Refuses a text of more than so many characters, and says how many it has."""

    def __init__(self, characters: int) -> None:
        """Keep the largest number of characters."""
        # No maxlength in the page: browsers cut off pasted text without a word.
        self.characters = characters

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise StopValidation when the text is too long."""
        length = len(field.data or "")
        if length > self.characters:
            raise StopValidation(
                gettext(
                    "Use at most %(max)s characters. You have written %(length)s.",
                    max=self.characters,
                    length=length,
                )
            )


class Whole:
    """Refuses what is no whole number from one bound to the other; the field keeps its text."""

    def __init__(self, least: int, most: int) -> None:
        """Keep the bounds."""
        self.least = least
        self.most = most

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise StopValidation when it is no such number."""
        text = field.data or ""
        if not (_WHOLE.fullmatch(text) and self.least <= int(text) <= self.most):
            raise StopValidation(
                gettext(
                    "Write a whole number from %(least)s to %(most)s.",
                    least=self.least,
                    most=self.most,
                )
            )


def no_link(_form: Form, field: Field) -> None:
    """Refuse addresses of web pages in names: they would end up in mails."""
    text = (field.data or "").lower()
    if any(sign in text for sign in _LINK_SIGNS):
        raise StopValidation(gettext("Please leave out addresses of web pages here."))
