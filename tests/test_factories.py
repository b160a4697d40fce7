from sqlalchemy import func, select

from tests import factories
from tests.support.address_changes import make_address_change
from tests.support.announcements import make_announcement
from tests.support.handouts import make_handout
from tests.support.long_works import make_long_work
from tests.support.news import make_news, make_news_reader
from tests.support.notes import make_note
from tests.support.organisers import (
    make_agreement,
    make_organiser,
    make_passkey,
    make_password_link,
    make_recovery_code,
    make_session,
    make_support_office,
)
from tests.support.own_words import make_own_words
from tests.support.proposals import make_proposal
from tests.support.questions import make_answer
from tests.support.reminders import (
    make_attendance,
    make_occurrence,
    make_reminder_objection,
    make_suppression,
)
from tests.support.speakers import make_speaker_desk
from tests.support.standing import make_standing
from webinars.models.organiser import Role
from webinars.models.tables import Base


def test_every_factory_makes_a_row(session):
    registration = factories.make_registration(session)
    factories.make_invitation(session, registration)
    factories.make_consent(session, registration.attendee)
    make_attendance(session, registration)
    make_agreement(session, registration.webinar, registration.webinar.hosts[0])
    make_announcement(session, registration.webinar)
    make_handout(session, registration.webinar)
    make_proposal(session, registration.webinar)
    organiser = make_organiser(session, {registration.webinar.hosts[0]: Role.OWNER})
    make_long_work(session, registration.webinar, organiser)
    make_news(session, registration.webinar.hosts[0])
    make_news_reader(session, registration.webinar.hosts[0], registration.attendee.email)
    make_own_words(session, registration.webinar)
    make_note(session, registration.webinar.hosts[0], registration.webinar, registration)
    make_speaker_desk(session, webinar=registration.webinar)
    make_standing(session, registration.attendee, registration.webinar.series)
    make_reminder_objection(session, registration.attendee)
    make_suppression(session, registration.attendee.email)
    host = registration.webinar.hosts[0]
    make_support_office(session, organiser, host, registration.webinar.series, host.region)
    make_session(session, organiser, "token")
    make_password_link(session, organiser)
    make_recovery_code(session, organiser, "code")
    make_passkey(session, organiser)
    for make in (
        make_address_change,
        make_occurrence,
        factories.make_topic,
        factories.make_organisation,
        factories.make_notice,
        factories.make_agenda_item,
        factories.make_speaker,
        factories.make_reminder,
        factories.make_signup,
        factories.make_message,
        make_answer,
    ):
        make(session)

    empty = [
        table.name
        for table in Base.metadata.sorted_tables
        if not session.scalar(select(func.count()).select_from(table))
    ]
    assert sorted(empty) == [
        "audit_entries",
        "guesses",
        "senders",
        "series_topics",
        "signup_news_hosts",
        "signup_standing_series",
        "webinar_topics",
        "worker_signs",
    ]


def test_the_test_database_starts_empty(session):
    assert factories.make_region(session).id == 1


def test_the_mail_server_keeps_what_it_is_given(app, smtp):
    mail = app.extensions["mail"]
    mail.send_message("Hello", recipients=["kim@example.org"], body="Text")
    assert [message["Subject"] for message in smtp.messages] == ["Hello"]
