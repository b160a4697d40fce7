"""Passkeys as rows: whose they are, what they are good for, when they go."""

import pytest
from sqlalchemy import select

from tests.support.organisers import make_organiser, make_passkey
from webinars.errors import KeyTakenError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message
from webinars.models.organiser import NewPasskey, Passkey
from webinars.services.organisers import drop_second_factor
from webinars.services.passkeys import add_passkey, remove_passkey, use_passkey
from webinars.services.rights import export_person

MADE = NewPasskey(credential="credential", public_key="key", counter=0)


@pytest.fixture
def olga(session):
    return make_organiser(session, {}, email="olga@example.org")


@pytest.fixture
def sam(session):
    return make_organiser(session, {}, email="sam@example.org")


def actions(session):
    return session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


def test_a_passkey_is_added_once_told_exported_and_removed_by_its_owner_only(
    session, olga, sam, now
):
    add_passkey(olga.id, "Work laptop", MADE, now=now)
    with pytest.raises(KeyTakenError):
        add_passkey(sam.id, "Mine", MADE, now=now)
    [passkey] = session.scalars(select(Passkey))
    assert (passkey.organiser_id, passkey.name, passkey.used_at) == (olga.id, "Work laptop", None)
    assert session.execute(select(Message.kind, Message.recipient)).all() == [
        ("passkey-added", "olga@example.org")
    ]
    [told] = export_person("olga@example.org", now=now)["data"]["passkeys"]["rows"]
    assert told["name"] == "Work laptop"
    assert "public_key" not in told

    number = passkey.id
    assert not remove_passkey(sam.id, number, now=now)
    assert remove_passkey(olga.id, number, now=now)
    assert not remove_passkey(olga.id, number, now=now)
    assert actions(session) == ["passkey.added", "passkey.removed"]


def test_each_challenge_is_answered_once_and_counters_only_go_forward(session, olga, now):
    counting, shared = make_passkey(session, olga, counter=7), make_passkey(session, olga)
    assert use_passkey(counting.id, "one", 8, now=now)
    assert not use_passkey(counting.id, "one", 9, now=now)
    assert not use_passkey(counting.id, "two", 8, now=now)
    assert not use_passkey(counting.id, "three", 0, now=now)
    session.refresh(counting)
    assert (counting.counter, counting.used_at) == (8, now)

    assert use_passkey(shared.id, "four", 0, now=now)
    assert use_passkey(shared.id, "five", 0, now=now)
    assert not use_passkey(shared.id, "five", 0, now=now)
    largest = 2**32 - 1
    assert use_passkey(shared.id, "six", largest, now=now)
    assert not use_passkey(shared.id, "seven", 0, now=now)

    session.delete(shared)
    session.commit()
    assert not use_passkey(shared.id, "eight", largest, now=now)


def test_passkeys_go_with_the_account_and_with_the_lost_telephone(session, olga, sam, now):
    make_passkey(session, olga)
    kept = make_passkey(session, sam)
    assert drop_second_factor("olga@example.org", now=now)
    assert not drop_second_factor("olga@example.org", now=now)
    assert session.scalars(select(Passkey.id)).all() == [kept.id]

    session.delete(sam)
    session.commit()
    assert session.scalars(select(Passkey.id)).all() == []
