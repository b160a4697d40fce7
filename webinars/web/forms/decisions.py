"""Pages with more than one button: which of them was pressed."""

from __future__ import annotations

from wtforms import HiddenField

from webinars.web.forms.base import BaseForm


class DecisionForm(BaseForm):
    """Says which of the buttons was pressed."""

    decision = HiddenField()
