"""Codes for the day when the telephone is lost."""

import pytest
from sqlalchemy import select

from tests.factories import make_hosts
from tests.support.pages import page, parsed, post, text_of
from tests.support.sign_in import (
    ACCOUNT,
    PASSWORD,
    SIGN_IN,
    give_authenticator,
    is_signed_in,
    make_olga,
    sign_in_as,
)
from webinars.models.audit import AuditEntry
from webinars.models.message import Message
from webinars.models.organiser import RecoveryCode
from webinars.services.organisers import drop_second_factor
from webinars.services.passwords import switch_off_second_factor
from webinars.services.recovery_codes import CODES, renew_codes, use_recovery_code

URL = f"{ACCOUNT}/recovery-codes"


@pytest.fixture
def olga(session, client):
    made = make_olga(session, make_hosts(session)[0])
    sign_in_as(client)
    give_authenticator(session, made)
    return made


def codes_of(response):
    return [each.get_text() for each in parsed(response).select("ol code")]


def hashes(session):
    session.commit()
    return set(session.scalars(select(RecoveryCode.code_hash)))


def test_codes_are_shown_once_stored_as_hashes_and_renewed(client, session, olga):
    assert "0 recovery codes are left" in text_of(page(client, ACCOUNT))
    assert post(client, URL, {"password": "wrong"}).status_code == 422
    first = post(client, URL, {"password": PASSWORD})
    codes = codes_of(first)

    assert len(set(codes)) == CODES
    assert first.headers["Cache-Control"] == "no-store"
    before = hashes(session)
    assert len(before) == CODES
    assert not [code for code in codes if code.replace("-", "") in before]
    assert "10 recovery codes are left" in text_of(page(client, ACCOUNT))
    assert "All former codes become invalid." in text_of(page(client, URL))

    assert not set(codes) & set(codes_of(post(client, URL, {"password": PASSWORD})))
    assert not before & hashes(session)


def test_a_code_opens_the_sign_in_once_however_it_is_typed_and_is_told(client, session, olga, now):
    code = renew_codes(olga.id, now=now)[0]
    typed = f" {code[:4].upper()}-{code[4:8]} {code[8:]}"
    telephoneless, other = (client.application.test_client() for _ in range(2))
    sign_in_as(telephoneless)
    assert post(telephoneless, SIGN_IN, {"code": typed}).status_code == 303
    assert is_signed_in(telephoneless)

    sign_in_as(other)
    refused = post(other, SIGN_IN, {"code": typed})
    assert refused.status_code == 422
    assert "wrong or was used before" in text_of(parsed(refused))
    assert not is_signed_in(other)
    assert len(hashes(session)) == CODES - 1
    assert session.scalars(select(Message.kind)).all() == ["recovery-code-used"]
    assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == [
        "recovery_codes.made",
        "recovery_code.used",
    ]


def test_codes_of_others_and_without_an_authenticator_are_worth_nothing(client, session, olga, now):
    sam = make_olga(session, olga.memberships[0].host, email="sam@example.org")
    give_authenticator(session, sam)
    code = renew_codes(sam.id, now=now)[0]
    assert not use_recovery_code(olga.id, code, now=now)

    renew_codes(olga.id, now=now)
    switch_off_second_factor(olga.id, actor="organiser", now=now)
    drop_second_factor(sam.email, now=now)
    assert hashes(session) == set()
    assert client.get(URL).location == ACCOUNT
