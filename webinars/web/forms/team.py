"""Who works for a host, and as what."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import StopValidation

from webinars.languages import LANGUAGE_NAMES, LANGUAGES, pick
from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.host import Region
from webinars.models.organiser import ORGANISER_NAME_LENGTH, NewOrganiser, Role
from webinars.models.series import Series
from webinars.web.forms.addresses import whole_address
from webinars.web.forms.base import AtMost, BaseForm, Filled, no_link
from webinars.web.forms.filters import offered
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


class AccessForm(BaseForm):
    """Says who is to get an access."""

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


class InviteForm(AccessForm, MemberForm):
    """Says who is to work for a host."""


class InviteOfficeForm(AccessForm):
    """Says who is to see the registrations of which region for which series."""

    series = SelectField(lazy_gettext("The series"), validate_choice=False)
    region = RadioField(
        lazy_gettext("People of which region does this person see?"), validate_choice=False
    )

    def __init__(self, series: Sequence[Series], regions: Sequence[Region], language: str) -> None:
        """Offer these, named in the language of the page."""
        super().__init__()
        self.series.choices = as_choices({each.key: pick(each.titles, language) for each in series})
        self.region.choices = as_choices({each.key: pick(each.names, language) for each in regions})

    def validate_series(self, field: Field) -> None:
        """Refuse a series that is not offered."""
        if not offered(field):
            raise StopValidation(gettext("Choose a series."))

    def validate_region(self, field: Field) -> None:
        """Refuse a region that is not offered."""
        if not offered(field):
            raise StopValidation(gettext("Choose a region."))


class AgainForm(BaseForm):
    """Asks for one more mail with a link."""

    again = HiddenField()
