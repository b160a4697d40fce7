"""What a visitor sent: one person, one or more webinars; a wish until its address is confirmed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.models.attendee import EMAIL_LENGTH, PERSON_NAME_LENGTH
from webinars.models.base import ROWS_NEVER_REUSED, Base, Retention, choice, personal, purpose
from webinars.models.host import KEY_LENGTH, Host
from webinars.models.organisation import NAME_LENGTH, OrganisationKind
from webinars.models.series import Series
from webinars.models.webinar import Webinar
from webinars.rules.sources import SOURCE_LENGTH

_TO_ANSWER = purpose("to answer a request to register")

signup_webinars = Table(
    "signup_webinars",
    Base.metadata,
    Column("signup_id", ForeignKey("signups.id", ondelete="CASCADE"), primary_key=True),
    Column("webinar_id", ForeignKey("webinars.id"), primary_key=True),
)

signup_news_hosts = Table(
    "signup_news_hosts",
    Base.metadata,
    Column("signup_id", ForeignKey("signups.id", ondelete="CASCADE"), primary_key=True),
    Column("host_id", ForeignKey("hosts.id"), primary_key=True),
)


signup_standing_series = Table(
    "signup_standing_series",
    Base.metadata,
    Column("signup_id", ForeignKey("signups.id", ondelete="CASCADE"), primary_key=True),
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
)


class SignUpState(StrEnum):
    """OPEN until the button in the mail is pressed; what is not confirmed is deleted."""

    OPEN = "open"
    CONFIRMED = "confirmed"


class SignUp(Base):
    """One person's wish to register for one or more webinars; holds no seat."""

    __tablename__ = "signups"
    __table_args__ = (Index("ix_signups_email_state", "email", "state"), ROWS_NEVER_REUSED)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[SignUpState] = mapped_column(choice(SignUpState), default=SignUpState.OPEN)
    nonce: Mapped[str] = mapped_column(String(43), unique=True)
    """Made with the form; the same form sent twice is one sign-up."""
    generation: Mapped[int] = mapped_column(default=1)
    email: Mapped[str] = mapped_column(
        String(EMAIL_LENGTH), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    given_name: Mapped[str] = mapped_column(
        String(PERSON_NAME_LENGTH), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    family_name: Mapped[str] = mapped_column(
        String(PERSON_NAME_LENGTH), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    organisation_name: Mapped[str] = mapped_column(
        String(NAME_LENGTH), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    organisation_kind: Mapped[OrganisationKind] = mapped_column(
        choice(OrganisationKind), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    region: Mapped[str] = mapped_column(
        String(KEY_LENGTH), default="", info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    country: Mapped[str] = mapped_column(
        String(2), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    language: Mapped[str] = mapped_column(
        String(2), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    """Of the mails; the form may have been read in another one."""
    form_language: Mapped[str] = mapped_column(
        String(2), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    """In which language the person read the form, and the consents on it."""
    time_zone: Mapped[str] = mapped_column(
        String(64), info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    source: Mapped[str] = mapped_column(
        String(SOURCE_LENGTH),
        default="",
        info=personal("to count which announcements bring people", Retention.UNCONFIRMED),
    )
    """Which announcement led here, see ``rules/sources.py``; empty: not known."""
    answers: Mapped[dict[str, list[str]] | None] = mapped_column(
        JSON, default=dict, info=personal(_TO_ANSWER, Retention.UNCONFIRMED)
    )
    """What was answered to the webinars' questions, by their number as text; None: nothing."""
    registered_by: Mapped[str] = mapped_column(
        String(PERSON_NAME_LENGTH),
        default="",
        server_default=text("''"),
        info=personal("to say who filled in the form for the person", Retention.UNCONFIRMED),
    )
    """Name of a colleague who did; empty: the person did, or the address is confirmed."""
    created_at: Mapped[datetime] = mapped_column(info=personal(_TO_ANSWER, Retention.UNCONFIRMED))
    expires_at: Mapped[datetime]
    """The link in the mail works until then."""
    confirmed_at: Mapped[datetime | None]
    attendee_id: Mapped[int | None] = mapped_column(
        ForeignKey("attendees.id", ondelete="CASCADE"), index=True
    )
    """Set exactly when the state is CONFIRMED."""
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"))
    """Host whose team added the person by hand; None: the person filled in the form."""
    added_by: Mapped[Host | None] = relationship()
    webinars: Mapped[list[Webinar]] = relationship(
        secondary=signup_webinars, order_by="Webinar.starts_at, Webinar.id"
    )
    standing_series: Mapped[list[Series]] = relationship(
        secondary=signup_standing_series, order_by="Series.id"
    )
    """Series for whose every future date the person registers too."""
    news_hosts: Mapped[list[Host]] = relationship(secondary=signup_news_hosts, order_by=Host.name)
    """Hosts whose news the person ticked; takes effect when the address is confirmed."""

    def __repr__(self) -> str:
        return f"<SignUp {self.id} {self.state}>"
