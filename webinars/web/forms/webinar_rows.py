"""The parts of a form for a webinar: its choices, its rows, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, Form, FormField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional, StopValidation

from webinars.languages import LANGUAGE_NAMES
from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.host import Host
from webinars.models.organisation import Organisation
from webinars.models.recording import Recording
from webinars.models.reminder import Reminder
from webinars.models.webinar import AgendaKind, Speaker, Webinar, WebinarState
from webinars.rules.meeting_addresses import is_meeting_address, written_plainly
from webinars.web.forms.addresses import whole_address
from webinars.web.forms.base import AtMost, Filled, PartForm, Whole
from webinars.web.forms.schedules import LONGEST
from webinars.web.forms.series import Surroundings
from webinars.web.forms.texts import BIOGRAPHIES, LINES
from webinars.web.language import current_language

NAME_LENGTH = 100
LANGUAGE_CHOICES = [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]

ICON_NAMES = {
    "smart-grid": lazy_gettext("Smart grid"),
    "hydrogen": lazy_gettext("Hydrogen"),
    "battery": lazy_gettext("Battery"),
    "microgrid": lazy_gettext("Microgrid"),
    "power-electronics": lazy_gettext("Power electronics"),
    "energy-management": lazy_gettext("Energy management"),
    "materials": lazy_gettext("Materials"),
}
PROPOSAL_OPEN = lazy_gettext(
    "The other host has proposed a change of this webinar, which waits for your answer."
    " Answer it first, or leave title and meeting as they are."
)

RECORDING_NAMES = {
    Recording.NONE.value: lazy_gettext("No recording"),
    Recording.PLANNED.value: lazy_gettext("The talks are recorded"),
}

KIND_NAMES = {
    AgendaKind.TALK.value: lazy_gettext("Talk"),
    AgendaKind.PITCH.value: lazy_gettext("Company pitch"),
}


@dataclass(frozen=True, kw_only=True)
class Place(Surroundings):
    """Where a webinar is edited: with which organisations, below which series."""

    all_hosts: Sequence[Host]
    """Hosts that a speaker or a point of the agenda may belong to."""
    organisations: Sequence[Organisation]
    known_speakers: Sequence[Speaker]
    """Those of the organiser's webinars, to be taken over."""
    inherited: Sequence[Reminder]
    """Rules of the series."""
    webinar: Webinar | None
    """None for a new one."""

    @property
    def moved_here(self) -> bool:
        """Whether the form asks for the time."""
        return self.webinar is None or self.webinar.state == WebinarState.DRAFT

    def find(self, name: str) -> tuple[int | None, int | None] | None:
        """Return the numbers of the host or organisation of this name; None when unknown."""
        wanted = name.casefold()
        if not wanted:
            return None, None
        for host in self.all_hosts:
            if host.name.casefold() == wanted:
                return host.id, None
        for organisation in self.organisations:
            if organisation.name.casefold() == wanted:
                return None, organisation.id
        return None


def plain_address(typed: str | None) -> str:
    """Write what was typed as browsers send it, before anything counts or judges it."""
    return written_plainly(typed or "")


def meeting_address(_form: Form, field: Field) -> None:
    """Refuse what is no address of a page behind TLS; any meeting service will do."""
    if field.data and not is_meeting_address(field.data):
        raise StopValidation(
            gettext("Write the whole address as your meeting service shows it, with https://.")
        )


class AgendaForm(PartForm):
    """Asks for one point of the agenda."""

    minutes = StringField(lazy_gettext("Minutes"), [Whole(1, LONGEST)])
    kind = SelectField(
        lazy_gettext("Talk or company pitch"),
        choices=[SelectChoice(value, label) for value, label in KIND_NAMES.items()],
        default=AgendaKind.TALK.value,
        description=lazy_gettext("A company pitch is named so in the agenda that people see."),
    )
    titles = FormField(LINES, lazy_gettext("What happens"))
    speaker_lines = FormField(LINES, lazy_gettext("Who speaks (optional)"))
    organisation = StringField(lazy_gettext("Organisation or host (optional)"))

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row, but for the organisation."""
        return {
            "minutes": int(self.minutes.data),
            "kind": AgendaKind(self.kind.data),
            "titles": self.titles.form.texts,
            "speaker_lines": self.speaker_lines.form.texts,
        }


class SpeakerForm(PartForm):
    """Asks for one speaker."""

    name = StringField(
        lazy_gettext("Name"), [Filled(lazy_gettext("Enter the name.")), AtMost(NAME_LENGTH)]
    )
    number = HiddenField()
    """Of the speaker's row; empty: a new one."""
    roles = FormField(LINES, lazy_gettext("Role (optional)"))
    biographies = FormField(BIOGRAPHIES, lazy_gettext("Biography (optional)"))
    organisation = StringField(lazy_gettext("Organisation or host (optional)"))
    email = StringField(
        lazy_gettext("E-mail address (optional)"),
        [AtMost(EMAIL_LENGTH), Optional(), whole_address],
        description=lazy_gettext(
            "To invite this person to edit role and biography. Only the hosts’ teams see it; a new"
            " address makes an earlier link invalid."
        ),
    )
    language = SelectField(
        lazy_gettext("Language of the e-mails"), choices=LANGUAGE_CHOICES, default=current_language
    )

    def columns(self) -> dict[str, Any]:
        """Return the columns of the row, but for the organisation."""
        return {
            "number": self.number.data or "",
            "name": self.name.data,
            "roles": self.roles.form.texts,
            "biographies": self.biographies.form.texts,
            "email": self.email.data or "",
            "language": self.language.data,
        }
