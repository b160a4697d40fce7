"""What each kind of message says: the rows behind it, turned into values for its templates.

One function per kind. It is called in the recipient's language and raises ComposeError when the
row that the message is about is gone, or has nothing left to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from webinars.formats import join_names, moment
from webinars.languages import pick
from webinars.mail.account_contents import (
    access_changed,
    passkey_added,
    password_changed,
    recovery_code_used,
    set_password,
)
from webinars.mail.address_contents import address_change, address_corrected
from webinars.mail.announcements import announcement
from webinars.mail.calendar import Method, calendar_object
from webinars.mail.change_contents import cancelled, edited, left, moved
from webinars.mail.content import (
    ComposeError,
    Content,
    Told,
    hosts_of_attendee,
    invitation_of,
    person_values,
    registration_of,
)
from webinars.mail.entries import personal_entry
from webinars.mail.failure_contents import failures
from webinars.mail.links import personal_url
from webinars.mail.news_contents import news
from webinars.mail.offer_contents import offer_lapsed, offered
from webinars.mail.organiser_contents import agreement, name_withdrawn
from webinars.mail.proposal_contents import proposal, team_edit
from webinars.mail.reminders import reminder_content
from webinars.mail.speaker_contents import speaker, speaker_reminder
from webinars.mail.standing_contents import standing
from webinars.mail.views import registration_view, webinar_view
from webinars.models.attendee import Attendee
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind
from webinars.models.own_words import WordsKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar
from webinars.queries.registrations import waiting_position
from webinars.rules.host_order import ordered, places
from webinars.text import clean_line
from webinars.tokens import Purpose

SOON = timedelta(hours=1)
"""A webinar that starts within this time is named in the address confirmation."""


def content_of(
    message: Message, session: Session, now: datetime, carried: Sequence[Message] = ()
) -> Content:
    """Return what a message says; raises ComposeError.

    :param carried: reminders of other webinars that this one speaks of too.
    """
    if message.kind == MessageKind.REMINDER:
        return reminder_content(message, session, now, carried)
    if message.kind == MessageKind.TEST:
        raise ComposeError("a test is written when it is asked for, and not again")
    return _CONTENTS[message.kind](message, session, now)


def _confirm_address(message: Message, session: Session, now: datetime) -> Content:
    # Nothing here may come from what the visitor typed, but for the name of a colleague.
    signup, language = _signup(message, session), message.language
    first = signup.webinars[0]
    soon = [each for each in signup.webinars if now <= each.starts_at <= now + SOON]
    return Content(
        hosts=_hosts(signup.webinars),
        values={
            "webinars": [webinar_view(webinar, language) for webinar in signup.webinars],
            "added_by": signup.added_by.name if signup.added_by else "",
            "confirm_url": personal_url(language, Purpose.CONFIRM, signup.id, signup.generation),
            "not_me_url": personal_url(language, Purpose.NOT_ME, signup.id, signup.generation),
            "registered_by": clean_line(signup.registered_by),
            "every_date_of": _titles(signup, language),
            "valid_until": moment(signup.expires_at, first.time_zone, language),
            "news_hosts": join_names(
                [clean_line(each.name) for each in ordered(signup.news_hosts, language)], language
            ),
            "soon": [_beginning(each, language) for each in soon],
        },
    )


def _beginning(webinar: Webinar, language: str) -> dict[str, str]:
    around = places(webinar.hosts, language)
    return {
        "title": clean_line(pick(webinar.titles, language)),
        "when": moment(webinar.starts_at, webinar.time_zone, language, around),
    }


def _already_registered(message: Message, session: Session, _now: datetime) -> Content:
    signup = _signup(message, session)
    attendee = session.scalar(select(Attendee).where(Attendee.email == message.recipient))
    if attendee is None:
        raise ComposeError("there is no attendee with this address any more")
    values = person_values(attendee, message.language)
    values["registered_by"] = clean_line(signup.registered_by)
    return Content(hosts=_hosts(signup.webinars), values=values)


def _registered(message: Message, session: Session, _now: datetime) -> Content:
    signup, language = _signup(message, session), message.language
    registrations = _live_registrations(session, signup)
    if not registrations:
        raise ComposeError("none of these registrations exists any more")
    confirmed, waiting, requested = [], [], []
    for each in registrations:
        view = registration_view(each, language)
        if each.state == RegistrationState.CONFIRMED:
            confirmed.append(view)
        elif each.state == RegistrationState.REQUESTED:
            requested.append(view)
        else:
            around = places(each.webinar.hosts, language)
            when = moment(each.webinar.starts_at, each.webinar.time_zone, language, around)
            waiting.append({"view": view, "when": when, "position": waiting_position(each)})
    return Content(
        hosts=_hosts(each.webinar for each in registrations),
        values={
            **person_values(registrations[0].attendee, language),
            "confirmed": confirmed,
            "waiting": waiting,
            "requested": requested,
            "by_offer": any(each.webinar.offer_hours for each in registrations),
            "every_date_of": _titles(signup, language),
        },
        told=_told_of(registrations),
    )


def _told_of(registrations: list[Registration]) -> Told | None:
    if len(registrations) > 1:
        return None
    kinds = {
        RegistrationState.CONFIRMED: WordsKind.REGISTERED,
        RegistrationState.REQUESTED: WordsKind.REQUESTED,
    }
    return Told(kinds.get(registrations[0].state, WordsKind.WAITING), registrations[0])


def _invitation(message: Message, session: Session, now: datetime) -> Content:
    registration = registration_of(message, session)
    if registration.state != RegistrationState.CONFIRMED:
        raise ComposeError("this registration is not confirmed any more")
    invitation = invitation_of(registration, session)
    entry = personal_entry(registration, invitation, message.language)
    return Content(
        hosts=registration.webinar.hosts,
        values={
            "name": clean_line(registration.attendee.full_name),
            "webinar": registration_view(registration, message.language),
        },
        calendar=(calendar_object(entry, Method.REQUEST, now=now), Method.REQUEST),
        told=Told(WordsKind.INVITATION, registration),
    )


def _moved_up(message: Message, session: Session, now: datetime) -> Content:
    invitation = _invitation(message, session, now)
    registration = session.get_one(Registration, message.subject_id)
    person = person_values(registration.attendee, message.language)
    approved = registration.requested_at is not None
    values = invitation.values | person | {"approved": approved}
    kind = WordsKind.APPROVED if approved else WordsKind.MOVED_UP
    return replace(invitation, values=values, told=Told(kind, registration))


def _personal_link(message: Message, session: Session, _now: datetime) -> Content:
    attendee = session.get(Attendee, message.subject_id)
    if attendee is None:
        raise ComposeError("there is no such attendee any more")
    hosts = hosts_of_attendee(session, attendee.id)
    return Content(hosts=hosts, values=person_values(attendee, message.language))


def _declined(message: Message, session: Session, _now: datetime) -> Content:
    registration = session.get(Registration, message.subject_id)
    if registration is None or registration.state != RegistrationState.CONFIRMED:
        raise ComposeError("there is no place to give up any more")
    return Content(
        hosts=registration.webinar.hosts,
        values={
            **person_values(registration.attendee, message.language),
            "name": clean_line(registration.attendee.full_name),
            "page_url": personal_url(
                message.language,
                Purpose.MY_PAGE,
                registration.attendee_id,
                registration.attendee.generation,
            ),
            "webinar": registration_view(registration, message.language),
        },
    )


def _titles(signup: SignUp, language: str) -> list[str]:
    """Return the series for whose every future date the person registers."""
    return [pick(series.titles, language) for series in signup.standing_series]


def _signup(message: Message, session: Session) -> SignUp:
    signup = session.get(
        SignUp,
        message.subject_id,
        options=[selectinload(SignUp.webinars).selectinload(Webinar.hosts)],
    )
    if signup is None or not signup.webinars:
        raise ComposeError("this sign-up does not exist any more")
    return signup


def _live_registrations(session: Session, signup: SignUp) -> list[Registration]:
    rows = session.scalars(
        select(Registration)
        .join(Registration.webinar)
        .where(
            Registration.attendee_id == signup.attendee_id,
            Registration.webinar_id.in_([webinar.id for webinar in signup.webinars]),
            Registration.state != RegistrationState.CANCELLED,
        )
        .order_by(Webinar.starts_at, Webinar.id)
        .options(joinedload(Registration.attendee), joinedload(Registration.webinar))
    )
    return list(rows)


def _hosts(webinars: Iterable[Webinar]) -> list[Host]:
    return list({host.id: host for webinar in webinars for host in webinar.hosts}.values())


_CONTENTS: dict[MessageKind, Callable[[Message, Session, datetime], Content]] = {
    MessageKind.CONFIRM_ADDRESS: _confirm_address,
    MessageKind.ALREADY_REGISTERED: _already_registered,
    MessageKind.REGISTERED: _registered,
    MessageKind.INVITATION: _invitation,
    MessageKind.STANDING: standing,
    MessageKind.REGISTERED_AGAIN: standing,
    MessageKind.OFFERED: offered,
    MessageKind.OFFER_LAPSED: offer_lapsed,
    MessageKind.MOVED_UP: _moved_up,
    MessageKind.MOVED: moved,
    MessageKind.EDITED: edited,
    MessageKind.CANCELLED: cancelled,
    MessageKind.LEFT: left,
    MessageKind.PERSONAL_LINK: _personal_link,
    MessageKind.CONFIRM_NEW_ADDRESS: address_change,
    MessageKind.CONFIRM_OLD_ADDRESS: address_change,
    MessageKind.ADDRESS_CORRECTED: address_corrected,
    MessageKind.AGREEMENT: agreement,
    MessageKind.NAME_WITHDRAWN: name_withdrawn,
    MessageKind.PROPOSAL: proposal,
    MessageKind.TEAM_EDIT: team_edit,
    MessageKind.FAILURES: failures,
    MessageKind.DECLINED: _declined,
    MessageKind.ANNOUNCEMENT: announcement,
    MessageKind.NEWS: news,
    MessageKind.SPEAKER_INVITED: speaker,
    MessageKind.SPEAKER_MOVED: speaker,
    MessageKind.SPEAKER_CANCELLED: speaker,
    MessageKind.SPEAKER_REMINDER: speaker_reminder,
    MessageKind.SET_PASSWORD: set_password,
    MessageKind.PASSWORD_CHANGED: password_changed,
    MessageKind.ACCESS_CHANGED: access_changed,
    MessageKind.RECOVERY_CODE_USED: recovery_code_used,
    MessageKind.PASSKEY_ADDED: passkey_added,
}
