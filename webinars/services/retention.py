"""Keeping no personal data longer than promised; most periods are settings.

``models.base.Retention`` names the promises, a person's export says them; here they are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from webinars.database.changed_rows import count_changed
from webinars.database.engine import transaction
from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.consent import Consent
from webinars.models.long_work import LongWork, LongWorkState
from webinars.models.message import Message, MessageState, Subject
from webinars.models.news import NewsReader
from webinars.models.note import Note
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Speaker, SpeakerDesk, Webinar
from webinars.settings import Settings, current_settings
from webinars.steps.accounts import delete_left_organisers, delete_over
from webinars.steps.audit import write_audit
from webinars.steps.erasure_ledger import forget_remembered
from webinars.steps.message_drops import drop_messages

LEDGER_DAYS = 90
"""Days that a settled message stands in the ledger (``Retention.LEDGER``)."""

AUDIT_DAYS = 365
"""Days of an entry in the audit log (``Retention.AUDIT``: 12 months)."""

CONSENT_YEARS = 3
"""Whole years that a withdrawn consent stays as proof (``Retention.CONSENT``).

As long as a claim about it could be made: three years from the end of the year (§§ 195, 199 BGB).
"""

NEWS_DAYS = 730
"""Days without a sign of life after which no news is sent any more (``Retention.NEWS``)."""

LONG_WORK_DAYS = 30
"""Days that the lines of a long work stay after its end (``Retention.LONG_WORK``)."""

PREPARED_DAYS = 1
"""Days of a long work that nobody has begun."""

AT_ONCE = 10_000
"""People and sign-ups that one round deletes; SQLite takes 32,766 numbers in a statement."""

_UNSETTLED = (MessageState.QUEUED, MessageState.SENDING)


@dataclass(frozen=True, kw_only=True)
class CleanUp:
    """How many rows one round of housekeeping touched."""

    signups: int = 0
    """Deleted, whether they were ever confirmed or not."""
    attendees: int = 0
    """Deleted, with their registrations and calendar entries."""
    messages: int = 0
    """Deleted."""
    bodies: int = 0
    """Blanked."""
    news_readers: int = 0
    """Deleted: without a sign of life for too long, or long withdrawn."""
    consents: int = 0
    """Deleted."""
    audit_entries: int = 0
    """Deleted."""
    organisers: int = 0
    """Deleted, with what is theirs: they had left all hosts."""
    address_changes: int = 0
    """Deleted: they were not confirmed in time."""
    speaker_desks: int = 0
    """Deleted: addresses and links of speakers."""
    notes: int = 0
    """Deleted: private notes of hosts."""
    erasures: int = 0
    """Deleted from the ledger: no backup is that old any more."""
    long_works: int = 0
    """Deleted, with their lines."""
    sessions: int = 0
    """Deleted, with links to choose a password and attempts to sign in that count no more."""

    def counts(self) -> dict[str, int]:
        """Return what was touched at all, by name."""
        return {name: count for name, count in asdict(self).items() if count}


def clean_up(now: datetime) -> CleanUp:
    """Delete and blank everything whose period is over, whole sets at a time, or nothing of it."""
    settings = current_settings()
    with transaction() as session:
        done = CleanUp(
            signups=_delete_open(session, now, settings) + _delete_done(session, now, settings),
            attendees=_delete_attendees(session, now - timedelta(days=settings.registration_days)),
            messages=_delete_messages(session, now - timedelta(days=LEDGER_DAYS)),
            bodies=_blank_bodies(session, now - timedelta(days=settings.body_days)),
            news_readers=_delete_news_readers(session, now),
            consents=_delete_consents(session, now),
            audit_entries=_delete_audit_entries(session, now - timedelta(days=AUDIT_DAYS)),
            organisers=delete_left_organisers(session, now=now),
            address_changes=_delete_address_changes(session, now),
            speaker_desks=_delete_speaker_desks(
                session, now - timedelta(days=settings.registration_days)
            ),
            notes=_delete_notes(session, now - timedelta(days=settings.note_days)),
            erasures=forget_remembered(now - timedelta(days=settings.backup_days)),
            long_works=_delete_long_works(session, now),
            sessions=delete_over(session, now=now),
        )
        about_people = {
            "signup": done.signups,
            "attendee": done.attendees,
            "news_reader": done.news_readers,
            "consent": done.consents,
            "organiser": done.organisers,
        }
        for name, count in about_people.items():
            if count:
                write_audit(
                    session, "worker", f"{name}.deleted", (name, None), now=now, count=count
                )
    return done


def _delete_open(session: Session, now: datetime, settings: Settings) -> int:
    """Delete sign-ups that nobody confirmed; one whose link was sent again lives as long as it."""
    ids = _lock(
        session,
        SignUp.id,
        SignUp.state == SignUpState.OPEN,
        SignUp.created_at < now - timedelta(days=settings.unconfirmed_days),
        SignUp.expires_at < now,
    )
    drop_messages(session, Subject.SIGNUP, ids, now=now)
    return count_changed(session, delete(SignUp).where(SignUp.id.in_(ids)))


def _delete_address_changes(session: Session, now: datetime) -> int:
    ids = _lock(session, AddressChange.id, AddressChange.expires_at <= now)
    drop_messages(session, Subject.ADDRESS_CHANGE, ids, now=now)
    return count_changed(session, delete(AddressChange).where(AddressChange.id.in_(ids)))


def _delete_long_works(session: Session, now: datetime) -> int:
    forgotten = and_(
        LongWork.state == LongWorkState.PREPARED,
        LongWork.created_at < now - timedelta(days=PREPARED_DAYS),
    )
    over = LongWork.finished_at < now - timedelta(days=LONG_WORK_DAYS)
    return count_changed(session, delete(LongWork).where(or_(forgotten, over)))


def _delete_done(session: Session, now: datetime, settings: Settings) -> int:
    """Delete confirmed sign-ups: the attendee has it all; a mail still to be sent needs the row."""
    unsettled = exists().where(
        Message.subject_type == Subject.SIGNUP,
        Message.subject_id == SignUp.id,
        Message.state.in_(_UNSETTLED),
    )
    ids = _lock(
        session,
        SignUp.id,
        SignUp.state == SignUpState.CONFIRMED,
        SignUp.confirmed_at < now - timedelta(days=settings.unconfirmed_days),
        ~unsettled,
    )
    return count_changed(session, delete(SignUp).where(SignUp.id.in_(ids)))


def _delete_attendees(session: Session, before: datetime) -> int:
    """Delete people whose last webinar ended before then; foreign keys take along what is theirs.

    Their consents and messages stay without them, until the periods of those are over.
    """
    ids = _lock(session, Attendee.id, _last_webinar_end() < before)
    _lower_seats(session, ids)
    return count_changed(session, delete(Attendee).where(Attendee.id.in_(ids)))


def _last_webinar_end() -> ColumnElement[datetime]:
    """Return when the last webinar of an attendee ends; cancelled ones count if there is no other.

    Whoever never registered is kept as if a webinar had ended when the address was confirmed.
    """
    ends = (
        select(func.max(Webinar.ends_at))
        .join(Registration, Registration.webinar_id == Webinar.id)
        .where(Registration.attendee_id == Attendee.id)
        .correlate(Attendee)
    )
    live = ends.where(Registration.state != RegistrationState.CANCELLED)
    return func.coalesce(live.scalar_subquery(), ends.scalar_subquery(), Attendee.created_at)


def _lower_seats(session: Session, attendee_ids: Sequence[int]) -> None:
    """Count the seats of these people no more, so that seats and registrations go on agreeing."""
    seated = (
        Registration.attendee_id.in_(attendee_ids),
        Registration.state.in_(SEATED),
    )
    concerned = Webinar.id.in_(select(Registration.webinar_id).where(*seated))
    # In the order of their numbers, like confirmations and erasures.
    session.execute(select(Webinar.id).where(concerned).order_by(Webinar.id).with_for_update())
    freed = (
        select(func.count())
        .where(Registration.webinar_id == Webinar.id, *seated)
        .correlate(Webinar)
        .scalar_subquery()
    )
    left = case((Webinar.seats_taken > freed, Webinar.seats_taken - freed), else_=0)
    count_changed(session, update(Webinar).where(concerned).values(seats_taken=left))


def _delete_messages(session: Session, before: datetime) -> int:
    return count_changed(session, delete(Message).where(Message.settled_at < before))


def _blank_bodies(session: Session, before: datetime) -> int:
    full = or_(Message.body.is_not(None), Message.title != "")
    settled = update(Message).where(Message.settled_at < before, full)
    return count_changed(session, settled.values(body=None, title=""))


def _delete_speaker_desks(session: Session, before: datetime) -> int:
    """Forget how to reach the speakers of webinars that ended before then."""
    over = select(Speaker.id).join(Speaker.webinar).where(Webinar.ends_at < before)
    return count_changed(session, delete(SpeakerDesk).where(SpeakerDesk.speaker_id.in_(over)))


def _delete_notes(session: Session, before: datetime) -> int:
    """Delete the notes on webinars that ended before then, and on their people."""
    over = select(Webinar.id).where(Webinar.ends_at < before)
    return count_changed(session, delete(Note).where(Note.webinar_id.in_(over)))


def _delete_news_readers(session: Session, now: datetime) -> int:
    """Delete who gets no news or shows no sign of life; being registered is one."""
    same = NewsReader.recipient_hash
    idle = and_(
        NewsReader.confirmed_at.is_not(None),
        NewsReader.seen_at < now - timedelta(days=NEWS_DAYS),
        ~exists().where(Attendee.recipient_hash == same),
    )
    proof = exists().where(Consent.person_hash == same, Consent.host_id == NewsReader.host_id)
    over = or_(idle, and_(NewsReader.email == "", ~proof))
    ids = _lock(session, NewsReader.id, over)
    return count_changed(session, delete(NewsReader).where(NewsReader.id.in_(ids)))


def _end_consents(session: Session, now: datetime) -> None:
    """End the consents whose person is gone: nobody can make use of them any more."""
    getting = exists().where(
        NewsReader.recipient_hash == Consent.person_hash,
        NewsReader.host_id == Consent.host_id,
        NewsReader.confirmed_at.is_not(None),
    )
    gone = (Consent.attendee_id.is_(None), Consent.withdrawn_at.is_(None), ~getting)
    count_changed(session, update(Consent).where(*gone).values(withdrawn_at=now))


def _delete_consents(session: Session, now: datetime) -> int:
    _end_consents(session, now)
    first_kept = datetime(now.astimezone(UTC).year - CONSENT_YEARS, 1, 1, tzinfo=UTC)
    return count_changed(session, delete(Consent).where(Consent.withdrawn_at < first_kept))


def _delete_audit_entries(session: Session, before: datetime) -> int:
    return count_changed(session, delete(AuditEntry).where(AuditEntry.happened_at < before))


def _lock(
    session: Session, number: InstrumentedAttribute[int], *old: ColumnElement[bool]
) -> Sequence[int]:
    """Lock the rows whose period is over and return their numbers; what others hold waits."""
    rows = select(number).where(*old).order_by(number).limit(AT_ONCE)
    locked = session.scalars(rows.with_for_update(skip_locked=True)).all()
    # Asked again, because others may have registered somebody just before we had the locks.
    return session.scalars(rows.where(number.in_(locked))).all()
