"""The life of a message in words: what became of it, what that means, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, lazy_gettext

from webinars.formats import moment, time_of_day
from webinars.models.message import DropReason, Message, MessageState

NO_SUCH_ADDRESS = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")
"""Status codes (RFC 3463) that say that an address does not exist."""

_DROPPED = {
    DropReason.CANCELLED.value: lazy_gettext("Not sent: the person had cancelled."),
    DropReason.MOVED.value: lazy_gettext(
        "Not sent: the webinar was moved. A message with the new time has replaced it."
    ),
    DropReason.CONFIRMED.value: lazy_gettext("Not sent: the address had been confirmed already."),
    DropReason.ERASED.value: lazy_gettext("Not sent: the person’s data has been erased."),
    DropReason.KNOWN.value: lazy_gettext(
        "Not sent: the webinar was moved back to the time that the person knows."
    ),
    DropReason.OVERTAKEN.value: lazy_gettext(
        "Not sent: it was taken back, or something newer has taken its place."
    ),
    DropReason.ANSWERED.value: lazy_gettext("Not sent: the question had been answered already."),
    DropReason.MERGED.value: lazy_gettext("Not sent by itself: another message carries it."),
    DropReason.SUPPRESSED.value: lazy_gettext("Not sent: this address refuses our e-mails."),
    DropReason.OPTED_OUT.value: lazy_gettext("Not sent: the person does not want reminders."),
    DropReason.WITHDRAWN.value: lazy_gettext(
        "Not sent: the person has withdrawn the consent to news."
    ),
    DropReason.SWITCHED_OFF.value: lazy_gettext("Not sent: this reminder was switched off."),
    DropReason.NO_RECORDING.value: lazy_gettext("Not sent: the recording had been taken away."),
}


@dataclass(frozen=True)
class Clock:
    """How instants are said."""

    zone: str
    language: str

    def moment(self, instant: datetime | None) -> str:
        """Return day and time."""
        return "–" if instant is None else moment(instant, self.zone, self.language)

    def time(self, instant: datetime) -> str:
        """Return the time of day."""
        return time_of_day(instant, self.zone, self.language)


def message_words(message: Message, clock: Clock) -> str:
    """Return where a message stands, as a sentence in the reader's language."""
    state = message.state
    if state is MessageState.QUEUED:
        return _queued(message, clock)
    if state is MessageState.FAILED:
        return _failed(message)
    if state is MessageState.DROPPED:
        known = _DROPPED.get(message.reason)
        return gettext("Not sent.") if known is None else str(known)
    return {
        MessageState.SENDING: gettext("Being sent"),
        MessageState.SENT: gettext(
            "Handed over to the recipient’s mail server on %(when)s",
            when=clock.moment(message.settled_at),
        ),
        MessageState.BOUNCED: gettext(
            "Came back after having been accepted: %(reason)s",
            reason=message.last_error or message.status_code or "–",
        ),
        MessageState.UNCERTAIN: gettext(
            "Outcome unknown: the connection broke at the last moment. Before you send it again:"
            " the person may already have it."
        ),
        MessageState.EXPIRED: gettext(
            "Not sent: it would have arrived too late to be of use (after %(until)s).",
            until=clock.moment(message.useful_until),
        ),
    }[state]


def _queued(message: Message, clock: Clock) -> str:
    if not message.last_error:
        return gettext("Waiting. Goes out on %(when)s.", when=clock.moment(message.due_at))
    if message.useful_until is None:
        return gettext(
            "Not accepted yet (attempt %(attempt)s). Next attempt at %(time)s.",
            attempt=message.attempt,
            time=clock.time(message.due_at),
        )
    return gettext(
        "Not accepted yet (attempt %(attempt)s). Next attempt at %(time)s, until %(until)s at the"
        " latest.",
        attempt=message.attempt,
        time=clock.time(message.due_at),
        until=clock.moment(message.useful_until),
    )


def _failed(message: Message) -> str:
    said = (message.status_code, *message.last_error.split()[:2])
    if any(code in NO_SUCH_ADDRESS for code in said):
        return gettext(
            "Refused: this address does not exist. Check the spelling with the person; there will"
            " be no further attempt."
        )
    return gettext(
        "Refused: the recipient’s mail server does not accept this e-mail. Please contact the"
        " person in another way."
    )
