"""Forms behind the personal link, and the one that asks for it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField

from webinars.formats import zone_city
from webinars.models.attendee import EMAIL_LENGTH, Attendee
from webinars.models.host import Region
from webinars.services.attendees import PersonDetails
from webinars.web.forms.addresses import AddressForm, whole_address
from webinars.web.forms.base import AtMost, Filled
from webinars.web.forms.persons import ELSEWHERE, PersonForm, as_choices
from webinars.web.forms.signups import SignUpForm
from webinars.web.forms.zone_choices import list_zone_choices, plain_zone
from webinars.zones import is_zone


class DetailsForm(PersonForm):
    """Changes what a person told when registering; the address stays, the link proves it."""

    given_name = SignUpForm.given_name
    family_name = SignUpForm.family_name
    organisation_name = SignUpForm.organisation_name
    organisation_kind = SignUpForm.organisation_kind
    region = SignUpForm.region
    country = SignUpForm.country
    language = SignUpForm.language
    time_zone = SelectField(
        lazy_gettext("Your time zone"),
        validate_choice=False,
        description=lazy_gettext("E-mails give times in this zone too, where it differs."),
    )

    def __init__(self, attendee: Attendee, regions: Sequence[Region], language: str) -> None:
        """Ask with what is known already filled in."""
        super().__init__(
            data={
                "given_name": attendee.given_name,
                "family_name": attendee.family_name,
                "organisation_name": attendee.organisation_name,
                "organisation_kind": attendee.organisation_kind.value,
                "region": attendee.region or ELSEWHERE,
                "country": attendee.country,
                "language": attendee.language,
                "time_zone": plain_zone(attendee.time_zone),
            }
        )
        self.regions = regions
        self.page_language = language
        self.offer_places(regions, language)
        listed = dict(list_zone_choices(language))
        chosen = self.time_zone.data or ""
        if is_zone(chosen) and chosen not in listed:
            # No place, such as UTC: the browser said so.
            listed = {chosen: zone_city(chosen, language), **listed}
        self.time_zone.choices = as_choices(listed)

    def validate(self, extra_validators: object = None) -> bool:
        """Check every field."""
        right = bool(super().validate(extra_validators))
        self.check_choices(self.regions, self.page_language)
        if not is_zone(self.time_zone.data or ""):
            self.refuse(self.time_zone, gettext("Choose your time zone."))
        return right and not self.mistakes

    def details(self) -> PersonDetails:
        """Return what was typed, for the service."""
        return PersonDetails(
            **self.person(self.regions),
            time_zone=self.time_zone.data,
        )


class NewAddressForm(AddressForm):
    """Asks for the address that e-mails are to go to from now on."""

    email = StringField(
        lazy_gettext("New e-mail address"),
        [Filled(lazy_gettext("Enter your e-mail address.")), AtMost(EMAIL_LENGTH), whole_address],
    )

    def __init__(self, present: str, same: str = "") -> None:
        """Remember the present address.

        :param same: what is said of it; empty: that it is the reader's already.
        """
        super().__init__()
        self.present, self.same = present, same

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the address; the present one is no new one."""
        super().validate(extra_validators)
        if not self.email.errors and self.email.data == self.present:
            self.refuse(self.email, self.same or gettext("This is your address already."))
        return not self.mistakes


class LostLinkForm(AddressForm):
    """Asks for the address that the personal link goes to."""

    email = StringField(
        lazy_gettext("E-mail address"),
        [Filled(lazy_gettext("Enter your e-mail address.")), AtMost(EMAIL_LENGTH), whole_address],
        description=lazy_gettext("The one that you registered with."),
    )
