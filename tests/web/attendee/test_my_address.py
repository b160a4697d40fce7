"""Using another e-mail address: nothing changes before both mailboxes have confirmed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    NOW,
    make_attendee,
    make_invitation,
    make_message,
    make_registration,
)
from tests.support.address_changes import make_address_change
from tests.support.long_works import make_long_work
from tests.support.organisers import make_organiser
from tests.support.pages import Client, form_fields, page, parsed
from tests.support.rows import dump
from tests.support.signups import coming
from webinars.models.address_change import AddressChange
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.base import Base
from webinars.models.message import Message, MessageKind, MessageState, Subject
from webinars.models.organiser import Role
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.queries.rights import get_person, list_personal_rows
from webinars.services.retention import clean_up
from webinars.services.rights import erase_person, export_person
from webinars.settings import current_settings
from webinars.tokens import Purpose, address_hash, derive

FORM = "main form[method=post]"
NEW = "new.place@example.org"
SIDES = [Purpose.NEW_ADDRESS, Purpose.OLD_ADDRESS]


@pytest.fixture
def attendee(session: Session) -> Attendee:
    made = make_attendee(session, email="old.place@example.org", language="fr")
    make_registration(session, attendee=made)
    return made


def my_page(attendee: Attendee, more: str = "") -> str:
    key = current_settings().link_key
    token = derive(key, Purpose.MY_PAGE, attendee.id, attendee.generation)
    return f"/en/my/{token}{more}"


def path_of(change: AddressChange, purpose: Purpose) -> str:
    return f"/en/{purpose.value}/{derive(current_settings().link_key, purpose, change.id, 1)}"


def ask(client: Client, attendee: Attendee, email: str = NEW) -> Any:
    path = my_page(attendee, "/address")
    return client.post(path, data={**form_fields(page(client, path), FORM), "email": email})


def press(client: Client, change: AddressChange, purpose: Purpose) -> str:
    path = path_of(change, purpose)
    response = client.post(path, data=form_fields(page(client, path), FORM))
    return " ".join(parsed(response).main.get_text(" ").split())


def address_of(session: Session, attendee: Attendee) -> str:
    session.rollback()
    session.refresh(attendee)
    return attendee.email


def messages(session: Session) -> list[tuple[MessageKind, str, str]]:
    session.rollback()
    rows = session.scalars(select(Message).order_by(Message.id))
    return [(row.kind, row.recipient, row.language) for row in rows]


def test_both_mailboxes_are_asked_in_the_persons_language(client, session, attendee):
    assert ask(client, attendee, " New.Place@Example.org ").status_code == 303

    assert messages(session) == [
        (MessageKind.CONFIRM_OLD_ADDRESS, "old.place@example.org", "fr"),
        (MessageKind.CONFIRM_NEW_ADDRESS, NEW, "fr"),
    ]
    assert "We have written to both addresses." in page(client, my_page(attendee)).get_text()
    assert address_of(session, attendee) == "old.place@example.org"


@pytest.mark.parametrize("order", [SIDES, SIDES[::-1]], ids=["new first", "old first"])
def test_the_new_address_holds_once_both_have_confirmed(client, session, attendee, order):
    change = make_address_change(session, attendee, email=NEW)
    before = my_page(attendee)

    assert "One mailbox is still missing" in press(client, change, order[0])
    assert address_of(session, attendee) == "old.place@example.org"
    assert "The new address holds" in press(client, change, order[1])

    assert address_of(session, attendee) == NEW
    assert attendee.recipient_hash == address_hash(current_settings().address_key, NEW)
    assert messages(session) == [
        (MessageKind.PERSONAL_LINK, NEW, "fr"),
        (MessageKind.INVITATION, NEW, "fr"),
    ]
    assert client.get(before).status_code == 404
    assert client.get(my_page(attendee)).status_code == 200
    assert session.scalars(select(AuditEntry.action)).all() == ["attendee.address_changed"]


def test_the_calendar_entries_of_what_is_ahead_come_anew_with_links_that_hold(
    client, session, attendee
):
    (mine,) = session.scalars(select(Registration)).all()
    make_invitation(session, mine, sequence=3)
    for state in (RegistrationState.WAITING, RegistrationState.CANCELLED):
        make_registration(session, attendee=attendee, state=state)
    make_registration(session, attendee=attendee, webinar=coming(session, days=-2))
    change = make_address_change(session, attendee, email=NEW)

    for side in SIDES:
        press(client, change, side)

    session.rollback()
    (entry,) = session.scalars(select(Message).filter_by(kind=MessageKind.INVITATION)).all()
    assert (entry.recipient, entry.subject_id) == (NEW, mine.id)
    assert session.scalars(select(Invitation.sequence)).all() == [4]


def test_confirming_twice_from_one_mailbox_is_confirming_once(client, session, attendee):
    change = make_address_change(session, attendee, email=NEW)

    for _ in range(2):
        assert "One mailbox is still missing" in press(client, change, Purpose.NEW_ADDRESS)

    assert address_of(session, attendee) == "old.place@example.org"


def test_what_was_still_to_be_sent_goes_to_the_new_address_and_is_written_anew(
    client, session, attendee
):
    message = make_message(
        session,
        kind=MessageKind.PERSONAL_LINK,
        recipient=attendee.email,
        attendee_id=attendee.id,
        subject_type=Subject.ATTENDEE,
        subject_id=attendee.id,
        state=MessageState.QUEUED,
        body=b"To: old.place@example.org",
    )
    change = make_address_change(session, attendee, email=NEW, confirmed_old_at=NOW)

    press(client, change, Purpose.NEW_ADDRESS)

    session.refresh(message)
    assert (message.recipient, message.body) == (NEW, None)


def test_an_address_that_somebody_has_looks_the_same_and_changes_nothing(client, session, attendee):
    make_attendee(session, email=NEW)
    assert ask(client, attendee).status_code == 303
    assert [kind for kind, *_ in messages(session)] == [
        MessageKind.CONFIRM_OLD_ADDRESS,
        MessageKind.CONFIRM_NEW_ADDRESS,
    ]
    change = session.scalars(select(AddressChange)).one()

    press(client, change, Purpose.OLD_ADDRESS)
    shown = press(client, change, Purpose.NEW_ADDRESS)

    assert "Somebody is already registered with new.place@example.org" in shown
    assert address_of(session, attendee) == "old.place@example.org"


def test_a_newer_wish_takes_the_place_of_an_older_one(client, session, attendee):
    older = make_address_change(session, attendee)
    paths = [path_of(older, side) for side in SIDES]

    ask(client, attendee)

    assert [client.get(path).status_code for path in paths] == [404, 404]


def test_links_end_with_their_time_and_the_wish_is_deleted(client, session, attendee):
    change = make_address_change(session, attendee, expires_at=NOW)

    assert client.get(path_of(change, Purpose.NEW_ADDRESS)).status_code == 404
    assert clean_up(NOW).address_changes == 1
    assert session.scalars(select(AddressChange)).all() == []


def test_a_link_for_one_mailbox_does_not_open_the_other(client, session, attendee):
    change = make_address_change(session, attendee)
    token = derive(current_settings().link_key, Purpose.NEW_ADDRESS, change.id, 1)

    assert client.get(f"/en/old-address/{token}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("old.place@example.org", "This is your address already."),
        ("nonsense", "This address is incomplete."),
        ("", "Enter your e-mail address."),
    ],
)
def test_what_is_no_new_address_is_refused(client, session, attendee, typed, sentence):
    response = ask(client, attendee, typed)

    assert response.status_code == 422
    assert sentence in parsed(response).get_text()
    assert session.scalars(select(AddressChange)).all() == []


def test_a_likely_slip_in_the_new_address_is_a_hint_and_no_obstacle(client, session, attendee):
    soup = parsed(ask(client, attendee, "kim@gmial.com"))

    assert "Did you mean kim@gmail.com?" in soup.get_text()
    client.post(my_page(attendee, "/address"), data=form_fields(soup, FORM))
    assert [each.email for each in session.scalars(select(AddressChange))] == ["kim@gmial.com"]


def test_nobody_is_flooded_with_questions(client, session, attendee):
    for _ in range(8):
        ask(client, attendee)

    kinds = [kind for kind, *_ in messages(session)]
    most = current_settings().confirmation_mails_per_day
    assert kinds.count(MessageKind.CONFIRM_NEW_ADDRESS) == most


def test_the_wish_is_part_of_the_persons_data_and_goes_with_them(session, attendee):
    make_address_change(session, attendee, email=NEW)
    table = Base.metadata.tables["address_changes"]

    (row,) = list_personal_rows(session, table, get_person(session, attendee.email))
    assert row["email"] == NEW
    session.rollback()

    erase_person("old.place@example.org", now=NOW + timedelta(minutes=1))

    assert session.scalars(select(AddressChange.id)).all() == []


def test_what_went_to_a_former_address_is_exported_and_erased_with_its_person(
    client, session, attendee
):
    webinar = session.scalars(select(Registration)).one().webinar
    organiser = make_organiser(session, {webinar.hosts[0]: Role.EDITOR})
    make_long_work(session, webinar, organiser, email=attendee.email)
    first = {"kind": MessageKind.CONFIRM_ADDRESS, "recipient": attendee.email}
    make_message(session, **first, state=MessageState.SENT, title="First mail")
    ask(client, attendee)
    for side in SIDES:
        press(client, session.scalars(select(AddressChange)).one(), side)
    later = make_attendee(session, email="old.place@example.org")
    make_message(session, **first, version=2, title="To somebody else")

    written = str(export_person(NEW, now=NOW))
    assert "First mail" in written
    assert "To somebody else" not in written
    theirs = str(export_person(later.email, now=NOW))
    assert "To somebody else" in theirs
    assert "First mail" not in theirs
    erase_person(NEW, now=NOW)

    left = dump(session)
    assert [row["title"] for row in left["messages"] if row["recipient"]] == ["To somebody else"]
    assert [row["email"] for row in left["attendees"]] == ["old.place@example.org"]
    assert left["long_work_lines"] == []
    assert NEW not in repr(left)
