"""The registration form: one person, one or more webinars of a series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.widgets import CheckboxInput

from webinars.languages import LANGUAGE_NAMES, pick
from webinars.models.attendee import EMAIL_LENGTH, PERSON_NAME_LENGTH
from webinars.models.host import Host, Region
from webinars.models.organisation import NAME_LENGTH
from webinars.models.webinar import Webinar
from webinars.queries.organisations import list_organisations
from webinars.services.signups import SignUpDetails
from webinars.text import is_name
from webinars.web.forms.addresses import AddressForm, whole_address
from webinars.web.forms.answers import Answers
from webinars.web.forms.base import AtMost, Filled, no_link
from webinars.web.forms.persons import (
    ELSEWHERE,
    KIND_NAMES,
    CountryField,
    PersonForm,
    as_choices,
)
from webinars.zones import is_zone


@dataclass(frozen=True, kw_only=True)
class SignUpQuestions:
    """What the form can ask for just now."""

    open_webinars: Sequence[Webinar]
    closed_webinars: Sequence[Webinar]
    """Shown but not to be chosen."""
    series_key: str
    hosts: Sequence[Host]
    regions: Sequence[Region]
    answers: Answers
    """What the open webinars ask."""
    language: str
    """Of the page."""


def form_with(questions: SignUpQuestions, preset: Mapping[str, Any]) -> SignUpForm:
    """Return the form with a field for each question of the webinars."""
    kind: type[SignUpForm] = type("SignUpForm", (SignUpForm,), questions.answers.fields())
    return kind(questions, preset)


class SignUpForm(AddressForm, PersonForm):
    """Asks who registers for which webinars."""

    webinars = SelectMultipleField(validate_choice=False)
    every_date = BooleanField(lazy_gettext("And every future date of this series"))
    for_colleague = BooleanField(lazy_gettext("I am registering a colleague"))
    registered_by = StringField(
        lazy_gettext("Your own name"), [AtMost(PERSON_NAME_LENGTH), no_link]
    )
    given_name = StringField(
        lazy_gettext("First name"),
        [Filled(lazy_gettext("Enter your first name.")), AtMost(PERSON_NAME_LENGTH), no_link],
    )
    family_name = StringField(
        lazy_gettext("Last name"),
        [Filled(lazy_gettext("Enter your last name.")), AtMost(PERSON_NAME_LENGTH), no_link],
    )
    email = StringField(
        lazy_gettext("E-mail address"),
        [Filled(lazy_gettext("Enter your e-mail address.")), AtMost(EMAIL_LENGTH), whole_address],
        description=lazy_gettext(
            "We send the confirmation and your personal link to this address."
        ),
    )
    organisation_name = StringField(
        lazy_gettext("Your company or institute"),
        [
            Filled(lazy_gettext("Enter the name of your company or institute.")),
            AtMost(NAME_LENGTH),
            no_link,
        ],
        description=lazy_gettext(
            "Start typing and choose from the list, or write the name in full."
        ),
    )
    organisation_kind = RadioField(
        lazy_gettext("Kind of organisation"), choices=as_choices(KIND_NAMES), validate_choice=False
    )
    region = RadioField(lazy_gettext("Your region"), validate_choice=False)
    country = CountryField(
        lazy_gettext("Your country"),
        description=lazy_gettext("Only needed if you chose ‘elsewhere’."),
    )
    language = RadioField(
        lazy_gettext("Language of your e-mails"),
        choices=as_choices(LANGUAGE_NAMES),
        validate_choice=False,
    )
    news_hosts = SelectMultipleField(
        lazy_gettext("News by e-mail (optional)"),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    time_zone = HiddenField()
    nonce = HiddenField()
    opened = HiddenField()
    """When the form was shown, signed."""
    second_line = StringField(lazy_gettext("Please leave this field empty."))
    """Out of sight: who writes into it may be a machine, or a browser that fills in too much."""
    proof = HiddenField()
    """Only on the page with one more step: what a browser found out."""

    def __init__(self, questions: SignUpQuestions, preset: Mapping[str, Any]) -> None:
        """Offer what can be chosen just now, with these answers given beforehand."""
        super().__init__(data={"language": questions.language, **preset})
        self.questions = questions
        questions.answers.show(self)
        self.open_keys = [webinar.key for webinar in questions.open_webinars]
        self.offer_places(questions.regions, questions.language)
        self.news_hosts.choices = as_choices({host.key: host.name for host in questions.hosts})

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field; a known organisation answers for kind and region left open."""
        self._answer_for_known_organisation()
        super().validate(extra_validators)
        self._check_webinars()
        self.questions.answers.check(self, self._chosen())
        self.check_choices(self.questions.regions, self.questions.language)
        self._check_colleague()
        return not self.mistakes

    def refuse_webinars(self, keys: Sequence[str]) -> None:
        """Say of each of these webinars that it has just closed, and untick it."""
        shown = (*self.questions.open_webinars, *self.questions.closed_webinars)
        for webinar in shown:
            if webinar.key in keys:
                title = pick(webinar.titles, self.questions.language)
                self.refuse(
                    self.webinars,
                    gettext(
                        "Registration for ‘%(title)s’ has just closed."
                        " The other webinars you chose are still selected.",
                        title=title,
                    ),
                )
        self.webinars.data = [key for key in self.webinars.data or () if key not in keys]

    def details(self) -> SignUpDetails:
        """Return what was typed, for the service."""
        chosen = self.webinars.data or ()
        by_colleague = bool(self.for_colleague.data)
        # Nobody agrees to news for somebody else.
        news = () if by_colleague else self.news_hosts.data or ()
        webinars = [each for each in self.questions.open_webinars if each.key in chosen]
        zone = self.time_zone.data or ""
        return SignUpDetails(
            email=self.email.data or "",
            **self.person(self.questions.regions),
            form_language=self.questions.language,
            time_zone=zone if is_zone(zone) else webinars[0].time_zone,
            webinars=tuple(webinar.key for webinar in webinars),
            registered_by=(self.registered_by.data or "") if by_colleague else "",
            every_date_of=self.questions.series_key if self.every_date.data else "",
            news_hosts=tuple(host.key for host in self.questions.hosts if host.key in news),
            answers=self.questions.answers.given(self, self._chosen()),
        )

    def _chosen(self) -> list[int]:
        chosen = self.webinars.data or ()
        return [each.id for each in self.questions.open_webinars if each.key in chosen]

    def _answer_for_known_organisation(self) -> None:
        if self.organisation_kind.data and self.region.data:
            return
        name = (self.organisation_name.data or "").casefold()
        known = next((o for o in list_organisations() if o.name.casefold() == name), None)
        if known is None:
            return
        if not self.organisation_kind.data:
            self.organisation_kind.data = known.kind.value
        if not self.region.data:
            self.region.data = known.region.key if known.region else ELSEWHERE
            if known.region is None and not self.country.data:
                self.country.data = known.country

    def _check_webinars(self) -> None:
        chosen = self.webinars.data or []
        closed = {webinar.key for webinar in self.questions.closed_webinars}
        self.refuse_webinars([key for key in chosen if key in closed])
        self.webinars.data = [key for key in self.open_keys if key in chosen]
        if not self.webinars.data and not self.webinars.errors:
            self.refuse(self.webinars, gettext("Choose at least one webinar."))

    def _check_colleague(self) -> None:
        if not self.for_colleague.data:
            return
        name = self.registered_by.data or ""
        if not name:
            sentence = gettext("Enter your name, so that your colleague knows who filled this in.")
            self.refuse(self.registered_by, sentence)
        elif not (is_name(name) or self.registered_by.errors):
            # It stands in a mail to somebody who has not asked for one: no numbers, no addresses.
            self.refuse(self.registered_by, gettext("Write only your first and last name here."))
