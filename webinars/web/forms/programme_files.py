"""A file with webinars: handed in, shown, and sent on once more to be stored."""

from __future__ import annotations

import base64
import binascii

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import FileField, HiddenField

from webinars.web.forms.base import BaseForm

LARGEST_FILE = 500_000
"""Bytes; 200 webinars in three languages. Sent on as text it still fits into a long form."""


class ProgrammeFileForm(BaseForm):
    """Asks for a file; what it holds comes back with the second press."""

    file = FileField(lazy_gettext("File (.yaml or .xlsx)"))
    content = HiddenField()
    seen = HiddenField()

    def read(self) -> bytes | None:
        """Return what was handed in; None and a mistake when it is nothing or too large."""
        if self.content.data:
            try:
                return base64.b64decode(self.content.data, validate=True)
            except (binascii.Error, ValueError):
                self.refuse(self.file, gettext("Choose the file again."))
                return None
        handed = request.files.get(self.file.name)
        data = handed.read(LARGEST_FILE + 1) if handed is not None else b""
        if not data:
            self.refuse(self.file, gettext("Choose a file that is not empty."))
            return None
        if len(data) > LARGEST_FILE:
            self.refuse(self.file, gettext("The file is too large; divide it into several."))
            return None
        return data

    def keep(self, data: bytes, seen: str) -> None:
        """Send what was handed in on with the next press."""
        self.content.data = base64.b64encode(data).decode()
        self.seen.data = seen
