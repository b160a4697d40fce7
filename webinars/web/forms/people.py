"""Forms about the people of a webinar: finding them, and taking their list along."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import Field, Form, RadioField, SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from webinars.languages import LANGUAGE_NAMES, LANGUAGES, pick
from webinars.models.host import Region
from webinars.models.registration import RegistrationState
from webinars.models.webinar import Webinar
from webinars.queries.people import ELSEWHERE, SORTS, PeopleFilter
from webinars.text import clean_line
from webinars.web.dates import when_short
from webinars.web.forms.base import AtMost, BaseForm, Filled
from webinars.web.forms.filters import offered
from webinars.web.forms.persons import as_choices

PURPOSE_LENGTH = 200
"""Characters of what an export is for."""

STATE_NAMES = {
    RegistrationState.CONFIRMED.value: lazy_gettext("Confirmed"),
    RegistrationState.REQUESTED.value: lazy_gettext("Asks for approval"),
    RegistrationState.WAITING.value: lazy_gettext("Waiting list"),
    RegistrationState.OFFERED.value: lazy_gettext("Place offered"),
    RegistrationState.CANCELLED.value: lazy_gettext("Cancelled"),
}


class FilterForm(Form):
    """What a list of people is narrowed by; stands in the address, so it carries no token."""

    q = SearchField(lazy_gettext("Name, e-mail or organisation"))
    state = SelectField(lazy_gettext("State"))
    region = SelectField(lazy_gettext("Region"))
    language = SelectField(lazy_gettext("Language"))

    def offer(self, regions: Sequence[Region], language: str) -> None:
        """Offer what can be chosen, in this language."""
        self.state.choices = as_choices({"": gettext("All states"), **STATE_NAMES})
        named = {region.key: pick(region.names, language) for region in regions}
        self.region.choices = as_choices(
            {"": gettext("All regions"), **named, ELSEWHERE: gettext("Elsewhere")}
        )
        languages = {code: LANGUAGE_NAMES[code] for code in LANGUAGES}
        self.language.choices = as_choices({"": gettext("All languages"), **languages})

    def wanted(self, sort: str) -> PeopleFilter:
        """Return the filter; whatever is not offered counts as not chosen."""
        return PeopleFilter(
            text=clean_line(self.q.data or "")[:PURPOSE_LENGTH],
            state=offered(self.state),
            region=offered(self.region),
            language=offered(self.language),
            sort=sort if sort in SORTS else "newest",
        )


class ExportForm(BaseForm):
    """What a list is taken along for, and as which file."""

    purpose = StringField(
        lazy_gettext("What do you need the list for?"),
        description=lazy_gettext("One sentence, for example: to prepare the moderation"),
        validators=[
            Filled(lazy_gettext("Please say what you need the list for.")),
            AtMost(PURPOSE_LENGTH),
        ],
    )
    file = RadioField(
        lazy_gettext("File"),
        choices=[
            SelectChoice(value="xlsx", label=lazy_gettext("Excel (XLSX)")),
            SelectChoice(value="csv", label=lazy_gettext("Text (CSV)")),
        ],
        default="xlsx",
        validate_choice=False,
    )

    def validate_file(self, field: Field) -> None:
        """Refuse a kind of file that is not offered."""
        if field.data not in {choice.value for choice in self.file.choices}:
            raise StopValidation(gettext("Please choose a kind of file."))


def target_names(others: Sequence[Webinar], language: str) -> dict[str, str]:
    """Return webinars to which people can move, with their day and how many places are free."""
    return {
        each.key: ngettext(
            "%(when)s: %(title)s (%(num)s place free)",
            "%(when)s: %(title)s (%(num)s places free)",
            max(0, each.seats_free),
            when=when_short(each.starts_at, each.time_zone, language),
            title=pick(each.titles, language),
        )
        for each in others
    }


class MoveForm(BaseForm):
    """Asks to which webinar a registration moves."""

    webinar = RadioField(lazy_gettext("To which webinar?"), validate_choice=False)

    def __init__(self, others: Sequence[Webinar], language: str) -> None:
        """Offer these webinars, with their day and how many places are free."""
        super().__init__()
        self.others = others
        self.webinar.choices = as_choices(target_names(others, language))

    def validate_webinar(self, field: Field) -> None:
        """Refuse what is not offered."""
        if field.data not in {each.key for each in self.others}:
            raise StopValidation(gettext("Choose a webinar."))
