"""Form of a private note."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import Field, RadioField, TextAreaField
from wtforms.validators import StopValidation

from webinars.models.host import Host
from webinars.models.note import NOTE_LENGTH
from webinars.web.forms.base import AtMost, BaseForm, Filled
from webinars.web.forms.persons import as_choices


class NoteForm(BaseForm):
    """Asks for the text and, of an organiser of several hosts, whose note it is."""

    text = TextAreaField(
        lazy_gettext("Note"),
        validators=[Filled(lazy_gettext("Please write the note.")), AtMost(NOTE_LENGTH)],
    )
    host = RadioField(lazy_gettext("Whose note is it?"), validate_choice=False)

    def __init__(self, hosts: Sequence[Host]) -> None:
        """Offer these hosts; the only one is chosen."""
        super().__init__(data={"host": hosts[0].key} if len(hosts) == 1 else {})
        self.hosts = hosts
        self.host.choices = as_choices({host.key: host.name for host in hosts})

    def validate_host(self, field: Field) -> None:
        """Refuse what is not offered."""
        if field.data not in {host.key for host in self.hosts}:
            raise StopValidation(gettext("Choose a host."))
