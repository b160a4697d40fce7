"""What people tell of themselves: shared by registering and by changing it on my page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from flask import get_template_attribute
from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from webinars.languages import LANGUAGES, pick
from webinars.models.host import Region
from webinars.models.organisation import OrganisationKind
from webinars.rules.countries import is_country, list_countries
from webinars.web.forms.base import BaseForm, language_left

ELSEWHERE = "elsewhere"
"""Answer to the question for the region that asks for a country."""

KIND_NAMES = {
    OrganisationKind.COMPANY.value: lazy_gettext("Company"),
    OrganisationKind.RESEARCH.value: lazy_gettext("Research institute"),
    OrganisationKind.PUBLIC.value: lazy_gettext("Public body"),
    OrganisationKind.CLUSTER.value: lazy_gettext("Cluster"),
    OrganisationKind.OTHER.value: lazy_gettext("Other"),
}


def as_choices(names: Mapping[str, Any]) -> list[SelectChoice]:
    """Return what a field offers, by value."""
    return [SelectChoice(value=value, label=name) for value, name in names.items()]


class CountryField(StringField):
    """Asks for a country, by its code; a page lists them all by ``country_list``."""

    spoken = "en"
    """Language in which the countries are named."""

    @property
    def options(self) -> str:
        """All countries, with the chosen one, as they stand in a page."""
        return _options(self.spoken, self.data if is_country(self.data or "") else "")


@cache
def _options(language: str, chosen: str) -> str:
    # 250 options, made for each visitor, took long.
    written: str = get_template_attribute("macros/countries.html", "options")(
        list_countries(language), chosen
    )
    return written


class PersonForm(BaseForm):
    """Base of forms about a person; the fields themselves stand in their own order there."""

    given_name: StringField
    family_name: StringField
    organisation_name: StringField
    organisation_kind: RadioField
    region: RadioField
    country: CountryField
    language: RadioField

    ask_kind = lazy_gettext("Choose the kind of your organisation.")
    ask_region = lazy_gettext("Choose your region.")
    ask_country = lazy_gettext("Choose your country.")

    def offer_places(self, regions: Sequence[Region], language: str) -> None:
        """Offer these regions and all countries, named in the language of the page."""
        names = {each.key: pick(each.names, language) for each in regions}
        self.region.choices = as_choices({**names, ELSEWHERE: gettext("Elsewhere")})
        self.country.spoken = language
        if self.language.data and self.language.data == language_left():
            # Not chosen but suggested: it goes on following the page.
            self.language.data = language

    def check_choices(self, regions: Sequence[Region], language: str) -> None:
        """Refuse answers that were not offered; who names no language gets that of the page."""
        if self.organisation_kind.data not in KIND_NAMES:
            self.refuse(self.organisation_kind, str(self.ask_kind))
        if self.region.data not in {ELSEWHERE, *(each.key for each in regions)}:
            self.refuse(self.region, str(self.ask_region))
        elif self.region.data == ELSEWHERE and not is_country(self.country.data or ""):
            self.refuse(self.country, str(self.ask_country))
        if self.language.data not in LANGUAGES:
            self.language.data = language

    def person(self, regions: Sequence[Region]) -> dict[str, Any]:
        """Return what was typed about the person, for the service."""
        region, country = self.place(regions)
        return {
            "given_name": self.given_name.data or "",
            "family_name": self.family_name.data or "",
            "organisation_name": self.organisation_name.data or "",
            "organisation_kind": OrganisationKind(self.organisation_kind.data),
            "region": region,
            "country": country,
            "language": self.language.data,
        }

    def place(self, regions: Sequence[Region]) -> tuple[str, str]:
        """Return the key of the chosen region (empty: elsewhere) and the country."""
        region = next((each for each in regions if each.key == self.region.data), None)
        return (region.key, region.country) if region else ("", self.country.data)
