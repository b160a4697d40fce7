"""Forms by which hosts agree to publish a webinar."""

from __future__ import annotations

from wtforms import IntegerField
from wtforms.validators import DataRequired

from webinars.web.forms.base import BaseForm


class AgreementForm(BaseForm):
    """Says which revision of the webinar its reader has seen."""

    revision = IntegerField(validators=[DataRequired()])


class ButtonForm(BaseForm):
    """A form that is one button."""
