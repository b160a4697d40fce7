"""The team of a host: invited, changed, taken away, and never left without an owner."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts
from tests.support.organisers import make_organiser
from webinars.errors import LastOwnerError, NotFoundError, TooManyMailsError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Membership, NewOrganiser, Organiser, PasswordLink, Role
from webinars.services.team import Invited, change_member, invite, remove_member, send_again
from webinars.steps.password_links import MAILS_PER_DAY
from webinars.tokens import LARGEST_ROW

NELE = NewOrganiser(email="nele@example.org", name="Nele Neu", language="fr")


@pytest.fixture
def hosts(session):
    return make_hosts(session)


@pytest.fixture
def owner(session, hosts):
    made = make_organiser(session, {hosts[0]: Role.OWNER}, password="hash")
    session.commit()
    return made


def mails(session):
    session.commit()
    return [
        (each.kind, each.recipient, each.language)
        for each in session.scalars(select(Message).order_by(Message.id))
    ]


def acts(session):
    session.commit()
    return [
        (each.actor, each.action, each.details)
        for each in session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    ]


def account(session, email=NELE.email):
    session.commit()
    return session.scalar(select(Organiser).where(Organiser.email == email))


def test_who_is_invited_gets_a_link_in_the_own_language_once(session, hosts, owner):
    key = hosts[0].key
    assert invite(owner, key, NELE, Role.EDITOR, now=NOW) is Invited.LINK
    assert invite(owner, key, NELE, Role.OWNER, now=NOW) is Invited.MEMBER

    assert mails(session) == [(MessageKind.SET_PASSWORD, NELE.email, "fr")]
    assert [each.role for each in account(session).memberships] == [Role.EDITOR]
    actor = f"organiser {owner.id}"
    assert acts(session) == [
        (actor, "organiser.added", {}),
        (actor, "organiser.role", {"host": key, "role": "editor", "before": None}),
    ]


def test_who_has_an_access_keeps_it_and_is_told_of_the_new_role(session, hosts, owner):
    make_organiser(session, {hosts[1]: Role.VIEWER}, email=NELE.email, name="Nele", password="hash")

    assert invite(owner, hosts[0].key, NELE, Role.EDITOR, now=NOW) is Invited.TOLD

    known = account(session)
    assert (known.name, known.language) == ("Nele", "en")
    assert {each.role for each in known.memberships} == {Role.VIEWER, Role.EDITOR}
    assert mails(session) == [(MessageKind.ACCESS_CHANGED, NELE.email, "en")]


def test_another_link_makes_the_former_one_invalid_and_there_are_not_many(session, hosts, owner):
    key = hosts[0].key
    invite(owner, key, NELE, Role.EDITOR, now=NOW)
    number = account(session).id
    before = session.scalars(select(PasswordLink.id)).all()
    for _ in range(MAILS_PER_DAY - 1):
        send_again(owner, key, number, now=NOW)
    with pytest.raises(TooManyMailsError):
        send_again(owner, key, number, now=NOW)

    session.commit()
    after = session.scalars(select(PasswordLink.id)).all()
    assert (len(before), len(after)) == (1, 1)
    assert before != after
    send_again(owner, key, number, now=NOW + timedelta(days=1))


def test_an_invitation_that_is_taken_back_leaves_no_account(session, hosts, owner):
    key = hosts[0].key
    invite(owner, key, NELE, Role.EDITOR, now=NOW)
    remove_member(owner, key, account(session).id, now=NOW)

    assert account(session) is None
    assert session.scalars(select(PasswordLink)).all() == []
    assert mails(session) == [(MessageKind.SET_PASSWORD, "", "fr")]
    assert acts(session)[-1][1:] == ("organiser.removed", {"host": key, "before": "editor"})


def test_an_invitation_taken_back_by_one_host_stands_for_the_other(session, hosts, owner):
    make_organiser(session, dict.fromkeys(hosts, Role.VIEWER), email=NELE.email)
    remove_member(owner, hosts[0].key, account(session).id, now=NOW)
    assert [each.host_id for each in account(session).memberships] == [hosts[1].id]


def test_each_change_of_a_role_is_told_and_written_down(session, hosts, owner):
    key = hosts[0].key
    number = make_organiser(session, {hosts[0]: Role.VIEWER}, password="hash").id
    session.commit()
    assert change_member(owner, key, number, Role.EDITOR, now=NOW)
    assert not change_member(owner, key, number, Role.EDITOR, now=NOW)
    assert change_member(owner, key, number, Role.OWNER, now=NOW)
    remove_member(owner, key, number, now=NOW)

    assert [kind for kind, *_ in mails(session)] == [MessageKind.ACCESS_CHANGED] * 3
    assert [(act, details.get("before")) for _, act, details in acts(session)] == [
        ("organiser.role", "viewer"),
        ("organiser.role", "editor"),
        ("organiser.removed", "owner"),
    ]
    assert session.get(Organiser, number).left_at == NOW


@pytest.mark.parametrize("other", [{"password": None}, {"password": "hash", "active": False}])
def test_the_last_owner_who_can_decide_stays(session, hosts, owner, other):
    key = hosts[0].key
    make_organiser(session, {hosts[0]: Role.OWNER}, **other)
    make_organiser(session, {hosts[1]: Role.OWNER}, password="hash")
    session.commit()
    with pytest.raises(LastOwnerError):
        change_member(owner, key, owner.id, Role.EDITOR, now=NOW)
    with pytest.raises(LastOwnerError):
        remove_member(owner, key, owner.id, now=NOW)
    assert not change_member(owner, key, owner.id, Role.OWNER, now=NOW)

    second = make_organiser(session, {hosts[0]: Role.OWNER}, password="hash")
    session.commit()
    remove_member(owner, key, owner.id, now=NOW)
    with pytest.raises(LastOwnerError):
        remove_member(second, key, second.id, now=NOW)
    assert session.scalar(select(Membership.role).where(Membership.organiser_id == second.id))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_only_owners_of_this_host_decide(session, hosts, owner, role):
    other = make_organiser(session, {hosts[0]: role, hosts[1]: Role.OWNER}, password="hash")
    session.commit()
    key = hosts[0].key
    with pytest.raises(NotFoundError):
        invite(other, key, NELE, Role.OWNER, now=NOW)
    with pytest.raises(NotFoundError):
        change_member(other, key, other.id, Role.OWNER, now=NOW)
    with pytest.raises(NotFoundError):
        remove_member(other, key, owner.id, now=NOW)
    with pytest.raises(NotFoundError):
        remove_member(owner, key, LARGEST_ROW, now=NOW)
    assert mails(session) == []
