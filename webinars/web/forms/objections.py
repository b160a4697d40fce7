"""The form in which people choose their reminders."""

from __future__ import annotations

from flask_babel import lazy_gettext
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from webinars.services.objections import Wish
from webinars.web.forms.base import BaseForm


class RemindersForm(BaseForm):
    """Which reminders a person wants."""

    wish = RadioField(
        lazy_gettext("Reminders"),
        choices=[
            SelectChoice(
                value=Wish.NONE_OF_WEBINAR.value, label=lazy_gettext("No reminders of this webinar")
            ),
            SelectChoice(value=Wish.NONE.value, label=lazy_gettext("No reminders of any webinar")),
            SelectChoice(value=Wish.ALL.value, label=lazy_gettext("All reminders")),
        ],
    )
