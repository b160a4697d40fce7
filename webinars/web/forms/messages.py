"""Finding messages: by what became of them, and by kind."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import Form, SelectField
from wtforms.fields.choices import SelectChoice

from webinars.models.message import MessageKind, MessageState
from webinars.queries.messages import MessageFilter
from webinars.web.forms.filters import without_narrowing

KIND_NAMES = {
    MessageKind.CONFIRM_ADDRESS: lazy_gettext("Link to confirm the address"),
    MessageKind.ALREADY_REGISTERED: lazy_gettext("Already registered"),
    MessageKind.REGISTERED: lazy_gettext("Confirmation of the registration"),
    MessageKind.INVITATION: lazy_gettext("Calendar entry"),
    MessageKind.MOVED_UP: lazy_gettext("A place has become free"),
    MessageKind.REMINDER: lazy_gettext("Reminder"),
    MessageKind.MOVED: lazy_gettext("New date"),
    MessageKind.EDITED: lazy_gettext("Told of an edit"),
    MessageKind.CANCELLED: lazy_gettext("Webinar cancelled"),
    MessageKind.LEFT: lazy_gettext("Registration ended"),
    MessageKind.DECLINED: lazy_gettext("Question whether to give up the place"),
}
"""Kinds of messages to people who register for a webinar."""

OUTCOME_NAMES = {
    MessageState.QUEUED: lazy_gettext("Waiting"),
    MessageState.SENDING: lazy_gettext("Being sent"),
    MessageState.SENT: lazy_gettext("Handed over"),
    MessageState.FAILED: lazy_gettext("Refused"),
    MessageState.UNCERTAIN: lazy_gettext("Outcome unknown"),
    MessageState.EXPIRED: lazy_gettext("Too late"),
    MessageState.DROPPED: lazy_gettext("Not needed any more"),
    MessageState.BOUNCED: lazy_gettext("Came back"),
}


class MessageFilterForm(Form):
    """What a list of messages is narrowed by; stands in the address, so it carries no token."""

    state = SelectField(lazy_gettext("State"))
    kind = SelectField(lazy_gettext("Kind"))

    def offer(self) -> None:
        """Offer what can be chosen."""
        self.state.choices = [
            without_narrowing(gettext("All states")),
            *(SelectChoice(value=each.value, label=name) for each, name in OUTCOME_NAMES.items()),
        ]
        self.kind.choices = [
            without_narrowing(gettext("All kinds")),
            *(SelectChoice(value=each.value, label=name) for each, name in KIND_NAMES.items()),
        ]

    def wanted(self, webinar: str) -> MessageFilter:
        """Return the filter; whatever is not offered counts as not chosen."""
        return MessageFilter(
            state=next((each for each in OUTCOME_NAMES if each.value == self.state.data), None),
            kind=next((each for each in KIND_NAMES if each.value == self.kind.data), None),
            webinar=webinar,
            to_people=True,
        )
