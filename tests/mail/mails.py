"""Messages of every kind, and the mails that come of them, parsed."""

from datetime import timedelta
from itertools import count

from tests import factories
from tests.mail.kinds import ABOUT_ACCOUNTS, ABOUT_ADDRESSES, ABOUT_ONE, TO_SPEAKERS
from tests.mail.proposal_mails import proposal_message, team_edit_message
from tests.mail.reading import parsed
from tests.mail.speaker_mails import speaker_message
from tests.support.address_changes import make_address_change
from tests.support.announcements import make_announcement
from tests.support.news import make_news, make_news_reader
from tests.support.organisers import make_agreement, make_organiser, make_password_link
from tests.support.reminders import make_occurrence
from webinars.mail.compose import compose
from webinars.models.message import Lane, MessageKind, MessageState, Subject
from webinars.models.occurrence import OccurrenceState
from webinars.models.organiser import Role
from webinars.models.registration import RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import WebinarState
from webinars.steps.schedules import keep_schedule

_versions = count(2)


def composed(message, session, now=factories.NOW):
    return parsed(compose(message, session, now).body)


def make_message(session, kind, subject, **overrides):
    return factories.make_message(
        session,
        kind=kind,
        subject_type=subject[0],
        subject_id=subject[1],
        version=next(_versions),
        **overrides,
    )


def confirm_message(session, language="de", **details):
    signup = factories.make_signup(session, language=language, **details)
    about = (Subject.SIGNUP, signup.id)
    return make_message(
        session,
        MessageKind.CONFIRM_ADDRESS,
        about,
        recipient=signup.email,
        language=language,
    )


def registered_message(
    session,
    webinars,
    language="de",
    kind=MessageKind.REGISTERED,
    states=None,
    **person,
):
    """Make the message about a confirmed sign-up; every webinar CONFIRMED unless told otherwise."""
    attendee = factories.make_attendee(session, language=language, **person)
    signup = factories.make_signup(
        session,
        email=attendee.email,
        language=language,
        webinars=webinars,
        attendee_id=attendee.id,
    )
    for webinar in webinars:
        state = (states or {}).get(webinar.key, RegistrationState.CONFIRMED)
        factories.make_registration(session, webinar=webinar, attendee=attendee, state=state)
    about = (Subject.SIGNUP, signup.id)
    return make_message(session, kind, about, recipient=attendee.email, language=language)


def invitation_message(session, language="de", kind=MessageKind.INVITATION, **overrides):
    registration = overrides.pop("registration", None)
    if registration is None:
        attendee = factories.make_attendee(session, language=language, **overrides)
        registration = factories.make_registration(session, attendee=attendee)
    if kind == MessageKind.LEFT:
        registration.state = RegistrationState.CANCELLED
    if kind == MessageKind.OFFERED:
        registration.state = RegistrationState.OFFERED
        registration.offered_until = factories.NOW + timedelta(hours=24)
    if kind == MessageKind.OFFER_LAPSED:
        registration.state = RegistrationState.WAITING
    factories.make_invitation(session, registration, uid=f"uid-{registration.id}@example.org")
    if kind == MessageKind.MOVED:
        move(session, registration.webinar)
    if kind == MessageKind.EDITED:
        registration.webinar.edit_words = {
            "de": "Die Fragen kommen jetzt vor den Vorträgen.",
            "fr": "Les questions viennent maintenant avant les exposés.",
            "en": "Questions now come before the talks.",
        }
        registration.webinar.edit_notice = 1
    return make_message(
        session,
        kind,
        (Subject.REGISTRATION, registration.id),
        recipient=registration.attendee.email,
        language=language,
    )


def move(session, webinar, hours=24, reasons=None):
    """Let a webinar take place so much later, in its next schedule version."""
    later = timedelta(hours=hours)
    webinar.local_start += later
    webinar.starts_at += later
    webinar.ends_at += later
    webinar.schedule_version += 1
    keep_schedule(session, webinar, now=factories.NOW, reasons=reasons)
    session.commit()


def personal_link_message(session, language="de", **person):
    attendee = factories.make_attendee(session, language=language, **person)
    factories.make_registration(session, attendee=attendee)
    about = (Subject.ATTENDEE, attendee.id)
    kind = MessageKind.PERSONAL_LINK
    return make_message(session, kind, about, recipient=attendee.email, language=language)


def agreement_message(session, language="de", **person):
    """Make the message by which Energy Saxony asks TWEED to agree."""
    webinar = factories.make_webinar(session, state=WebinarState.DRAFT)
    asking, asked = factories.make_hosts(session)
    organiser = make_organiser(session, {asked: Role.EDITOR}, language=language, **person)
    make_agreement(session, webinar, asking)
    about = (Subject.WEBINAR, webinar.id)
    message = make_message(
        session, MessageKind.AGREEMENT, about, recipient=organiser.email, language=language
    )
    message.version = webinar.revision
    session.commit()
    return message


def name_withdrawn_message(session, language="de"):
    """Make the message by which Energy Saxony learns that a third host withdrew its name."""
    webinar = factories.make_webinar(session)
    withdrawn = factories.make_host(session)
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR}, language=language)
    about = (Subject.WEBINAR, webinar.id)
    message = make_message(
        session, MessageKind.NAME_WITHDRAWN, about, recipient=organiser.email, language=language
    )
    message.version = withdrawn.id
    session.commit()
    return message


def failures_message(session, language="de"):
    """Make a digest for an editor of a webinar one of whose messages was refused."""
    webinar = factories.make_webinar(session)
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR}, language=language)
    make_message(
        session,
        MessageKind.INVITATION,
        (Subject.REGISTRATION, factories.make_registration(session, webinar=webinar).id),
        state=MessageState.FAILED,
        settled_at=factories.NOW,
        recipient="wrong@example.org",
        last_error="550 5.1.1 unknown",
    )
    about = (Subject.ORGANISER, organiser.id)
    return make_message(
        session, MessageKind.FAILURES, about, recipient=organiser.email, language=language
    )


def reminder_message(session, language="de", *, webinar=None, occurrence=None, **person):
    """Make the message of a reminder to a confirmed person."""
    webinar = webinar or factories.make_webinar(session)
    occurrence = occurrence or make_occurrence(
        session, webinar=webinar, state=OccurrenceState.QUEUED
    )
    attendee = person.pop("attendee", None) or factories.make_attendee(
        session, language=language, **person
    )
    waits = occurrence.audience == Audience.WAITING
    state = RegistrationState.WAITING if waits else RegistrationState.CONFIRMED
    factories.make_registration(session, webinar=webinar, attendee=attendee, state=state)
    return factories.make_message(
        session,
        kind=MessageKind.REMINDER,
        lane=Lane.REMINDER,
        subject_type=Subject.OCCURRENCE,
        subject_id=occurrence.id,
        version=occurrence.version,
        attendee_id=attendee.id,
        recipient=attendee.email,
        language=attendee.language,
        due_at=occurrence.due_at,
        useful_until=occurrence.useful_until,
    )


def announcement_message(session, language="de"):
    """Make the message of an announcement to somebody with a place."""
    attendee = factories.make_attendee(session, language=language)
    registration = factories.make_registration(session, attendee=attendee)
    row = make_announcement(session, registration.webinar, released_at=factories.NOW)
    message = make_message(
        session,
        MessageKind.ANNOUNCEMENT,
        (Subject.ANNOUNCEMENT, row.id),
        recipient=attendee.email,
        language=language,
        attendee_id=attendee.id,
    )
    row.version = message.version
    session.commit()
    return message


def news_message(session, language="de"):
    """Make the message that brings news to somebody who agreed to it."""
    host = factories.make_hosts(session)[0]
    address = f"reader{next(_versions)}@example.org"
    reader = make_news_reader(session, host, address, language=language)
    row = make_news(session, host, released_at=factories.NOW)
    message = make_message(
        session,
        MessageKind.NEWS,
        (Subject.NEWS, row.id),
        recipient=reader.email,
        language=language,
    )
    row.version = message.version
    session.commit()
    return message


def account_message(session, language="de", kind=MessageKind.SET_PASSWORD):
    """Make a message about the account of somebody who works for both hosts."""
    roles = dict.fromkeys(factories.make_hosts(session), Role.EDITOR)
    organiser = make_organiser(session, roles, language=language)
    about = (Subject.ORGANISER, organiser.id)
    if kind == MessageKind.SET_PASSWORD:
        about = (Subject.PASSWORD_LINK, make_password_link(session, organiser).id)
    return make_message(session, kind, about, recipient=organiser.email, language=language)


def address_message(session, language="de", kind=MessageKind.CONFIRM_NEW_ADDRESS):
    """Make a message about the change of an address."""
    change = make_address_change(session)
    factories.make_registration(session, attendee=change.attendee)
    about = (Subject.ADDRESS_CHANGE, change.id)
    if kind == MessageKind.ADDRESS_CORRECTED:
        about = (Subject.ATTENDEE, change.attendee_id)
    return make_message(session, kind, about, recipient=change.email, language=language)


_MAKERS = {
    MessageKind.AGREEMENT: agreement_message,
    MessageKind.ANNOUNCEMENT: announcement_message,
    MessageKind.CONFIRM_ADDRESS: confirm_message,
    MessageKind.FAILURES: failures_message,
    MessageKind.NAME_WITHDRAWN: name_withdrawn_message,
    MessageKind.PROPOSAL: proposal_message,
    MessageKind.TEAM_EDIT: team_edit_message,
    MessageKind.NEWS: news_message,
    MessageKind.PERSONAL_LINK: personal_link_message,
    MessageKind.REMINDER: reminder_message,
}


def message_of_kind(session, kind, language="de"):
    """Make a message of any kind with everything that it is about."""
    if kind in _MAKERS:
        return _MAKERS[kind](session, language)
    if kind in ABOUT_ADDRESSES:
        return address_message(session, language, kind)
    if kind in TO_SPEAKERS:
        return speaker_message(session, language, kind)
    if kind in ABOUT_ACCOUNTS:
        return account_message(session, language, kind)
    if kind in ABOUT_ONE:
        return invitation_message(session, language, kind)
    return registered_message(session, [factories.make_webinar(session)], language, kind)
