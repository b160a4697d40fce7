"""The forms at a speaker's desk."""

from __future__ import annotations

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import FileField, FormField, HiddenField

from webinars.documents.handouts import is_whole_pdf
from webinars.documents.portraits import UnusablePhotoError, portrait
from webinars.models.webinar import Speaker
from webinars.web.forms.base import BaseForm
from webinars.web.forms.files import LARGEST_FILE, handed_in
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


class HandInForm(BaseForm):
    """Asks a speaker for a file."""

    @property
    def removes(self) -> bool:
        """Whether the speaker wants no file there any more."""
        return "remove" in request.form

    def read(self) -> bytes | None:
        """Return what is to be kept; None and a mistake when it cannot be used."""
        raise NotImplementedError


class PhotoForm(HandInForm):
    """Asks a speaker for a photo."""

    file = FileField(
        lazy_gettext("Photo"),
        description=lazy_gettext("JPEG, PNG or WebP, at most 5 MB, at least 200 pixels wide."),
    )

    def read(self) -> bytes | None:
        """Return the photo as it is to be shown; None and a mistake when it cannot be used."""
        data = handed_in(self.file.name, LARGEST_PHOTO)
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


class SlidesForm(HandInForm):
    """Asks a speaker for slides."""

    file = FileField(lazy_gettext("Slides"), description=lazy_gettext("PDF, at most 10 MB."))

    def read(self) -> bytes | None:
        """Return the slides as they are; None and a mistake when they cannot be used."""
        data = handed_in(self.file.name, LARGEST_FILE)
        if len(data) > LARGEST_FILE:
            self.refuse(self.file, gettext("The file is too large; use one of at most 10 MB."))
            return None
        if not is_whole_pdf(data):
            self.refuse(self.file, gettext("Choose a whole PDF file."))
            return None
        return data


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
