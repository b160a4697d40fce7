"""Forms of handouts."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import FileField, HiddenField, StringField

from webinars.documents.handouts import UnusableFileError, read_handout
from webinars.models.handout import TITLE_LENGTH
from webinars.web.forms.base import AtMost, BaseForm, Filled
from webinars.web.forms.files import LARGEST_FILE, handed_in


class HandoutTitleForm(BaseForm):
    """Asks for what a handout is called."""

    title = StringField(
        lazy_gettext("Title"),
        validators=[Filled(lazy_gettext("Please enter a title.")), AtMost(TITLE_LENGTH)],
        description=lazy_gettext("In the language of the file."),
    )


class RenameForm(HandoutTitleForm):
    """Asks for another title of a handout."""

    seen = HiddenField()
    """The title that was opened, so that nobody overwrites what another has saved meanwhile."""


class HandoutForm(HandoutTitleForm):
    """Asks for a file and for what it is called."""

    file = FileField(
        lazy_gettext("File"), description=lazy_gettext("PDF, PNG or JPEG, at most 10 MB.")
    )

    def read(self) -> tuple[str, bytes] | None:
        """Return kind and file; None and a mistake when it cannot be used."""
        data = handed_in(self.file.name, LARGEST_FILE)
        if len(data) > LARGEST_FILE:
            self.refuse(self.file, gettext("The file is too large; use one of at most 10 MB."))
            return None
        try:
            return read_handout(data)
        except UnusableFileError:
            self.refuse(self.file, gettext("Choose a whole PDF, PNG or JPEG file."))
            return None
