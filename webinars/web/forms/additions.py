"""The form by which a team adds a person to a webinar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, StringField

from webinars.languages import LANGUAGE_NAMES
from webinars.models.attendee import EMAIL_LENGTH, PERSON_NAME_LENGTH
from webinars.models.host import Region
from webinars.models.organisation import NAME_LENGTH
from webinars.models.webinar import Webinar
from webinars.services.signups import SignUpDetails
from webinars.web.forms.addresses import AddressForm, whole_address
from webinars.web.forms.base import AtMost, Filled, no_link
from webinars.web.forms.persons import KIND_NAMES, CountryField, PersonForm, as_choices


class AdditionForm(AddressForm, PersonForm):
    """Asks for what the person would have told on the public form."""

    nonce = HiddenField()
    given_name = StringField(
        lazy_gettext("First name"),
        [Filled(lazy_gettext("Enter the first name.")), AtMost(PERSON_NAME_LENGTH), no_link],
    )
    family_name = StringField(
        lazy_gettext("Last name"),
        [Filled(lazy_gettext("Enter the last name.")), AtMost(PERSON_NAME_LENGTH), no_link],
    )
    email = StringField(
        lazy_gettext("E-mail address"),
        [Filled(lazy_gettext("Enter the e-mail address.")), AtMost(EMAIL_LENGTH), whole_address],
    )
    organisation_name = StringField(
        lazy_gettext("Organisation"),
        [Filled(lazy_gettext("Enter the organisation.")), AtMost(NAME_LENGTH), no_link],
    )
    organisation_kind = RadioField(
        lazy_gettext("Kind of organisation"), choices=as_choices(KIND_NAMES), validate_choice=False
    )
    region = RadioField(lazy_gettext("Region"), validate_choice=False)
    country = CountryField(
        lazy_gettext("Country"), description=lazy_gettext("Only needed if you chose ‘elsewhere’.")
    )
    language = RadioField(
        lazy_gettext("Language of the e-mails"),
        choices=as_choices(LANGUAGE_NAMES),
        validate_choice=False,
    )

    ask_kind = lazy_gettext("Choose the kind of the organisation.")
    ask_region = lazy_gettext("Choose the region.")
    ask_country = lazy_gettext("Choose the country.")

    def __init__(self, regions: Sequence[Region], language: str, nonce: str) -> None:
        """Offer these regions, named in the language of the page."""
        super().__init__(data={"language": language, "nonce": nonce})
        self.regions, self.page_language = regions, language
        self.offer_places(regions, language)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field."""
        super().validate(extra_validators)
        self.check_choices(self.regions, self.page_language)
        return not self.mistakes

    def refuse_known(self) -> None:
        """Say that there is nobody to add."""
        self.refuse(self.email, gettext("A person with this address is registered already."))

    def refuse_added(self) -> None:
        """Say that the person has only to confirm."""
        sentence = gettext("This person has been added already and has still to confirm.")
        self.refuse(self.email, sentence)

    def details(self, webinar: Webinar) -> SignUpDetails:
        """Return what was typed, for the service."""
        return SignUpDetails(
            email=self.email.data or "",
            **self.person(self.regions),
            form_language=self.language.data,
            time_zone=webinar.time_zone,
            webinars=(webinar.key,),
            news_hosts=(),
        )
