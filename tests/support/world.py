"""One of everything, so that every page has something to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from mailbox import Maildir
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.support import organisers
from tests.support.address_changes import make_address_change
from tests.support.announcements import make_announcement
from tests.support.handouts import make_handout
from tests.support.logos import with_logo
from tests.support.long_works import make_long_work
from tests.support.news import make_news, make_news_reader
from tests.support.notes import make_note
from tests.support.own_words import make_own_words
from tests.support.proposals import make_proposal
from tests.support.saving import save, together
from tests.support.speakers import make_speaker_desk, with_photo, with_slides
from tests.support.standing import make_standing
from tests.support.world_states import make_draft, make_other_states, make_own_draft, make_soon
from webinars.mail.mailbox import list_mails
from webinars.models.address_change import AddressChange
from webinars.models.announcement import Announcement
from webinars.models.attendee import Attendee
from webinars.models.handout import Handout
from webinars.models.host import Host
from webinars.models.long_work import LongWork
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.news import News, NewsReader
from webinars.models.note import Note
from webinars.models.organiser import Organiser, Passkey, PasswordLink, Role, SupportOffice
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.registration import Registration
from webinars.models.reminder import Reminder
from webinars.models.series import Series
from webinars.models.signup import SignUp
from webinars.models.webinar import SpeakerDesk, Webinar, WebinarState
from webinars.models.worker_sign import SENDER, WorkerSign
from webinars.queries.links import LINK_GENERATION
from webinars.settings import current_settings
from webinars.tokens import UNSUBSCRIBE_GENERATION, Purpose, derive
from webinars.web.access import TOKEN

PRIVATE = "Strictly-of-one-host"
"""Stands in the titles of what belongs to ``host`` alone."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What the routes are opened with."""

    host: Host
    series: Series
    webinar: Webinar
    draft: Webinar
    own_webinar: Webinar
    """A draft of ``host`` alone, in a series of ``host`` alone."""
    own_draft: Webinar
    """Another one, which can be deleted; so can ``empty_series``."""
    empty_series: Series
    """Of ``host`` alone."""
    own_registration: Registration
    """For ``own_webinar``."""
    own_message: Message
    """To ``own_registration``, refused."""
    own_announcement: Announcement
    """A draft about ``own_webinar``."""
    own_proposal: Proposal
    """Of a host that has left, waits for ``host``."""
    own_past_proposal: Proposal
    """Of ``host``."""
    own_work: LongWork
    """Prepared, about ``own_webinar``."""
    own_news: News
    """A draft of ``host``."""
    handout: Handout
    """Of ``webinar``."""
    own_handout: Handout
    """Of ``own_webinar``."""
    own_note: Note
    """On ``own_registration``."""
    own_reminder: Reminder
    """Of ``own_webinar``."""
    organisers: Mapping[str, Organiser]
    """By what they are: viewer, editor and owner of ``host``; other: owner of the other host;
    removed: without any host; inactive; support: a support office, see ``office``.
    """
    passkey: Passkey
    """Of the owner."""
    office: SupportOffice
    """Of ``host``: sees ``registration``, but nobody who comes from elsewhere."""
    signup: SignUp
    other_signup: SignUp
    own_desk: SpeakerDesk
    """Of ``own_webinar``."""
    desk: SpeakerDesk
    other_desk: SpeakerDesk
    news_reader: NewsReader
    other_news_reader: NewsReader
    attendee: Attendee
    other_attendee: Attendee
    registration: Registration
    other_registration: Registration
    joining: Registration
    """For a webinar into whose meeting the way is open."""
    other_joining: Registration
    mail: str
    address_change: AddressChange
    other_address_change: AddressChange
    password_link: PasswordLink
    """Of the owner."""
    other_password_link: PasswordLink

    def token(self, purpose: Purpose, *, other: bool = False, later: int = 0) -> str:
        """Return the token of our person, or of the other one.

        :param later: by how many generations it is newer than the valid one.
        """
        rows: dict[Purpose, tuple[Any, int]] = {}
        signup = self.other_signup if other else self.signup
        attendee = self.other_attendee if other else self.attendee
        for each in (Purpose.CONFIRM, Purpose.NOT_ME):
            rows[each] = (signup, signup.generation)
        rows[Purpose.MY_PAGE] = (attendee, attendee.generation)
        rows[Purpose.MY_CALENDAR] = (attendee, attendee.calendar_generation)
        change = self.other_address_change if other else self.address_change
        rows[Purpose.NEW_ADDRESS] = rows[Purpose.OLD_ADDRESS] = (change, LINK_GENERATION)
        joining = self.other_joining if other else self.joining
        rows[Purpose.JOIN] = (joining, attendee.generation)
        rows[Purpose.STOP_REMINDERS] = (
            self.other_registration if other else self.registration,
            UNSUBSCRIBE_GENERATION,
        )
        reader = self.other_news_reader if other else self.news_reader
        rows[Purpose.STOP_NEWS] = (reader, UNSUBSCRIBE_GENERATION)
        desk = self.other_desk if other else self.desk
        rows[Purpose.SPEAKER] = (desk, desk.generation)
        link = self.other_password_link if other else self.password_link
        rows[Purpose.SET_PASSWORD] = (link, LINK_GENERATION)
        row, generation = rows[purpose]
        return derive(current_settings().link_key, purpose, row.id, generation + later)


def make_world(session: Session) -> World:
    """Make one of everything, a second person, and a draft that nobody may see."""
    with together(session):
        return _make_world(session)


def _make_world(session: Session) -> World:
    host, other_host = factories.make_hosts(session)
    for name, value in with_logo().items():
        setattr(host, name, value)
    factories.make_notice(session)
    topics = [factories.make_topic(session)]
    series = factories.make_series(session, topics=topics)
    webinar = factories.make_webinar(session, series=series, topics=topics)
    speaking = factories.make_organisation(session, says=factories.texts("Makes things"))
    factories.make_agenda_item(
        session,
        webinar=webinar,
        organisation=speaking,
        speaker_lines=factories.texts("Representation"),
    )
    factories.make_speaker(session, webinar=webinar, organisation=speaking)
    make_other_states(session, series)
    soon = make_soon(session, series)
    save(session, WorkerSign(part=SENDER, seen_at=factories.NOW))
    draft = make_draft(session, series)
    own = _make_own(session, host)
    own_registration = factories.make_registration(session, webinar=own)
    people: dict[str, Any] = {
        "own_webinar": own,
        "own_draft": make_own_draft(session, host, PRIVATE),
        "empty_series": factories.make_series(
            session, hosts=[host], titles=factories.texts(PRIVATE)
        ),
        "own_registration": own_registration,
        "own_message": _make_refused(session, own_registration),
        "own_proposal": make_proposal(session, own, hosts=()),
        "own_past_proposal": make_proposal(session, own, state=ProposalState.WITHDRAWN),
        "own_announcement": make_announcement(session, own, titles=factories.texts(PRIVATE)),
        "own_news": make_news(session, host, titles=factories.texts(PRIVATE)),
        "handout": make_handout(session, webinar),
        "own_handout": make_handout(session, own, key="own", title=PRIVATE),
        "own_note": make_note(session, host, own, own_registration, text=PRIVATE),
        "own_desk": make_speaker_desk(
            session, webinar=own, **with_photo("own"), **with_slides("own")
        ),
        "own_reminder": factories.make_reminder(session, webinar=own),
        "organisers": _make_organisers(session, host, other_host),
    }
    people["office"] = organisers.make_support_office(
        session, people["organisers"]["support"], host, series, host.region
    )
    people["passkey"] = organisers.make_passkey(session, people["organisers"]["owner"])
    people["own_work"] = make_long_work(session, own, people["organisers"]["editor"])
    for prefix, role in (("", "owner"), ("other_", "other")):
        organiser = people["organisers"][role]
        people[f"{prefix}password_link"] = organisers.make_password_link(session, organiser)
    for prefix, name in (("", "Kim"), ("other_", "Robin")):
        address = f"{name.lower()}@example.org"
        attendee = factories.make_attendee(session, given_name=name, email=address)
        people[f"{prefix}attendee"] = attendee
        people[f"{prefix}address_change"] = make_address_change(session, attendee)
        make_standing(session, attendee, series)
        people[f"{prefix}news_reader"] = make_news_reader(session, host, attendee.email)
        factories.make_consent(session, attendee, host_id=host.id)
        people[f"{prefix}desk"] = make_speaker_desk(
            session,
            webinar=webinar,
            email=f"speaker.{address}",
            **with_photo(name),
            **with_slides(name),
        )
        people[f"{prefix}signup"] = factories.make_signup(
            session, given_name=name, webinars=[webinar], email=f"new.{address}"
        )
        registration = factories.make_registration(session, webinar=webinar, attendee=attendee)
        factories.make_invitation(session, registration)
        people[f"{prefix}registration"] = registration
        joining = factories.make_registration(session, webinar=soon, attendee=attendee)
        people[f"{prefix}joining"] = joining
    return World(
        host=host, series=series, webinar=webinar, draft=draft, mail=_make_mail(), **people
    )


def _make_own(session: Session, host: Host) -> Webinar:
    private = factories.texts(PRIVATE)
    series = factories.make_series(session, hosts=[host], titles=private)
    own = factories.make_webinar(
        session, series=series, hosts=[host], state=WebinarState.DRAFT, titles=private
    )
    organisers.make_agreement(session, own, host)
    make_own_words(session, own, subjects=private)
    return own


def _make_refused(session: Session, registration: Registration) -> Message:
    return factories.make_message(
        session,
        kind=MessageKind.INVITATION,
        recipient=registration.attendee.email,
        attendee_id=registration.attendee_id,
        subject_type=Subject.REGISTRATION,
        subject_id=registration.id,
        state=MessageState.FAILED,
        last_error="550 5.7.1 not wanted",
    )


def _make_organisers(session: Session, host: Host, other: Host) -> dict[str, Organiser]:
    roles: dict[str, dict[Host, Role]] = {
        "viewer": {host: Role.VIEWER},
        "editor": {host: Role.EDITOR},
        "owner": {host: Role.OWNER},
        "other": {other: Role.OWNER},
        "removed": {},
        "support": {},
        "inactive": {host: Role.OWNER},
    }
    made = {
        name: organisers.make_organiser(session, each, active=name != "inactive")
        for name, each in roles.items()
    }
    for name, organiser in made.items():
        organisers.make_session(session, organiser, f"token of {name}")
    return made


def sign_in(client: FlaskClient, name: str) -> None:
    """Sign this client in as one of ``world.organisers``; ``""`` signs it out."""
    with client.session_transaction() as cookie:
        cookie.pop(TOKEN, None)
        if name:
            cookie[TOKEN] = f"token of {name}"


def _make_mail() -> str:
    folder = current_settings().demo_mailbox
    if folder is None:
        return "1.M2P3Q4"
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["From"] = "Hello", "kim@example.org", "webinars@example.org"
    mail.set_content("Hello\n")
    mail.add_alternative("<p>Hello</p>", subtype="html")
    mail.add_attachment("BEGIN:VCALENDAR\r\n", subtype="calendar", filename="webinar.ics")
    Maildir(folder).add(mail)
    return list_mails(folder)[0].identifier
