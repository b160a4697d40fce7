"""Whether what a message is about still stands: asked at its claim and just before it leaves."""

from __future__ import annotations

from functools import cache

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from webinars.database.announcements import announcement_drop_reason, is_meant
from webinars.database.carrying import all_carried_stand
from webinars.database.news import is_wanted, news_drop_reason
from webinars.database.reminders import (
    SPEAKER_REMINDED,
    reminder_drop_reason,
    speaker_reminder_drop_reason,
    stands,
)
from webinars.database.team_subjects import (
    AGREEMENT_ASKED,
    HOLDS_AS_TOLD,
    PROPOSAL_WAITS_OR_ENDED,
    REMAINING_TEAM,
)
from webinars.models.address_change import AddressChange
from webinars.models.announcement import Announcement
from webinars.models.attendee import Attendee
from webinars.models.base import Base
from webinars.models.message import DropReason, Message, MessageKind, Subject
from webinars.models.news import News
from webinars.models.objection import Suppression
from webinars.models.occurrence import Occurrence
from webinars.models.organiser import Organiser, PasswordLink
from webinars.models.proposal import Proposal
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Speaker, SpeakerDesk, Webinar, WebinarState

_SIGN_UP_OPEN = (
    exists()
    .where(SignUp.id == Message.subject_id, SignUp.state == SignUpState.OPEN)
    .correlate(Message)
)
_ATTENDEE_KNOWN = exists().where(Attendee.email == Message.recipient).correlate(Message)
_ATTENDEE_THE_SAME = (
    exists()
    .where(Attendee.id == Message.subject_id, Attendee.email == Message.recipient)
    .correlate(Message)
)

_ATTENDEE_THERE = exists().where(Attendee.id == Message.subject_id).correlate(Message)
"""Whatever the address is by now: the mail goes to the one used before."""

_CHANGE_OPEN = exists().where(AddressChange.id == Message.subject_id).correlate(Message)


def _registration(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition on messages about a registration and its webinar."""
    about = Registration.id == Message.subject_id, Webinar.id == Registration.webinar_id
    return exists().where(*about, *conditions).correlate(Message)


_LIVE = Registration.state != RegistrationState.CANCELLED
_SEATED = Registration.state == RegistrationState.CONFIRMED
_PUBLISHED = Webinar.state == WebinarState.PUBLISHED
_TOLD_AS_IS = Webinar.schedule_version == Message.version
_LAST_OFFER = Registration.offers == Message.version
_STILL_NEWS = Webinar.edit_notice == Message.version

_LINK_LEADS_ON = (
    exists()
    .where(
        PasswordLink.id == Message.subject_id,
        Organiser.id == PasswordLink.organiser_id,
        Organiser.active,
    )
    .correlate(Message)
)
_ORGANISER_KNOWN = (
    exists()
    .where(Organiser.id == Message.subject_id, Organiser.email == Message.recipient)
    .correlate(Message)
)


def _speaker(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition on messages to a speaker whose link opens the desk, and the webinar."""
    about = (
        SpeakerDesk.id == Message.subject_id,
        SpeakerDesk.email == Message.recipient,
        SpeakerDesk.invited_at.is_not(None),
        Speaker.id == SpeakerDesk.speaker_id,
        Webinar.id == Speaker.webinar_id,
    )
    return exists().where(*about, *conditions).correlate(Message)


_IN_THIS_MAIL = SpeakerDesk.generation == Message.version
_NOT_CANCELLED = Webinar.state != WebinarState.CANCELLED

_ORGANISER_ACTIVE = (
    exists()
    .where(Organiser.id == Message.subject_id, Organiser.active.is_(True))
    .correlate(Message)
)

CONDITIONS: dict[MessageKind, ColumnElement[bool]] = {
    MessageKind.CONFIRM_ADDRESS: _SIGN_UP_OPEN,
    MessageKind.ALREADY_REGISTERED: _ATTENDEE_KNOWN,
    MessageKind.REGISTERED: _ATTENDEE_KNOWN,
    MessageKind.INVITATION: _registration(_SEATED, _PUBLISHED, _TOLD_AS_IS),
    MessageKind.STANDING: _registration(_LIVE, _PUBLISHED, _TOLD_AS_IS),
    MessageKind.REGISTERED_AGAIN: _registration(_LIVE, _PUBLISHED, _TOLD_AS_IS),
    MessageKind.OFFERED: _registration(
        Registration.state == RegistrationState.OFFERED, _PUBLISHED, _LAST_OFFER
    ),
    MessageKind.OFFER_LAPSED: _registration(
        Registration.state == RegistrationState.WAITING, _PUBLISHED, _LAST_OFFER
    ),
    MessageKind.MOVED_UP: _registration(_SEATED, _PUBLISHED, _TOLD_AS_IS),
    MessageKind.MOVED: _registration(_LIVE, _PUBLISHED, _TOLD_AS_IS),
    MessageKind.EDITED: _registration(_LIVE, _PUBLISHED, _STILL_NEWS),
    MessageKind.CANCELLED: _registration(_LIVE, Webinar.state == WebinarState.CANCELLED),
    MessageKind.LEFT: _registration(~_LIVE),
    MessageKind.PERSONAL_LINK: _ATTENDEE_THE_SAME,
    MessageKind.CONFIRM_NEW_ADDRESS: _CHANGE_OPEN,
    MessageKind.CONFIRM_OLD_ADDRESS: _CHANGE_OPEN,
    MessageKind.ADDRESS_CORRECTED: _ATTENDEE_THERE,
    MessageKind.AGREEMENT: AGREEMENT_ASKED,
    MessageKind.NAME_WITHDRAWN: REMAINING_TEAM,
    MessageKind.PROPOSAL: PROPOSAL_WAITS_OR_ENDED,
    MessageKind.TEAM_EDIT: HOLDS_AS_TOLD,
    MessageKind.FAILURES: _ORGANISER_ACTIVE,
    MessageKind.TEST: and_(_ORGANISER_KNOWN, _ORGANISER_ACTIVE),
    MessageKind.REMINDER: and_(stands(), all_carried_stand()),
    MessageKind.ANNOUNCEMENT: is_meant(),
    MessageKind.NEWS: is_wanted(),
    MessageKind.DECLINED: _registration(_SEATED, _PUBLISHED),
    MessageKind.SPEAKER_INVITED: _speaker(_IN_THIS_MAIL, _NOT_CANCELLED),
    MessageKind.SPEAKER_MOVED: _speaker(_PUBLISHED, _TOLD_AS_IS),
    MessageKind.SPEAKER_CANCELLED: _speaker(Webinar.state == WebinarState.CANCELLED),
    MessageKind.SPEAKER_REMINDER: _speaker(SPEAKER_REMINDED),
    MessageKind.SET_PASSWORD: _LINK_LEADS_ON,
    MessageKind.PASSWORD_CHANGED: _ORGANISER_KNOWN,
    MessageKind.RECOVERY_CODE_USED: _ORGANISER_KNOWN,
    MessageKind.PASSKEY_ADDED: _ORGANISER_KNOWN,
    MessageKind.ACCESS_CHANGED: and_(_ORGANISER_KNOWN, _ORGANISER_ACTIVE),
}
"""For every kind: under which condition a message of it may leave."""

SUPPRESSED: ColumnElement[bool] = (
    exists().where(Suppression.recipient_hash == Message.recipient_hash).correlate(Message)
)
"""The address gets no mails of any kind, not even to confirm it: those would be refused too."""


@cache
def still_wanted(kind: MessageKind) -> ColumnElement[bool]:
    """Return the condition on a row of ``messages`` of this kind under which the mail may leave."""
    return and_(~SUPPRESSED, Message.kind == kind, CONDITIONS[kind])


_MODELS: dict[Subject, type[Base]] = {
    Subject.SIGNUP: SignUp,
    Subject.REGISTRATION: Registration,
    Subject.OCCURRENCE: Occurrence,
    Subject.ATTENDEE: Attendee,
    Subject.ADDRESS_CHANGE: AddressChange,
    Subject.WEBINAR: Webinar,
    Subject.PROPOSAL: Proposal,
    Subject.SPEAKER: SpeakerDesk,
    Subject.ANNOUNCEMENT: Announcement,
    Subject.NEWS: News,
    Subject.ORGANISER: Organiser,
    Subject.PASSWORD_LINK: PasswordLink,
}

_REASONS = {
    # Asked for with an address that nobody has, or of somebody who may not sign in any more.
    MessageKind.SET_PASSWORD: DropReason.ERASED,
    MessageKind.AGREEMENT: DropReason.ANSWERED,
    MessageKind.PROPOSAL: DropReason.ANSWERED,
    MessageKind.TEAM_EDIT: DropReason.OVERTAKEN,
    MessageKind.SPEAKER_INVITED: DropReason.OVERTAKEN,
    MessageKind.SPEAKER_MOVED: DropReason.OVERTAKEN,
    MessageKind.SPEAKER_CANCELLED: DropReason.OVERTAKEN,
    MessageKind.CONFIRM_ADDRESS: DropReason.CONFIRMED,
}
"""Kinds that are dropped for one reason only."""

_ASKED = {
    MessageKind.ANNOUNCEMENT: announcement_drop_reason,
    MessageKind.NEWS: news_drop_reason,
    MessageKind.SPEAKER_REMINDER: speaker_reminder_drop_reason,
}
"""Kinds that may be dropped for several reasons of their own."""

_OVERTAKEN = (MessageKind.EDITED, MessageKind.OFFERED, MessageKind.OFFER_LAPSED)
"""Kinds that something newer takes the place of."""


def drop_reason(session: Session, message: Message) -> DropReason:
    """Return why a message that is not wanted any more is dropped."""
    if message.kind == MessageKind.REMINDER:
        return reminder_drop_reason(session, message)
    if session.scalar(select(SUPPRESSED).where(Message.id == message.id)):
        return DropReason.SUPPRESSED
    if session.get(_MODELS[message.subject_type], message.subject_id) is None:
        return DropReason.ERASED
    if message.kind in _ASKED:
        return _ASKED[message.kind](session, message)
    if message.kind in _REASONS:
        return _REASONS[message.kind]
    if _stands(session, message):
        if message.kind in _OVERTAKEN:
            return DropReason.OVERTAKEN
        return DropReason.KNOWN if _is_current(session, message) else DropReason.MOVED
    known = session.scalar(select(exists().where(Attendee.email == message.recipient)))
    return DropReason.CANCELLED if known else DropReason.ERASED


def _stands(session: Session, message: Message) -> bool:
    if message.subject_type != Subject.REGISTRATION:
        return False
    standing = _registration(_LIVE, _PUBLISHED)
    return bool(session.scalar(select(standing).where(Message.id == message.id)))


def _is_current(session: Session, message: Message) -> bool:
    wanted = exists().where(Message.id == message.id, CONDITIONS[message.kind])
    return message.kind == MessageKind.MOVED and bool(session.scalar(select(wanted)))
