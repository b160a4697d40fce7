from sqlalchemy import func, select

from tests import factories
from webinars.models.tables import Base


def test_every_factory_makes_a_row(session):
    registration = factories.make_registration(session)
    factories.make_invitation(session, registration)
    factories.make_consent(session, registration.attendee)
    for make in (
        factories.make_topic,
        factories.make_organisation,
        factories.make_notice,
        factories.make_agenda_item,
        factories.make_speaker,
        factories.make_reminder,
        factories.make_signup,
        factories.make_message,
    ):
        make(session)

    empty = [
        table.name
        for table in Base.metadata.sorted_tables
        if not session.scalar(select(func.count()).select_from(table))
    ]
    assert sorted(empty) == [
        "audit_entries",
        "senders",
        "series_topics",
        "signup_news_hosts",
        "webinar_topics",
    ]


def test_the_test_database_starts_empty(session):
    assert factories.make_region(session).id == 1


def test_the_mail_server_keeps_what_it_is_given(app, smtp):
    mail = app.extensions["mail"]
    mail.send_message("Hello", recipients=["kim@example.org"], body="Text")
    assert [message["Subject"] for message in smtp.messages] == ["Hello"]
