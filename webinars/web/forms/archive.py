"""Archiving something, or taking it back: one button."""

from __future__ import annotations

from wtforms import HiddenField

from webinars.web.forms.base import BaseForm


class ArchiveForm(BaseForm):
    """Says which of both is meant, so that a second press does not undo the first."""

    wanted = HiddenField()
    """Filled: archived; empty: in the lists."""
