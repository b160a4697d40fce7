"""E-mails to people: one row each, from the decision to write until the mail server has it."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.base import ROWS_NEVER_REUSED, Base, Erasure, Retention, choice, personal

_LEDGER = personal("to prove that no message was lost", Retention.LEDGER, Erasure.BLANK)


class MessageKind(StrEnum):
    """What a message says; each has a folder under ``templates/mail``."""

    CONFIRM_ADDRESS = "confirm-address"
    ALREADY_REGISTERED = "already-registered"
    REGISTERED = "registered"
    INVITATION = "invitation"
    STANDING = "standing"
    """Registered by a standing registration, wherever that begins."""
    REGISTERED_AGAIN = "registered-again"
    """Where a registration stands, told once more because a team wanted it."""
    OFFERED = "offered"
    """A place is held for somebody on the waiting list."""
    OFFER_LAPSED = "offer-lapsed"
    MOVED_UP = "moved-up"
    MOVED = "moved"
    EDITED = "edited"
    CANCELLED = "cancelled"
    LEFT = "left"
    PERSONAL_LINK = "personal-link"
    CONFIRM_NEW_ADDRESS = "confirm-new-address"
    CONFIRM_OLD_ADDRESS = "confirm-old-address"
    ADDRESS_CORRECTED = "address-corrected"
    AGREEMENT = "agreement"
    NAME_WITHDRAWN = "name-withdrawn"
    PROPOSAL = "proposal"
    TEAM_EDIT = "team-edit"
    FAILURES = "failures"
    REMINDER = "reminder"
    TEST = "test"
    """Another mail as an example, written when an organiser asks for it."""
    DECLINED = "declined"
    ANNOUNCEMENT = "announcement"
    NEWS = "news"
    SPEAKER_INVITED = "speaker-invited"
    SPEAKER_MOVED = "speaker-moved"
    SPEAKER_CANCELLED = "speaker-cancelled"
    SPEAKER_REMINDER = "speaker-reminder"
    SET_PASSWORD = "set-password"  # noqa: S105 - a kind, not a secret
    PASSWORD_CHANGED = "password-changed"  # noqa: S105
    ACCESS_CHANGED = "access-changed"
    RECOVERY_CODE_USED = "recovery-code-used"
    PASSKEY_ADDED = "passkey-added"


OTHER_VERSIONS = (
    MessageKind.LEFT,
    MessageKind.EDITED,
    MessageKind.OFFERED,
    MessageKind.OFFER_LAPSED,
)
"""Kinds about a registration whose version is none of a schedule."""


PROVING = (
    MessageKind.CONFIRM_ADDRESS,
    MessageKind.CONFIRM_NEW_ADDRESS,
    MessageKind.CONFIRM_OLD_ADDRESS,
    MessageKind.SPEAKER_INVITED,
    MessageKind.SPEAKER_MOVED,
    MessageKind.SPEAKER_CANCELLED,
    MessageKind.SPEAKER_REMINDER,
    MessageKind.SET_PASSWORD,
)
"""Kinds with a link that opens more than My page does, to whoever reads the mailbox."""


class Lane(IntEnum):
    """Which messages go first."""

    ADDRESS = 1
    REGISTRATION = 2
    CHANGE = 3
    REMINDER = 4
    FOLLOW_UP = 5
    NEWS = 6


class Subject(StrEnum):
    """What kind of row a message is about."""

    SIGNUP = "signup"
    REGISTRATION = "registration"
    OCCURRENCE = "occurrence"
    ATTENDEE = "attendee"
    ADDRESS_CHANGE = "address-change"
    WEBINAR = "webinar"
    PROPOSAL = "proposal"
    SPEAKER = "speaker"
    ANNOUNCEMENT = "announcement"
    NEWS = "news"
    ORGANISER = "organiser"
    PASSWORD_LINK = "password-link"  # noqa: S105 - a kind, not a secret


class MessageState(StrEnum):
    """A message's life.

    QUEUED → SENDING → SENT, FAILED, UNCERTAIN or QUEUED again; QUEUED → EXPIRED or DROPPED;
    SENT → BOUNCED.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"
    DROPPED = "dropped"
    BOUNCED = "bounced"


class Phase(StrEnum):
    """How far a hand-over has come; before DOT the mail was surely not accepted."""

    NONE = ""
    DOT = "dot"


class DropReason(StrEnum):
    """Why a message was not sent."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    CONFIRMED = "confirmed"
    ERASED = "erased"
    KNOWN = "known"
    """The person knows this time already: the webinar was moved back."""
    OVERTAKEN = "overtaken"
    """The organisers took back that an edit is told, or something newer takes its place."""
    ANSWERED = "answered"
    MERGED = "merged"
    """Another reminder of the same hour carried it."""
    SUPPRESSED = "suppressed"
    """The address refuses mails, or its owner objects to them."""
    OPTED_OUT = "opted-out"
    """The person wants no reminders."""
    SWITCHED_OFF = "switched-off"
    """An organiser has switched this reminder off."""
    NO_RECORDING = "no-recording"
    """The recording that it tells of was taken away."""
    WITHDRAWN = "withdrawn"
    """The person wants no more news of this host."""


class Message(Base):
    """One e-mail to one person.

    The unique key makes the intent exactly once: asking for the same message again changes nothing.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("kind", "recipient", "subject_type", "subject_id", "version"),
        Index("ix_messages_state_lane_due_at", "state", "lane", "due_at"),
        Index("ix_messages_recipient_hash_created_at", "recipient_hash", "created_at"),
        Index("ix_messages_subject_type_subject_id", "subject_type", "subject_id"),
        # Without what waits to be sent: queueing many costs nothing more.
        Index(
            "ix_messages_settled_at",
            "settled_at",
            postgresql_where=text("settled_at IS NOT NULL"),
            sqlite_where=text("settled_at IS NOT NULL"),
        ),
        ROWS_NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MessageKind] = mapped_column(choice(MessageKind))
    lane: Mapped[int] = mapped_column(Integer)
    """A :class:`Lane`; lower goes first."""
    recipient: Mapped[str] = mapped_column(
        String(EMAIL_LENGTH),
        info=personal("to deliver the message", Retention.LEDGER, Erasure.BLANK),
    )
    recipient_hash: Mapped[str] = mapped_column(
        String(64),
        info=personal("to count messages to one address", Retention.LEDGER, Erasure.HASH),
    )
    attendee_id: Mapped[int | None] = mapped_column(
        ForeignKey("attendees.id", ondelete="SET NULL"), index=True
    )
    language: Mapped[str] = mapped_column(String(2), info=_LEDGER)
    subject_type: Mapped[Subject] = mapped_column(choice(Subject))
    subject_id: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    """Schedule version; a count where the same thing may be said again on request; for LEFT the
    sequence of its calendar entry; for NAME_WITHDRAWN the number of the host; for OFFERED and
    OFFER_LAPSED that of the offer; for SPEAKER_REMINDER the number of the occurrence.
    """
    state: Mapped[MessageState] = mapped_column(choice(MessageState), default=MessageState.QUEUED)
    due_at: Mapped[datetime]
    """Not before then; moved on by a retry."""
    useful_until: Mapped[datetime | None]
    """Never sent after then; None: always useful."""
    attempt: Mapped[int] = mapped_column(default=0)
    """The fence: raised by each claim, carried by every later write."""
    owner: Mapped[str | None] = mapped_column(String(64), index=True)
    """Name of the sender that holds it while SENDING."""
    phase: Mapped[Phase] = mapped_column(choice(Phase), default=Phase.NONE)
    ambiguous: Mapped[int] = mapped_column(default=0)
    """How often the outcome of a hand-over was unknown."""
    reason: Mapped[str] = mapped_column(String(30), default="")
    """A :class:`DropReason` when DROPPED."""
    last_error: Mapped[str] = mapped_column(
        String(500),
        default="",
        info=personal("to say why a message did not arrive", Retention.LEDGER, Erasure.BLANK),
    )
    """What the mail server or the renderer said last; addresses masked."""
    status_code: Mapped[str] = mapped_column(String(12), default="")
    """Enhanced status code (RFC 3463) such as ``5.1.1``; empty: none was given."""
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    """``<uuid@domain>``, the same for every attempt."""
    body: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        info=personal("to repeat a failed hand-over unchanged", Retention.BODY, Erasure.BLANK),
    )
    """The whole mail as rendered at the first claim; frozen for later attempts."""
    title: Mapped[str] = mapped_column(
        Text,
        default="",
        info=personal("to say what was sent", Retention.BODY, Erasure.BLANK),
    )
    """Subject line, known once rendered."""
    carrier_id: Mapped[int | None] = mapped_column(index=True)
    """Number of the message whose mail says this too, when DROPPED as merged."""
    created_at: Mapped[datetime] = mapped_column(info=_LEDGER)
    settled_at: Mapped[datetime | None]
    """When it reached a final state."""

    def __repr__(self) -> str:
        return f"<Message {self.id} {self.kind} {self.state}>"


class Sender(Base):
    """One lease row per sending process: while it is renewed, its messages are its own."""

    __tablename__ = "senders"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime]
