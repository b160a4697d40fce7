"""Form of a logo."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import FileField

from webinars.documents.logos import (
    LEAST,
    Logo,
    MoreThanPictureError,
    UnusableLogoError,
    read_logo,
)
from webinars.web.forms.base import BaseForm
from webinars.web.forms.files import handed_in

LARGEST_LOGO = 2_000_000
"""Bytes."""


class LogoForm(BaseForm):
    """Asks for a picture."""

    file = FileField(
        lazy_gettext("Logo"),
        description=lazy_gettext("PNG or JPEG, at most 2 MB, best without an empty border."),
    )

    def read(self) -> Logo | None:
        """Return the logo; None and a mistake when it cannot be used."""
        data = handed_in(self.file.name, LARGEST_LOGO)
        if len(data) > LARGEST_LOGO:
            self.refuse(self.file, gettext("The file is too large; use one of at most 2 MB."))
            return None
        try:
            return read_logo(data)
        except MoreThanPictureError:
            sentence = gettext(
                "Something else than the picture is in this file. Save the picture anew as PNG or"
                " JPEG and choose that file."
            )
        except UnusableLogoError:
            sentence = gettext(
                "Choose a whole PNG or JPEG picture, at least %(least)s pixels wide and high and of"
                " at most 20 million pixels. SVG files cannot be used.",
                least=LEAST,
            )
        self.refuse(self.file, sentence)
        return None
