"""Who works for a host, and as what."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, RadioField, StringField
from wtforms.validators import StopValidation

from webinars.languages import LANGUAGE_NAMES, LANGUAGES
from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.organiser import ORGANISER_NAME_LENGTH, NewOrganiser, Role
from webinars.web.forms.addresses import whole_address
from webinars.web.forms.base import AtMost, BaseForm, Filled, no_link
from webinars.web.forms.persons import as_choices

ROLE_NAMES = {
    Role.VIEWER.value: lazy_gettext("See everything"),
    Role.EDITOR.value: lazy_gettext("See and change everything"),
    Role.OWNER.value: lazy_gettext("See, change and decide everything, also who works here"),
}
"""What each role may do, as a choice."""


class MemberForm(BaseForm):
    """Says what somebody may do."""

    role = RadioField(
        lazy_gettext("What may this person do?"),
        choices=as_choices(ROLE_NAMES),
        validate_choice=False,
    )

    def validate_role(self, field: Field) -> None:
        """Refuse a role that is not offered."""
        if field.data not in ROLE_NAMES:
            raise StopValidation(gettext("Choose what this person may do."))


class InviteForm(MemberForm):
    """Says who is to work for a host."""

    name = StringField(
        lazy_gettext("Name"),
        [
            Filled(lazy_gettext("Enter the name.")),
            AtMost(ORGANISER_NAME_LENGTH),
            no_link,
        ],
    )
    email = StringField(
        lazy_gettext("E-mail address"),
        [
            Filled(lazy_gettext("Enter the e-mail address.")),
            AtMost(EMAIL_LENGTH),
            whole_address,
        ],
    )
    language = RadioField(
        lazy_gettext("Language of our e-mails to this person"),
        choices=as_choices({code: LANGUAGE_NAMES[code] for code in LANGUAGES}),
        validate_choice=False,
    )

    def validate_language(self, field: Field) -> None:
        """Refuse a language that is not offered."""
        if field.data not in LANGUAGES:
            raise StopValidation(gettext("Choose a language."))

    @property
    def person(self) -> NewOrganiser:
        """Who was typed."""
        return NewOrganiser(
            email=self.email.data or "",
            name=self.name.data or "",
            language=self.language.data or "",
        )


class AgainForm(BaseForm):
    """Asks for one more mail with a link."""

    again = HiddenField()
