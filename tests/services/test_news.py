"""The news of a host: only to those who agreed to it, never to the other host's people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import make_attendee, make_consent, make_hosts, make_message, texts
from tests.support.news import make_news, make_news_reader
from tests.support.organisers import make_organiser
from tests.support.reminders import make_suppression
from webinars.database.claims import claim_due
from webinars.database.engine import transaction
from webinars.database.leases import open_lease
from webinars.database.subjects import drop_reason, still_wanted
from webinars.errors import ChangeRefusedError, NotFoundError
from webinars.models.consent import Consent
from webinars.models.message import DropReason, Lane, Message, MessageKind, MessageState, Subject
from webinars.models.news import NewsReader
from webinars.models.organiser import Role
from webinars.queries.news import count_news_readers
from webinars.services.consents import withdraw_by_link
from webinars.services.news import draft_news, edit_news, send_news, withhold_news
from webinars.services.retention import NEWS_DAYS, clean_up
from webinars.settings import current_settings
from webinars.tokens import UNSUBSCRIBE_GENERATION, Purpose, derive


@pytest.fixture
def hosts(session):
    return make_hosts(session)


@pytest.fixture
def editor(session, hosts):
    return make_organiser(session, {hosts[0]: Role.EDITOR})


def stop_token(reader):
    key = current_settings().link_key
    return derive(key, Purpose.STOP_NEWS, reader.id, UNSUBSCRIBE_GENERATION)


def agree(session, host, email):
    """Let somebody with this address agree to the news; return the reader and the consent."""
    attendee = make_attendee(session, email=email)
    consent = make_consent(session, attendee, host_id=host.id)
    return make_news_reader(session, host, email), consent


def messages(session):
    found = session.query(Message).filter_by(kind=MessageKind.NEWS).order_by(Message.recipient)
    return found.populate_existing().all()


def wanted(session, message):
    found = session.query(Message.id).filter(
        Message.id == message.id, still_wanted(MessageKind.NEWS)
    )
    return found.first() is not None


def test_it_goes_to_those_who_agreed_with_this_host_and_after_everything_else(
    session, hosts, editor, now
):
    for email in ("a@example.org", "b@example.org"):
        agree(session, hosts[0], email)
    make_news_reader(session, hosts[0], "left@example.org", confirmed_at=None)
    make_suppression(session, make_news_reader(session, hosts[0], "bad@example.org").email)
    make_news_reader(session, hosts[1], "other@example.org")
    assert count_news_readers(hosts[0]) == {"de": 2}

    row = make_news(session, hosts[0])
    assert send_news(editor, hosts[0].key, row.id, seen=1, now=now) == 2

    found = messages(session)
    assert [each.recipient for each in found] == ["a@example.org", "b@example.org"]
    assert {each.lane for each in found} == {Lane.NEWS}
    first = make_message(session, due_at=now + timedelta(minutes=3)).id
    later = now + timedelta(minutes=4)
    with transaction() as writing:
        open_lease(writing, "sender", now=later, expires_at=later + timedelta(minutes=1))
        claims = claim_due(writing, "sender", limit=9, now=later)
    assert claims[0].id == first
    assert len(claims) == 3


def test_who_withdraws_before_the_dot_gets_nothing_and_the_ledger_says_when(
    session, hosts, editor, now
):
    reader, consent = agree(session, hosts[0], "a@example.org")
    other, kept = agree(session, hosts[1], "b@example.org")
    row = make_news(session, hosts[0])
    send_news(editor, hosts[0].key, row.id, seen=1, now=now)
    (message,) = messages(session)
    assert wanted(session, message)

    for _twice in range(2):
        withdraw_by_link(stop_token(reader), now=now)

    session.expire_all()
    assert (consent.withdrawn_at, reader.email, reader.confirmed_at) == (now, "", None)
    assert (kept.withdrawn_at, other.email) == (None, "b@example.org")
    assert not wanted(session, message)
    assert drop_reason(session, message) is DropReason.WITHDRAWN


def test_it_can_be_taken_back_while_none_has_left_and_written_anew(session, hosts, editor, now):
    agree(session, hosts[0], "a@example.org")
    key = hosts[0].key
    number = draft_news(editor, key, titles=texts("Dates"), texts=texts("New"), now=now)
    send_news(editor, key, number, seen=1, now=now)
    with pytest.raises(ChangeRefusedError):
        send_news(editor, key, number, seen=1, now=now)

    withhold_news(editor, key, number, seen=2, now=now + timedelta(seconds=60))

    (message,) = messages(session)
    assert (message.state, message.reason) == (MessageState.DROPPED, DropReason.OVERTAKEN)
    edit_news(editor, key, number, titles=texts("Dates"), texts=texts("Newer"), seen=3)
    assert send_news(editor, key, number, seen=4, now=now) == 1
    with pytest.raises(ChangeRefusedError):
        withhold_news(editor, key, number, seen=5, now=now + timedelta(minutes=3))


def test_only_editors_of_the_host_write_for_it(session, hosts, now):
    row = make_news(session, hosts[0])
    for roles in ({hosts[0]: Role.VIEWER}, {hosts[1]: Role.OWNER}, {}):
        with pytest.raises(NotFoundError):
            send_news(make_organiser(session, roles), hosts[0].key, row.id, seen=1, now=now)
    own = make_organiser(session, {hosts[1]: Role.OWNER})
    with pytest.raises(NotFoundError):
        send_news(own, hosts[1].key, row.id, seen=1, now=now)


def test_an_address_without_a_sign_of_life_is_deleted_and_its_consent_ends(session, hosts, now):
    old = now - timedelta(days=NEWS_DAYS, seconds=1)
    idle = make_news_reader(session, hosts[0], "idle@example.org", seen_at=old)
    alive = make_news_reader(session, hosts[0], "alive@example.org").id
    seen, _consent = agree(session, hosts[1], "registered@example.org")
    seen.seen_at = old
    attendee = make_attendee(session, email="gone@example.org")
    consent = make_consent(session, attendee, attendee_id=None, person_hash=idle.recipient_hash)
    kept = make_consent(session, attendee, attendee_id=None)
    make_news_reader(session, hosts[0], "gone@example.org", seen_at=old + timedelta(days=9))
    session.commit()

    assert clean_up(now).news_readers == 1

    session.expire_all()
    assert session.get(NewsReader, alive) is not None
    assert session.query(NewsReader).count() == 3
    assert session.get(Consent, consent.id).withdrawn_at == now
    assert session.get(Consent, kept.id).withdrawn_at is None


def test_messages_about_news_belong_to_no_webinar(session, hosts, editor, now):
    agree(session, hosts[0], "a@example.org")
    row = make_news(session, hosts[0])
    send_news(editor, hosts[0].key, row.id, seen=1, now=now)

    (message,) = messages(session)
    assert (message.subject_type, message.subject_id) == (Subject.NEWS, row.id)
    assert message.attendee_id is None
