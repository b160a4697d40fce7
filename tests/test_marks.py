"""Personal data is marked where it is stored; a new column must be marked or listed here."""

import pytest

from tests.support.rows import TABLES
from webinars.models.base import Erasure, Retention
from webinars.queries.rights import Person, list_personal_tables, marks

ABOUT_PEOPLE = {
    "address_changes",
    "answers",
    "attendances",
    "attendees",
    "consents",
    "invitations",
    "long_work_lines",
    "memberships",
    "messages",
    "news_readers",
    "notes",
    "organisers",
    "passkeys",
    "registrations",
    "reminder_objections",
    "signup_news_hosts",
    "signup_standing_series",
    "signup_webinars",
    "signups",
    "speaker_desks",
    "speakers",
    "standing_registrations",
    "support_offices",
    "suppressions",
}

ABOUT_NO_PERSON = {
    "agenda_items",
    "agreements",
    "announcements",
    "audit_entries",  # keys and counts only, see steps/audit.py
    "consent_texts",
    "guesses",  # instants and keyed hashes; gone after minutes
    "handouts",  # files that hosts publish
    "hosts",
    "long_works",  # numbers and instants; what is about people stands in the lines
    "news",
    "notices",
    "occurrences",
    "organisations",
    "organiser_sessions",  # instants and a hash; go with the account
    "own_words",
    "password_links",  # instants; go with the account
    "proposals",  # titles, times and addresses of meetings
    "questions",
    "recovery_codes",  # hashes; go with the account
    "regions",
    "reminders",
    "schedules",
    "senders",
    "series",
    "series_hosts",
    "series_topics",
    "topics",
    "webinar_hosts",
    "webinar_topics",
    "webinars",
    "worker_signs",
}

UNMARKED = {
    "address_changes": {
        "id",
        "attendee_id",
        "created_at",
        "expires_at",
        "confirmed_new_at",
        "confirmed_old_at",
        "corrected_by_id",
    },
    "answers": {"id", "attendee_id", "question_id"},
    "attendances": {"id", "registration_id", "attendee_id"},
    "attendees": {"id", "generation", "calendar_generation"},
    "consents": {"id", "attendee_id"},
    "invitations": {"id", "attendee_id", "webinar_id", "uid", "sequence"},
    "long_work_lines": {"id", "work_id", "number", "attendee_id", "registration_id"},
    "memberships": {"id", "organiser_id", "host_id"},
    "messages": {
        "id",
        "kind",
        "lane",
        "attendee_id",
        "subject_type",
        "subject_id",
        "version",
        "state",
        "due_at",
        "useful_until",
        "attempt",
        "owner",
        "phase",
        "ambiguous",
        "reason",
        "message_id",
        "status_code",
        "carrier_id",
        "settled_at",
    },
    "news_readers": {"id", "host_id"},
    "notes": {"id", "host_id", "webinar_id", "registration_id", "attendee_id", "author_id"},
    "organisers": {
        "id",
        "active",
        "uniquifier",
        "password",  # credentials: no use to anybody but us
        "second_factor",
        "second_factor_secret",
        "second_factor_counter",
    },
    "passkeys": {
        "id",
        "organiser_id",
        "credential",  # credentials: no use to anybody but us
        "public_key",
        "counter",
    },
    "registrations": {
        "id",
        "webinar_id",
        "attendee_id",
        "schedule_version",
        "moved_to_id",
        "offers",
    },
    "reminder_objections": {"id", "attendee_id", "webinar_id"},
    "signup_news_hosts": {"signup_id", "host_id"},
    "signup_standing_series": {"signup_id", "series_id"},
    "signup_webinars": {"signup_id", "webinar_id"},
    "signups": {
        "id",
        "state",
        "nonce",
        "generation",
        "expires_at",
        "confirmed_at",
        "attendee_id",
        "added_by_id",
    },
    "speaker_desks": {"id", "speaker_id", "generation", "slides_size"},
    "speakers": {"id", "webinar_id", "position", "organisation_id", "host_id", "revision"},
    "standing_registrations": {"id", "series_id", "attendee_id"},
    "support_offices": {"id", "organiser_id", "host_id", "series_id", "region_id"},
    "suppressions": {"id", "created_at"},
}


def test_every_table_is_known_to_be_about_people_or_not():
    assert {table.name for table in TABLES} == ABOUT_PEOPLE | ABOUT_NO_PERSON
    assert not ABOUT_PEOPLE & ABOUT_NO_PERSON


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_columns_about_people_are_marked_or_listed(table):
    unmarked = {column.name for column in table.columns} - set(marks(table))
    if table.name in ABOUT_PEOPLE:
        assert unmarked == UNMARKED[table.name]
    else:
        assert not marks(table)


@pytest.mark.parametrize("table", list_personal_tables(), ids=str)
def test_it_can_be_told_whose_a_row_is(table):
    person = Person(email="kim@example.org", email_hash="0" * 64, attendee_id=1, organiser_id=1)
    assert set(person.clues()) & {column.name for column in table.columns}


@pytest.mark.parametrize("table", list_personal_tables(), ids=str)
def test_a_table_is_deleted_or_blanked_but_not_both(table):
    erasures = {mark["erasure"] for mark in marks(table).values()}
    assert erasures in ({Erasure.ROW}, {Erasure.HASH}, {Erasure.BLANK, Erasure.HASH})


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_mark_says_for_what_and_how_long(table):
    for name, mark in marks(table).items():
        assert len(mark["purpose"].split()) >= 3, name
        assert mark["retention"] in Retention, name
