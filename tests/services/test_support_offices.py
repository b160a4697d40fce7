"""Support offices: invited for one region of a series, taken away, and forgotten in time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts, make_series
from tests.mail.mails import composed
from tests.mail.reading import text_of, words_of
from tests.support.organisers import make_organiser
from webinars.errors import NotFoundError, TooManyMailsError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.organiser import NewOrganiser, Organiser, Role, SupportOffice
from webinars.services.support_offices import OfficeInvited, end_office, invite_office
from webinars.services.team import invite, remove_member
from webinars.steps.accounts import LEFT_DAYS, delete_left_organisers
from webinars.steps.password_links import MAILS_PER_DAY
from webinars.tokens import LARGEST_ROW

NELE = NewOrganiser(email="nele@example.org", name="Nele Neu", language="fr")


@pytest.fixture
def hosts(session):
    return make_hosts(session)


@pytest.fixture
def owner(session, hosts):
    made = make_organiser(session, {hosts[0]: Role.OWNER}, password="hash")
    make_series(session, hosts=list(hosts), key="joint")
    make_series(session, hosts=[hosts[1]], key="theirs")
    session.commit()
    return made


def ask(owner, series="joint", region="saxony", person=NELE):
    return invite_office(owner, "energy-saxony", person, series, region, now=NOW)


def messages(session):
    session.commit()
    return session.execute(select(Message.kind, Message.state).order_by(Message.id)).all()


def nele(session):
    session.commit()
    return session.scalar(select(Organiser).where(Organiser.email == NELE.email))


def office_number(session):
    session.commit()
    return session.scalar(select(SupportOffice.id).order_by(SupportOffice.id.desc()))


def test_who_is_invited_gets_a_link_and_another_one_when_invited_again(session, owner):
    assert ask(owner) is OfficeInvited.LINK
    assert ask(owner) is OfficeInvited.LINK

    [office] = nele(session).support_offices
    assert (office.host.key, office.series.key, office.region.key) == (
        "energy-saxony",
        "joint",
        "saxony",
    )
    assert [kind for kind, _ in messages(session)] == [MessageKind.SET_PASSWORD] * 2
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [each.action for each in entries] == ["organiser.added", "support_office.given"]
    assert entries[1].actor == f"organiser {owner.id}"
    assert entries[1].details["host"] == "energy-saxony"
    assert entries[1].details["values"]["region"][1]["en"] == "Saxony"

    for _ in range(MAILS_PER_DAY - 2):
        ask(owner)
    with pytest.raises(TooManyMailsError):
        ask(owner, region="wallonia")
    assert len(nele(session).support_offices) == 1


def test_who_has_an_access_is_told_once_and_a_member_gets_nothing(session, hosts, owner):
    made = make_organiser(session, {hosts[1]: Role.VIEWER}, email=NELE.email, password="hash")
    session.commit()

    assert ask(owner) is OfficeInvited.TOLD
    assert ask(owner) is OfficeInvited.SAME
    assert [kind for kind, _ in messages(session)] == [MessageKind.ACCESS_CHANGED]
    assert nele(session).name == made.name

    invite(owner, "energy-saxony", NELE, Role.VIEWER, now=NOW)
    assert ask(owner, region="wallonia") is OfficeInvited.MEMBER
    assert len(nele(session).support_offices) == 1


def test_only_owners_invite_and_only_for_series_of_their_host(session, hosts, owner):
    editor = make_organiser(session, {hosts[0]: Role.EDITOR, hosts[1]: Role.OWNER})
    session.commit()
    for asked in (
        lambda: ask(editor),
        lambda: ask(owner, series="theirs"),
        lambda: ask(owner, series="none"),
        lambda: ask(owner, region="elsewhere"),
    ):
        with pytest.raises(NotFoundError):
            asked()
    assert nele(session) is None


def test_an_unused_invitation_leaves_nothing_behind_when_it_is_taken_back(session, owner):
    ask(owner)
    end_office(owner, "energy-saxony", office_number(session), now=NOW)
    assert nele(session) is None
    assert messages(session) == [(MessageKind.SET_PASSWORD, MessageState.DROPPED)]


def test_an_access_outlives_one_of_its_rights_and_ends_after_the_last(session, owner):
    invite(owner, "energy-saxony", NELE, Role.VIEWER, now=NOW)
    person = nele(session)
    remove_member(owner, "energy-saxony", person.id, now=NOW)
    assert nele(session) is None

    ask(owner)
    nele(session).password = "hash"
    session.commit()
    ask(owner, region="wallonia")
    over = NOW + timedelta(days=LEFT_DAYS + 1)
    for left, deleted in ((None, 0), (NOW, 1)):
        end_office(owner, "energy-saxony", office_number(session), now=NOW)
        assert nele(session).left_at == left
        assert delete_left_organisers(session, now=over) == deleted
    assert [kind for kind, _ in messages(session)].count(MessageKind.ACCESS_CHANGED) == 3


def test_another_host_ends_no_support_office(session, hosts, owner):
    partner = make_organiser(session, {hosts[1]: Role.OWNER}, password="hash")
    ask(owner)
    number = office_number(session)
    for key in ("energy-saxony", "tweed"):
        with pytest.raises(NotFoundError):
            end_office(partner, key, number, now=NOW)
    with pytest.raises(NotFoundError):
        end_office(owner, "energy-saxony", LARGEST_ROW, now=NOW)


def test_the_mail_says_of_what_a_support_office_sees(session, hosts, owner):
    make_organiser(session, {}, email=NELE.email, password="hash", language="fr")
    session.commit()
    ask(owner)
    session.commit()

    message = session.scalar(select(Message))
    told = composed(message, session)

    assert message.language == "fr"
    for words in (words_of(told), text_of(told)):
        assert "Energy Saxony\u202f: voir qui s’est inscrit depuis Saxe" in words
