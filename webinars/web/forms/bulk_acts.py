"""Acts on many people of a webinar: on whom, and which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext, ngettext
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from webinars.models.long_work import LongWorkKind
from webinars.models.webinar import Webinar
from webinars.tokens import row_number
from webinars.web.forms.base import BaseForm
from webinars.web.forms.people import target_names

TICKED, ALL = "ticked", "all"
"""On whom: the people ticked on the page, or all whom the filter finds."""

ACT_NAMES = {
    LongWorkKind.APPROVE: lazy_gettext("Approve registrations"),
    LongWorkKind.DECLINE: lazy_gettext("Decline registrations"),
    LongWorkKind.PROMOTE: lazy_gettext("Give places to people who wait"),
    LongWorkKind.CANCEL: lazy_gettext("Cancel registrations"),
    LongWorkKind.RESEND: lazy_gettext("Send the confirmation once more"),
    LongWorkKind.MOVE: lazy_gettext("Move to another webinar"),
}


class BulkActForm(BaseForm):
    """Asks on whom and what; which page follows says what that does."""

    people = SelectMultipleField(lazy_gettext("People"), validate_choice=False)
    whom = RadioField(lazy_gettext("For whom?"), default=TICKED, validate_choice=False)
    act = SelectField(lazy_gettext("What shall happen?"), validate_choice=False)

    def __init__(self, found: int, others: Sequence[Webinar], language: str) -> None:
        """Offer all that is found, and moving to these webinars."""
        super().__init__()
        every = ngettext(
            "%(num)s person that this list finds",
            "all %(num)s people that this list finds, on further pages too",
            found,
        )
        self.whom.choices = [
            SelectChoice(TICKED, gettext("the ticked people on this page")),
            SelectChoice(ALL, every),
        ]
        here = {kind.value: name for kind, name in ACT_NAMES.items() if kind != LongWorkKind.MOVE}
        there = target_names(others, language)
        move = str(ACT_NAMES[LongWorkKind.MOVE])
        self.act.choices = [
            SelectChoice("", gettext("Please choose")),
            *(SelectChoice(value, str(name)) for value, name in here.items()),
            *(SelectChoice(f"move.{key}", name, optgroup=move) for key, name in there.items()),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check that there is somebody and something to do."""
        super().validate(extra_validators)
        if self.act.data not in {choice.value for choice in self.act.choices if choice.value}:
            self.refuse(self.act, gettext("Please choose what shall happen."))
        if self.whom.data != ALL and not self.ticked:
            self.refuse(self.whom, gettext("Tick at least one person, or choose all of them."))
        return not self.mistakes

    @property
    def ticked(self) -> list[int]:
        """Numbers of the registrations that are ticked."""
        numbers = (row_number(each) for each in self.people.data or ())
        return [number for number in numbers if number is not None]

    @property
    def chosen(self) -> list[int] | None:
        """Those ticked; None: everybody whom the filter finds."""
        return None if self.whom.data == ALL else self.ticked

    @property
    def kind(self) -> LongWorkKind:
        """What shall happen; only after the form was found right."""
        return LongWorkKind(str(self.act.data).partition(".")[0])

    @property
    def to(self) -> str:
        """Key of the webinar to which people move; empty: they do not."""
        return str(self.act.data).partition(".")[2]
