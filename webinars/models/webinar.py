"""Dated online sessions of a series, with agenda and speakers."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webinars.languages import Texts
from webinars.models.attendee import EMAIL_LENGTH
from webinars.models.base import ROWS_NEVER_REUSED, Base, Erasure, Retention, choice, personal
from webinars.models.host import KEY_LENGTH, Host
from webinars.models.organisation import Organisation
from webinars.models.recording import Recorded
from webinars.models.series import Series, Topic
from webinars.models.types import UtcDateTime, WallTime

if TYPE_CHECKING:
    from webinars.models.reminder import Reminder

webinar_hosts = Table(
    "webinar_hosts",
    Base.metadata,
    Column("webinar_id", ForeignKey("webinars.id", ondelete="CASCADE"), primary_key=True),
    Column("host_id", ForeignKey("hosts.id"), primary_key=True),
    # When the host joined what was online; NULL: it was there before anybody registered.
    Column("joined_at", UtcDateTime),
)

webinar_topics = Table(
    "webinar_topics",
    Base.metadata,
    Column("webinar_id", ForeignKey("webinars.id", ondelete="CASCADE"), primary_key=True),
    Column("topic_id", ForeignKey("topics.id"), primary_key=True),
)


CANCELLATION, PUBLICATION = 0, -1
"""Versions of the mail that tells another team of either; that of an edit is the revision."""


class WebinarState(StrEnum):
    """Where a webinar stands: DRAFT is seen by its hosts only; CANCELLED stays visible."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class SlidesState(StrEnum):
    """How far slides are that a speaker has handed in; REFUSED ones are deleted."""

    PENDING = "pending"
    RELEASED = "released"
    REFUSED = "refused"


class AgendaKind(StrEnum):
    """What a point of an agenda is; whatever is no company pitch counts as a TALK."""

    TALK = "talk"
    PITCH = "pitch"


class Webinar(Recorded, Base):
    """One dated online session of a series.

    The wall time, zone and fold are the truth; ``starts_at`` and ``ends_at`` are derived from them.
    """

    __tablename__ = "webinars"
    __table_args__ = (
        CheckConstraint("seats_taken >= 0", name="seats_not_negative"),
        CheckConstraint("seats_taken <= capacity", name="seats_within_capacity"),
        CheckConstraint("duration_minutes > 0", name="duration_positive"),
        Index("ix_webinars_state_starts_at", "state", "starts_at"),
        # The log and messages name a webinar by its number when it is long deleted.
        ROWS_NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    series: Mapped[Series] = relationship(back_populates="webinars")
    state: Mapped[WebinarState] = mapped_column(choice(WebinarState))
    titles: Mapped[Texts] = mapped_column(JSON)
    teasers: Mapped[Texts] = mapped_column(JSON)
    descriptions: Mapped[Texts] = mapped_column(JSON)
    takeaways: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    """Language to lines."""
    icon: Mapped[str] = mapped_column(String(30))
    local_start: Mapped[datetime] = mapped_column(WallTime)
    time_zone: Mapped[str] = mapped_column(String(64))
    fold: Mapped[int] = mapped_column(default=0)
    """1: the second of two equal wall-clock times in autumn."""
    duration_minutes: Mapped[int]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    provisional: Mapped[bool] = mapped_column(default=False)
    """Whether the date is announced as not yet certain; nobody can register before it is."""
    opens_at: Mapped[datetime | None]
    """Registration opens; None: at once."""
    closes_at: Mapped[datetime | None]
    """Registration closes; None: when the webinar ends."""
    capacity: Mapped[int]
    seats_taken: Mapped[int] = mapped_column(default=0)
    """Confirmed registrations and offers; moved by ``steps/seats.py``, lowered when people go."""
    waiting_list: Mapped[bool] = mapped_column(default=True)
    offer_hours: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How long a free seat is offered to whoever waits for it; 0: it is given at once."""
    approval: Mapped[bool] = mapped_column(default=False)
    """Whether a host decides about each registration before it gets a seat."""
    spoken_languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    meeting_url: Mapped[str] = mapped_column(String(500), default="")
    """Where it takes place; shown by the join page only, never in public or in mails."""
    meeting_passcode: Mapped[str] = mapped_column(String(100), default="")
    presenter_url: Mapped[str] = mapped_column(String(500), default="", server_default=text("''"))
    """Where the speakers come in; shown to them only, at their desk and in what reminds them."""
    schedule_version: Mapped[int] = mapped_column(default=1)
    """Raised when time, zone or state change; reminders belong to one version."""
    revision: Mapped[int] = mapped_column(default=1)
    """Raised when text or details change that the hosts agree on."""
    edit_notice: Mapped[int] = mapped_column(default=0)
    """Raised when the organisers tell people of an edit, and when that is out of date."""
    edit_words: Mapped[Texts] = mapped_column(JSON, default=dict)
    """What they say of it, by language."""
    published_at: Mapped[datetime | None]
    """When it went online; None: never, or before that was written down."""
    changed_at: Mapped[datetime]
    """When what the public sees of it last changed: text, time or state."""
    cancelled_at: Mapped[datetime | None]
    cancellation_reasons: Mapped[Texts] = mapped_column(JSON, default=dict)
    archived_at: Mapped[datetime | None]
    """Left out of the lists of the desk since then; the public sees it as before."""
    hosts: Mapped[list[Host]] = relationship(secondary=webinar_hosts, order_by=Host.name)
    topics: Mapped[list[Topic]] = relationship(secondary=webinar_topics, order_by=Topic.position)
    agenda: Mapped[list[AgendaItem]] = relationship(
        back_populates="webinar", order_by="AgendaItem.position", cascade="all, delete-orphan"
    )
    speakers: Mapped[list[Speaker]] = relationship(
        back_populates="webinar", order_by="Speaker.position", cascade="all, delete-orphan"
    )
    reminders: Mapped[list[Reminder]] = relationship(
        back_populates="webinar", order_by="Reminder.position", cascade="all, delete-orphan"
    )

    @property
    def seats_free(self) -> int:
        """Seats that nobody has taken."""
        return self.capacity - self.seats_taken

    @property
    def is_certain(self) -> bool:
        """Whether it is online with a date that is no longer provisional."""
        return self.state == WebinarState.PUBLISHED and not self.provisional

    @property
    def may_lose_host(self) -> bool:
        """Whether a host may withdraw its name: it is online, and another one remains."""
        return self.state == WebinarState.PUBLISHED and len(self.hosts) > 1

    def __repr__(self) -> str:
        return f"<Webinar {self.id} {self.key} {self.state}>"


class AgendaItem(Base):
    """One point of a webinar's agenda: a talk, a company pitch, a round of questions."""

    __tablename__ = "agenda_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    webinar: Mapped[Webinar] = relationship(back_populates="agenda")
    position: Mapped[int]
    minutes: Mapped[int]
    kind: Mapped[AgendaKind] = mapped_column(
        choice(AgendaKind), default=AgendaKind.TALK, server_default=text("'talk'")
    )
    titles: Mapped[Texts] = mapped_column(JSON)
    speaker_lines: Mapped[Texts] = mapped_column(JSON, default=dict)
    """Who speaks, in words, such as „Vertretung von Technord“; never a person's name."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation: Mapped[Organisation | None] = relationship()
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"))
    host: Mapped[Host | None] = relationship()


_PROGRAMME = (Retention.PROGRAMME, Erasure.PUBLISHED)
_INVITED = personal("to invite the speaker to a desk", Retention.SPEAKER)
_SLIDES = personal("shows what the speaker presents", Retention.SPEAKER)
_PHOTO = personal("shows who presents at the webinar", Retention.SPEAKER)


class Speaker(Base):
    """A person who presents at a webinar; the row stays the same however often it is edited."""

    __tablename__ = "speakers"

    id: Mapped[int] = mapped_column(primary_key=True)
    webinar_id: Mapped[int] = mapped_column(
        ForeignKey("webinars.id", ondelete="CASCADE"), index=True
    )
    webinar: Mapped[Webinar] = relationship(back_populates="speakers")
    position: Mapped[int]
    name: Mapped[str] = mapped_column(
        String(100), info=personal("announces who presents at the webinar", *_PROGRAMME)
    )
    roles: Mapped[Texts] = mapped_column(
        JSON,
        default=dict,
        info=personal("announces in which function the person speaks", *_PROGRAMME),
    )
    biographies: Mapped[Texts] = mapped_column(
        JSON,
        default=dict,
        info=personal("tells who the person is", *_PROGRAMME),
    )
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation: Mapped[Organisation | None] = relationship()
    host_id: Mapped[int | None] = mapped_column(ForeignKey("hosts.id"))
    host: Mapped[Host | None] = relationship()
    revision: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """Raised when role or biography change, whoever writes them."""
    desk: Mapped[SpeakerDesk | None] = relationship(
        back_populates="speaker", cascade="all, delete-orphan"
    )


class SpeakerDesk(Base):
    """How a speaker is reached, and what the personal link opens; only the photo is public.

    It goes with the speaker, with the address, or when the webinar is long over.
    """

    __tablename__ = "speaker_desks"
    __table_args__ = ROWS_NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    speaker_id: Mapped[int] = mapped_column(
        ForeignKey("speakers.id", ondelete="CASCADE"), unique=True
    )
    speaker: Mapped[Speaker] = relationship(back_populates="desk")
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), index=True, info=_INVITED)
    language: Mapped[str] = mapped_column(String(2), info=_INVITED)
    """Of the mails."""
    generation: Mapped[int] = mapped_column(default=0)
    """Of the link: raised with each invitation and when the link is made invalid."""
    invited_at: Mapped[datetime | None] = mapped_column(info=_INVITED)
    """Since when the present link opens the desk; None: none does."""
    changed_at: Mapped[datetime | None] = mapped_column(info=_INVITED)
    """When the speaker changed the texts last; None: never, or a host has edited them since."""
    texts_before: Mapped[dict[str, Texts]] = mapped_column(
        JSON, default=dict, info=personal("to show what the speaker changed", Retention.SPEAKER)
    )
    """What stood there before that, by column."""
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info=_PHOTO)
    """A square JPEG; None: initials stand in its place."""
    photo_key: Mapped[str] = mapped_column(
        String(32), default="", server_default=text("''"), index=True, info=_PHOTO
    )
    """By which the public finds it, another one for each photo; empty: there is none."""
    slides: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True, info=_SLIDES)
    """A PDF file; None: there is none, or it was not released."""
    slides_key: Mapped[str] = mapped_column(
        String(32), default="", server_default=text("''"), index=True, info=_SLIDES
    )
    """By which the public finds them, another one for each file; empty: there is none."""
    slides_size: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """Bytes."""
    slides_state: Mapped[SlidesState | None] = mapped_column(choice(SlidesState), info=_SLIDES)
    slides_at: Mapped[datetime | None] = mapped_column(info=_SLIDES)
    """When they were handed in."""

    @property
    def shows_slides(self) -> bool:
        """Whether the public may read them."""
        return self.slides_state == SlidesState.RELEASED
