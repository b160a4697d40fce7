"""The form at a speaker's desk."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import FormField, HiddenField

from webinars.models.webinar import Speaker
from webinars.web.forms.base import BaseForm
from webinars.web.forms.texts import BIOGRAPHIES, LINES


class SpeakerDeskForm(BaseForm):
    """Asks a speaker for role and biography."""

    revision = HiddenField()
    """The one that was read, so that nobody overwrites what another has saved meanwhile."""
    roles = FormField(LINES, lazy_gettext("Role (optional)"))
    biographies = FormField(BIOGRAPHIES, lazy_gettext("Biography (optional)"))

    @property
    def seen(self) -> int:
        """The revision that was read; 0: the browser does not say."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def speaker_desk_form(speaker: Speaker, *, stored: bool = False) -> SpeakerDeskForm:
    """Return the form with what was typed, or else what is stored.

    :param stored: leave out what was typed.
    """
    preset = {
        "revision": str(speaker.revision),
        "roles": speaker.roles,
        "biographies": speaker.biographies,
    }
    return SpeakerDeskForm(formdata=None, data=preset) if stored else SpeakerDeskForm(data=preset)
