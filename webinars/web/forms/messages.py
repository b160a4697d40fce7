"""Finding messages: by what became of them, and by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Form, SelectField

from webinars.models.message import MessageKind, MessageState
from webinars.models.objection import SuppressionReason
from webinars.queries.messages import MessageFilter
from webinars.web.forms.filters import offered
from webinars.web.forms.persons import as_choices

_OBJECTS = lazy_gettext("This person has objected to e-mails. Nothing more is sent there.")
_REFUSES = lazy_gettext("The address refuses our e-mails; nothing more is sent there.")

KIND_NAMES: Mapping[str, Any] = {
    MessageKind.CONFIRM_ADDRESS: lazy_gettext("Link to confirm the address"),
    MessageKind.ALREADY_REGISTERED: lazy_gettext("Already registered"),
    MessageKind.REGISTERED: lazy_gettext("Confirmation of the registration"),
    MessageKind.INVITATION: lazy_gettext("Calendar entry"),
    MessageKind.STANDING: lazy_gettext("Registered for a further date"),
    MessageKind.REGISTERED_AGAIN: lazy_gettext("Confirmation once more"),
    MessageKind.OFFERED: lazy_gettext("Offer of a place that has become free"),
    MessageKind.OFFER_LAPSED: lazy_gettext("End of an offer"),
    MessageKind.MOVED_UP: lazy_gettext("A place has become free"),
    MessageKind.REMINDER: lazy_gettext("Reminder"),
    MessageKind.MOVED: lazy_gettext("New date"),
    MessageKind.EDITED: lazy_gettext("Told of an edit"),
    MessageKind.CANCELLED: lazy_gettext("Webinar cancelled"),
    MessageKind.LEFT: lazy_gettext("Registration ended"),
    MessageKind.ANNOUNCEMENT: lazy_gettext("Message in your own words"),
    MessageKind.DECLINED: lazy_gettext("Question whether to give up the place"),
}
"""Kinds of messages to people who register for a webinar."""

OUTCOME_NAMES: Mapping[str, Any] = {
    MessageState.QUEUED: lazy_gettext("Waiting"),
    MessageState.SENDING: lazy_gettext("Being sent"),
    MessageState.SENT: lazy_gettext("Handed over"),
    MessageState.FAILED: lazy_gettext("Refused"),
    MessageState.UNCERTAIN: lazy_gettext("Outcome unknown"),
    MessageState.EXPIRED: lazy_gettext("Too late"),
    MessageState.DROPPED: lazy_gettext("Not needed any more"),
    MessageState.BOUNCED: lazy_gettext("Came back"),
}

SUPPRESSION_WORDS: Mapping[SuppressionReason, Any] = {
    SuppressionReason.HARD_BOUNCE: _REFUSES,
    SuppressionReason.SOFT_BOUNCES: _REFUSES,
    SuppressionReason.COMPLAINT: _OBJECTS,
    SuppressionReason.OBJECTION: _OBJECTS,
}
"""Why an address gets no mails any more."""


class MessageFilterForm(Form):
    """What a list of messages is narrowed by; stands in the address, so it carries no token."""

    state = SelectField(lazy_gettext("State"))
    kind = SelectField(lazy_gettext("Kind"))

    def offer(self) -> None:
        """Offer what can be chosen."""
        self.state.choices = as_choices({"": gettext("All states"), **OUTCOME_NAMES})
        self.kind.choices = as_choices({"": gettext("All kinds"), **KIND_NAMES})

    def wanted(self, webinar: str) -> MessageFilter:
        """Return the filter; whatever is not offered counts as not chosen."""
        state, kind = offered(self.state), offered(self.kind)
        return MessageFilter(
            state=MessageState(state) if state else None,
            kind=MessageKind(kind) if kind else None,
            webinar=webinar,
            to_people=True,
        )

    def chosen(self) -> dict[str, str]:
        """Return what narrows the list, by its name in the address."""
        values = {field.name: offered(field) for field in (self.state, self.kind)}
        return {name: value for name, value in values.items() if value}
