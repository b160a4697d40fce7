"""One field of each kind, for the gallery of components; nothing is ever done with it."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import (
    BooleanField,
    EmailField,
    Form,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput

from webinars.languages import LANGUAGE_NAMES
from webinars.web.forms.base import Filled
from webinars.web.forms.persons import KIND_NAMES, as_choices


class ExampleForm(Form):
    """Fields to look at, with their mistakes once they are checked empty."""

    given_name = StringField(
        lazy_gettext("First name"), [Filled(lazy_gettext("Enter your first name."))]
    )
    email = EmailField(
        lazy_gettext("E-mail address"),
        [Filled(lazy_gettext("Enter your e-mail address."))],
        description=lazy_gettext("The one that you registered with."),
    )
    questions = TextAreaField(lazy_gettext("Agenda"), [Filled(lazy_gettext("Enter what happens."))])
    kind = SelectField(
        lazy_gettext("Kind of organisation"),
        choices=as_choices(KIND_NAMES),
        validate_choice=False,
    )
    language = RadioField(
        lazy_gettext("Language"),
        [Filled(lazy_gettext("Please choose"))],
        choices=as_choices(LANGUAGE_NAMES),
        validate_choice=False,
    )
    languages = SelectMultipleField(
        lazy_gettext("Language of the talks"),
        choices=as_choices(LANGUAGE_NAMES),
        option_widget=CheckboxInput(),
    )
    reminders = BooleanField(lazy_gettext("Reminders"))
    q = SearchField(lazy_gettext("Topic, organisation or name"))

    @property
    def named_mistakes(self) -> list[tuple[str, object]]:
        """The fields with mistakes, in the order of the page; their sentences need no names."""
        return [("", field) for field in self if field.errors]
