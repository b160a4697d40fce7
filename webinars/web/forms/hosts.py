"""The form for what the pages say of a host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FormField, HiddenField, SelectField, StringField, TextAreaField

from webinars.languages import LANGUAGES
from webinars.models.host import Host
from webinars.queries.hosts import EDITED, version_of
from webinars.rules.colours import AccentProblem, accent_problem
from webinars.services.hosts import HostDetails
from webinars.web.forms.addresses import whole_address
from webinars.web.forms.base import AtMost, BaseForm, Filled, no_link
from webinars.web.forms.persons import as_choices
from webinars.web.forms.texts import DESCRIPTIONS, NAMES, need
from webinars.web.language import current_language
from webinars.zones import is_zone, zone_names

PARTS = {
    "name": lazy_gettext("Name of the host"),
    "legal_name": lazy_gettext("Legal name"),
    "descriptions": lazy_gettext("Description"),
    "time_zone": lazy_gettext("Time zone"),
    "time_city": lazy_gettext("City named beside times"),
    "mailbox": lazy_gettext("Mailbox of the team"),
    "accent_light": lazy_gettext("Colour on light pages"),
    "accent_dark": lazy_gettext("Colour on dark pages"),
    "postal_address": lazy_gettext("Postal address"),
    "telephone": lazy_gettext("Telephone"),
    "represented_by": lazy_gettext("Represented by"),
    "register_entry": lazy_gettext("Register entry"),
    "vat_number": lazy_gettext("VAT number"),
    "data_protection_contact": lazy_gettext("Contact point for data protection"),
}
"""Column to what it is called."""

_COLOUR = lazy_gettext("Written as # and six digits, such as #1d6a70.")


class HostForm(BaseForm):
    """Asks for what the pages say of a host."""

    version = HiddenField()
    """Of the host that was opened, so that nobody overwrites what another has saved meanwhile."""
    name = StringField(
        PARTS["name"],
        [Filled(lazy_gettext("Enter the name of the host.")), AtMost(100), no_link],
        description=lazy_gettext("As it stands on every page and in every e-mail."),
    )
    legal_name = StringField(
        PARTS["legal_name"],
        [Filled(lazy_gettext("Enter the legal name.")), AtMost(200), no_link],
        description=lazy_gettext("As in the register; the legal pages show it."),
    )
    descriptions = FormField(DESCRIPTIONS, PARTS["descriptions"])
    time_zone = SelectField(
        PARTS["time_zone"],
        validate_choice=False,
        description=lazy_gettext(
            "Pages and e-mails give times on the clocks of the hosts. Webinars keep theirs."
        ),
    )
    time_city = FormField(NAMES, PARTS["time_city"])
    mailbox = StringField(
        PARTS["mailbox"],
        [Filled(lazy_gettext("Enter an e-mail address.")), AtMost(254), whole_address],
        description=lazy_gettext("Everybody can see it; somebody at the host should read it."),
    )
    accent_light = StringField(PARTS["accent_light"], description=_COLOUR)
    accent_dark = StringField(PARTS["accent_dark"], description=_COLOUR)
    postal_address = TextAreaField(PARTS["postal_address"], [AtMost(300)])
    telephone = StringField(PARTS["telephone"], [AtMost(60)])
    represented_by = TextAreaField(PARTS["represented_by"], [AtMost(300)])
    register_entry = StringField(PARTS["register_entry"], [AtMost(200)])
    vat_number = StringField(PARTS["vat_number"], [AtMost(40)])
    data_protection_contact = TextAreaField(
        PARTS["data_protection_contact"],
        [AtMost(300)],
        description=lazy_gettext("Left empty, it is the mailbox."),
    )

    def __init__(
        self,
        host: Host,
        others: Sequence[Host],
        partners: Sequence[Host],
        *,
        stored: bool = False,
    ) -> None:
        """Show what is stored of a host.

        :param others: all hosts but this one.
        :param partners: those of them that share a series with it.
        :param stored: and not what was typed.
        """
        preset: dict[str, Any] = {name: getattr(host, name) for name in EDITED}
        options = {"formdata": None} if stored else {}
        super().__init__(data={**preset, "version": version_of(host)}, **options)
        self.host, self.others, self.partners = host, others, partners
        names = {name: name.replace("_", " ") for name in sorted(zone_names())}
        self.time_zone.choices = as_choices(names)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and what goes together with other hosts."""
        super().validate(extra_validators)
        typed: tuple[str, ...] = self.descriptions.form.languages
        wanted = () if typed else (current_language(),)
        need(self.descriptions, wanted, gettext("Enter the description."))
        need(self.time_city, LANGUAGES, gettext("Enter the city in all three languages."))
        if not is_zone(self.time_zone.data or ""):
            self.refuse(self.time_zone, gettext("Choose a time zone."))
        name = (self.name.data or "").casefold()
        if name in {each.name.casefold() for each in self.others}:
            self.refuse(self.name, gettext("There is a host of this name already."))
        self._check_colour("accent_light")
        self._check_colour("accent_dark")
        return not self.mistakes

    def details(self) -> HostDetails:
        """Return what was typed, for the service."""
        columns = {name: self[name].data for name in EDITED}
        columns |= {name: self[name].form.texts for name in ("descriptions", "time_city")}
        return HostDetails(version=self.version.data or "", columns=columns)

    def _check_colour(self, name: str) -> None:
        field = self[name]
        field.data = (field.data or "").lower()
        stored = getattr(self.host, name)
        if field.data == stored:
            # What was alike before is nobody's mistake now.
            return
        problem = accent_problem(field.data)
        if problem is AccentProblem.NO_COLOUR:
            sentence = gettext("Write # and six digits from 0 to 9 or a to f, such as #1d6a70.")
            self.refuse(field, sentence)
        elif problem is AccentProblem.GREY:
            self.refuse(field, gettext("This colour is too grey to be told from others."))
        for other in self.partners if problem is None else ():
            if accent_problem(field.data, getattr(other, name)) is not None:
                sentence = gettext(
                    "This colour is too much like the one of %(host)s.", host=other.name
                )
                self.refuse(field, sentence)
