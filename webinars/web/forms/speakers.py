"""The forms at a speaker's desk."""

from __future__ import annotations

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import FileField, FormField, HiddenField

from webinars.documents.portraits import UnusablePhotoError, portrait
from webinars.models.webinar import Speaker
from webinars.web.forms.base import BaseForm
from webinars.web.forms.texts import BIOGRAPHIES, LINES

LARGEST_PHOTO = 5_000_000
"""Bytes; as telephones make them."""


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


class PhotoForm(BaseForm):
    """Asks a speaker for a photo."""

    file = FileField(
        lazy_gettext("Photo"),
        description=lazy_gettext("JPEG, PNG or WebP, at most 5 MB, at least 200 pixels wide."),
    )

    @property
    def removes(self) -> bool:
        """Whether the speaker wants no photo any more."""
        return "remove" in request.form

    def read(self) -> bytes | None:
        """Return the photo as it is to be shown; None and a mistake when it cannot be used."""
        handed, data = request.files.get(self.file.name), b""
        if handed is not None:
            data = handed.read(LARGEST_PHOTO + 1)
            handed.close()
        if len(data) > LARGEST_PHOTO:
            self.refuse(self.file, gettext("The photo is too large; use one of at most 5 MB."))
            return None
        try:
            return portrait(data)
        except UnusablePhotoError:
            self.refuse(
                self.file,
                gettext("Choose a photo as JPEG, PNG or WebP, at least 200 pixels wide and high."),
            )
            return None


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
