"""Accounts and roles, and how they end."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories import NOW, make_hosts
from tests.support.organisers import make_organiser, make_password_link, make_session
from webinars.errors import NotFoundError, TooManyGuessesError
from webinars.models.guess import Guess
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import (
    Membership,
    NewOrganiser,
    Organiser,
    OrganiserSession,
    PasswordLink,
    Role,
)
from webinars.services.guesses import PER_ACCOUNT, begin_attempt, forgive
from webinars.services.organisers import (
    activate,
    add_organiser,
    change_role,
    deactivate,
    link_for,
    remove_role,
)
from webinars.services.passwords import use_code
from webinars.services.retention import clean_up
from webinars.services.rights import erase_person, export_person

OLGA = NewOrganiser(email="olga@example.org", name="Olga Example", language="de")


@pytest.fixture
def host(session):
    made = make_hosts(session)[0]
    session.commit()
    return made


def count(session, model):
    session.commit()
    return session.scalar(select(func.count()).select_from(model))


def test_adding_twice_is_like_once(session, host):
    first = add_organiser(OLGA, host.key, Role.EDITOR, now=NOW)
    again = add_organiser(OLGA, host.key, Role.EDITOR, now=NOW)

    assert (first.created, first.role_changed, first.mailed) == (True, True, True)
    assert (again.created, again.role_changed, again.mailed) == (False, False, False)
    assert [count(session, each) for each in (Organiser, Membership, Message)] == [1, 1, 1]
    message = session.scalar(select(Message))
    assert (message.kind, message.language) == (MessageKind.SET_PASSWORD, "de")


def test_a_role_can_be_changed_and_taken(session, host):
    add_organiser(OLGA, host.key, Role.EDITOR, now=NOW)
    assert change_role(OLGA.email, host.key, Role.OWNER, now=NOW)
    assert not change_role(OLGA.email, host.key, Role.OWNER, now=NOW)
    assert session.scalar(select(Membership.role)) == Role.OWNER
    assert remove_role(OLGA.email, host.key, now=NOW)
    assert not remove_role(OLGA.email, host.key, now=NOW)
    assert session.scalar(select(Organiser.left_at)) == NOW


def test_nobody_gets_a_role_at_a_host_that_is_not_there(session, host):
    with pytest.raises(NotFoundError):
        add_organiser(OLGA, "nowhere", Role.OWNER, now=NOW)
    assert count(session, Organiser) == 0


def test_an_account_that_is_switched_off_loses_sessions_and_links(session, host):
    olga = make_organiser(session, {host: Role.OWNER}, email=OLGA.email)
    make_session(session, olga, "here")
    make_password_link(session, olga)
    session.commit()

    assert deactivate(OLGA.email, now=NOW)
    assert not deactivate(OLGA.email, now=NOW)

    assert [count(session, each) for each in (OrganiserSession, PasswordLink)] == [0, 0]
    with pytest.raises(NotFoundError):
        link_for(OLGA.email, now=NOW)
    assert activate(OLGA.email, now=NOW)
    assert link_for(OLGA.email, now=NOW)[0].startswith(
        "http://localhost/en/organiser/set-password/"
    )


def test_an_account_without_hosts_is_deleted_after_thirty_days(session, host):
    add_organiser(OLGA, host.key, Role.OWNER, now=NOW)
    make_organiser(session, {host: Role.OWNER}, left_at=NOW - timedelta(days=99))
    session.commit()
    remove_role(OLGA.email, host.key, now=NOW)

    assert clean_up(NOW + timedelta(days=30)).organisers == 0
    assert clean_up(NOW + timedelta(days=30, seconds=1)).organisers == 1
    assert count(session, Organiser) == 1


def test_what_is_over_is_deleted(session, host):
    olga = make_organiser(session, {host: Role.OWNER})
    kept = make_session(session, olga, "kept")
    for token, column in (("idle", "seen_at"), ("over", "expires_at")):
        setattr(make_session(session, olga, token), column, NOW - timedelta(days=1))
    make_password_link(session, olga, expires_at=NOW)
    make_password_link(session, olga)
    session.commit()
    begin_attempt("a", "b", now=NOW - timedelta(hours=1))

    assert clean_up(NOW).sessions == 5

    assert session.scalars(select(OrganiserSession.id)).all() == [kept.id]
    assert [count(session, each) for each in (PasswordLink, Guess)] == [1, 0]


def test_a_full_bucket_says_how_long_to_wait_and_counts_nothing_more(session, host):
    for minute in range(PER_ACCOUNT):
        begin_attempt("olga", f"network {minute}", now=NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyGuessesError) as refusal:
        begin_attempt("olga", "elsewhere", now=NOW + timedelta(minutes=10))
    assert refusal.value.seconds == 5 * 60
    assert count(session, Guess) == 2 * PER_ACCOUNT
    attempt = begin_attempt("olga", "elsewhere", now=NOW + timedelta(minutes=15))
    forgive(attempt)
    assert count(session, Guess) == PER_ACCOUNT


def test_of_two_who_send_the_same_code_one_gets_in(session, host):
    olga = make_organiser(session, {host: Role.OWNER})
    session.commit()
    assert [use_code(olga.id, number) for number in (7, 7, 6, 8)] == [True, False, False, True]


def test_export_and_erasure_take_the_account_along(session, host):
    olga = make_organiser(session, {host: Role.EDITOR}, email=OLGA.email)
    make_session(session, olga, "here")
    session.commit()

    exported = export_person(OLGA.email, now=NOW)["data"]

    assert exported["organisers"]["rows"][0]["name"] == olga.name
    assert (
        exported["memberships"]["rows"] == [{"role": "editor", "organiser": None, "host": host.key}]
        or exported["memberships"]["rows"][0]["host"] == host.key
    )
    assert erase_person(OLGA.email, now=NOW).found
    assert [count(session, each) for each in (Organiser, Membership, OrganiserSession)] == [0, 0, 0]
