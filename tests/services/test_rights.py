import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.schema import DropTable

from tests import factories
from tests.support.organisers import make_organiser
from tests.support.people import fill_with_canaries, make_person
from tests.support.rows import TABLES, dump
from webinars.errors import LastOwnerError
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.consent import Consent
from webinars.models.message import PROVING, DropReason, Message, MessageKind, MessageState
from webinars.models.organiser import Membership, Role
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar
from webinars.queries.rights import list_exported_tables, list_personal_tables, marks
from webinars.services.rights import erase_person, export_person
from webinars.settings import current_settings
from webinars.tokens import address_hash

TABLE_OF = {table.name: table for table in TABLES}

ADDRESS = "vera.verschwiegen@example.org"
NAMES = ("Veranika", "Verschwiegenova")


@pytest.fixture
def vera(session):
    return make_person(session, ADDRESS, *NAMES)[0]


def test_an_export_holds_the_value_of_every_marked_column(session, now, vera):
    canaries = fill_with_canaries(session)

    export = export_person(ADDRESS, now=now)

    written = json.dumps(export, ensure_ascii=False)
    instants = {instant.isoformat() for instant in canaries.instants}
    missing = [text for text in canaries.texts | instants if text not in written]
    assert not missing
    for table in list_personal_tables():
        part = export["data"][table.name]
        assert part["rows"], table.name
        assert set(marks(table)) <= set(part["rows"][0]), table.name


def test_an_export_says_for_what_and_how_long_each_column_is_kept(session, now, vera):
    data = export_person(ADDRESS, now=now)["data"]

    said = [
        (said["purpose"], said["kept"])
        for part in data.values()
        for said in part["columns"].values()
    ]
    log = len(data["audit_entries"]["columns"])
    assert len(said) == sum(len(marks(table)) for table in list_exported_tables()) + log
    assert all(purpose and kept for purpose, kept in said)
    days = str(current_settings().registration_days)
    assert days in data["attendees"]["columns"]["email"]["kept"]


def test_an_export_names_both_hosts_as_responsible(session, now, vera):
    responsible = export_person(ADDRESS, now=now)["responsible"]
    assert [host["name"] for host in responsible] == ["Energy Saxony", "TWEED"]


def test_an_export_says_in_words_what_a_row_points_to(session, now):
    _, webinar = make_person(session, ADDRESS, *NAMES)

    data = export_person(ADDRESS, now=now)["data"]

    assert data["registrations"]["rows"][0]["webinar"] == webinar.key
    assert data["signups"]["rows"][0]["webinars"] == [webinar.key]
    assert data["signups"]["rows"][0]["news_hosts"] == ["energy-saxony"]
    assert data["consents"]["rows"][0]["host"] == "energy-saxony"
    assert data["consents"]["rows"][0]["text"].startswith("Text ")
    assert data["attendees"]["rows"][0]["organisation"].startswith("organisation-")


def test_an_export_holds_nothing_of_anybody_else(session, now, vera):
    make_person(session, "otto@example.org", "Ottokar", "Anderswo")

    written = json.dumps(export_person(ADDRESS, now=now), ensure_ascii=False)

    assert not [word for word in ("otto@", "Ottokar", "Anderswo") if word in written]


@pytest.mark.parametrize("kind", MessageKind)
def test_an_export_holds_no_mail_whose_links_open_more_than_my_page(session, now, kind):
    factories.make_message(session, kind=kind, recipient=ADDRESS, body=b"a link", title="Title")

    (row,) = export_person(ADDRESS, now=now)["data"]["messages"]["rows"]

    assert row["title"] == "Title"
    assert row["body"] == (None if kind in PROVING else "a link")


def test_an_export_for_an_unknown_address_is_empty(session, now, vera):
    data = export_person("nobody@example.org", now=now)["data"]
    assert not [part for part in data.values() if part["rows"]]


def test_export_and_erasure_do_not_mind_how_the_address_is_written(session, now, vera):
    assert export_person(f" {ADDRESS.upper()} ", now=now)["data"]["attendees"]["rows"]
    assert erase_person(f" {ADDRESS.upper()} ", now=now).rows["attendees"] == 1


def test_after_an_erasure_nothing_of_the_person_is_left(session, now, vera):
    canaries = fill_with_canaries(session)
    make_organiser(session, {factories.make_hosts(session)[0]: Role.OWNER}, password="hash")
    session.commit()
    proof = list(marks(TABLE_OF["consents"]))

    erase_person(ADDRESS, now=now)

    left = dump(session)
    for row in left["consents"]:
        for name in proof:
            row.pop(name)
    written = repr(left)
    found = [text for text in (ADDRESS, *NAMES, *canaries.texts) if text in written]
    assert not found
    instants = {
        value
        for rows in left.values()
        for row in rows
        for value in row.values()
        if isinstance(value, datetime)
    }
    assert not instants & canaries.instants


def test_an_erasure_without_canaries_also_leaves_no_name(session, now, vera):
    before = repr(dump(session))
    assert all(word in before for word in (ADDRESS, *NAMES))

    erase_person(ADDRESS, now=now)

    after = repr(dump(session))
    assert not [word for word in (ADDRESS, *NAMES) if word in after]


def test_an_erasure_leaves_everybody_else_untouched(session, now):
    make_person(session, "otto@example.org", "Ottokar", "Anderswo")
    before = dump(session)
    make_person(session, ADDRESS, *NAMES)

    erase_person(ADDRESS, now=now)

    after = dump(session)
    for table in ("attendees", "signups", "signup_webinars", "registrations", "invitations"):
        assert after[table] == before[table], table
    for table in ("consents", "messages"):
        assert after[table][: len(before[table])] == before[table], table


def test_an_erasure_frees_the_seat_and_only_the_seat(session, now):
    _, webinar = make_person(session, ADDRESS, *NAMES)
    factories.make_registration(session, webinar=webinar)

    report = erase_person(ADDRESS, now=now)

    assert report.seats == 1
    assert session.get(Webinar, webinar.id).seats_taken == 1
    assert session.scalars(select(Registration.webinar_id)).all() == [webinar.id]
    assert sorted(session.scalars(select(Webinar.seats_taken))) == [0, 1]


def test_the_seat_that_an_erasure_frees_goes_to_whoever_waits_longest(session, now):
    _, webinar = make_person(session, ADDRESS, *NAMES)
    webinar.capacity = 1
    waiting = factories.make_registration(session, webinar=webinar, state="waiting")

    erase_person(ADDRESS, now=now)

    session.refresh(waiting)
    assert waiting.state == "confirmed"
    (message,) = session.scalars(select(Message).where(Message.kind == "moved-up"))
    assert message.recipient == waiting.attendee.email


def test_an_erasure_drops_open_messages_and_takes_them_from_their_sender(session, now, vera):
    report = erase_person(ADDRESS, now=now)

    rows = session.scalars(select(Message).order_by(Message.id)).all()
    states = [row.state for row in rows]
    assert not {MessageState.QUEUED, MessageState.SENDING} & set(states)
    dropped = [row for row in rows if row.reason == DropReason.ERASED]
    assert len(dropped) == report.messages == 3
    assert {row.attempt for row in dropped} == {1}
    assert {row.owner for row in dropped} == {None}
    assert {row.settled_at for row in dropped} == {now}
    assert {(row.recipient, row.body, row.title) for row in rows} == {("", None, "")}


def test_an_erasure_keeps_the_proof_of_consent_under_a_keyed_hash(session, now, vera):
    erase_person(ADDRESS, now=now)

    consent = session.scalars(select(Consent)).one()
    assert consent.person_hash == address_hash(current_settings().address_key, ADDRESS)
    assert (consent.attendee_id, consent.withdrawn_at) == (None, now)


def test_an_erasure_does_not_move_an_earlier_withdrawal(session, now, vera):
    earlier = now - timedelta(days=9)
    session.scalars(select(Consent)).one().withdrawn_at = earlier
    session.commit()

    erase_person(ADDRESS, now=now)

    assert session.scalars(select(Consent.withdrawn_at)).one() == earlier


def test_an_erasure_is_written_down_without_the_person(session, now, vera):
    erase_person(ADDRESS, now=now)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.subject_id) == ("operator", "attendee.erased", None)
    assert entry.details["seats"] == 1
    assert entry.details["rows"]["attendees"] == 1


def test_a_second_erasure_finds_only_what_had_to_stay(session, now, vera):
    erase_person(ADDRESS, now=now)
    before = session.scalars(select(Attendee)).all()

    again = erase_person(ADDRESS, now=now)

    assert before == []
    assert (again.seats, again.messages, again.rows["attendees"], again.rows["signups"]) == (
        0,
        0,
        0,
        0,
    )


def test_erasing_an_unknown_address_writes_nothing_down(session, now):
    report = erase_person("nobody@example.org", now=now)
    assert not report.found
    assert not session.scalars(select(AuditEntry)).all()


def test_an_address_that_never_confirmed_is_erased_too(session, now):
    factories.make_signup(session, email=ADDRESS, given_name=NAMES[0])

    assert erase_person(ADDRESS, now=now).rows["signups"] == 1
    assert NAMES[0] not in repr(dump(session))


def test_an_erasure_that_fails_at_its_end_changes_nothing(session, now, vera):
    session.execute(DropTable(TABLE_OF["audit_entries"]))
    session.commit()
    tables = [table for table in TABLES if table.name != "audit_entries"]
    before = dump(session, tables)

    with pytest.raises((OperationalError, ProgrammingError)):
        erase_person(ADDRESS, now=now)

    assert dump(session, tables) == before


def test_the_last_owner_of_a_host_is_not_erased_in_part_either(session, now, vera):
    hosts = factories.make_hosts(session)
    member = session.scalars(select(Membership).where(Membership.role == Role.VIEWER)).one()
    member.role = Role.OWNER
    make_organiser(session, {hosts[0]: Role.OWNER}, password=None)
    make_organiser(session, {hosts[0]: Role.EDITOR, hosts[1]: Role.OWNER}, password="hash")
    session.commit()
    before = dump(session)

    with pytest.raises(LastOwnerError) as refused:
        erase_person(ADDRESS, now=now)

    assert refused.value.hosts == [member.host.key]
    assert dump(session) == before
    make_organiser(session, {member.host: Role.OWNER}, password="hash")
    session.commit()
    assert erase_person(ADDRESS, now=now).rows["organisers"] == 1
