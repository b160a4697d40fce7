"""A further host of what is online: all agree, and it is shown who registers from then on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_host, make_hosts, make_registration, make_series, make_webinar
from tests.support.changes import is_wanted
from tests.support.organisers import make_organiser, make_support_office
from tests.support.proposals import make_proposal
from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, NotFoundError, ProposalOpenError
from webinars.models.audit import AuditEntry
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Organiser, Role
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.failures import list_edited_webinars
from webinars.queries.joined import find_joined_at
from webinars.queries.memberships import get_webinar_of
from webinars.queries.people import PeopleFilter, get_registration_of, list_all_people
from webinars.queries.support_offices import count_supported, get_supported_registration
from webinars.services.agreements import withdraw_host_name
from webinars.services.proposals import (
    agree_to_proposal,
    decline_proposal,
    propose_host,
    withdraw_proposal,
)


@dataclass(frozen=True)
class Teams:
    """A webinar of two hosts that is online, and a third one that is to join."""

    webinar: Webinar
    third: Host
    ours: Organiser
    theirs: Organiser
    invited: Organiser
    looker: Organiser
    """Of the third host; may look."""


@pytest.fixture
def teams(app: Flask, session: Session) -> Teams:
    mine, partner = make_hosts(session)
    third = make_host(session, name="Third")
    return Teams(
        webinar=make_webinar(session, series=make_series(session)),
        third=third,
        ours=make_organiser(session, {mine: Role.EDITOR}),
        theirs=make_organiser(session, {partner: Role.OWNER}),
        invited=make_organiser(session, {third: Role.EDITOR}, language="fr"),
        looker=make_organiser(session, {third: Role.VIEWER}),
    )


def at_once(app: Flask, *acts: tuple[Organiser, Callable[[Organiser], object]]) -> list[object]:
    barrier = threading.Barrier(len(acts))

    def press(act: tuple[int, Callable[[Organiser], object]]) -> object:
        with app.app_context():
            with transaction() as own:
                organiser = own.get_one(Organiser, act[0])
            barrier.wait(30)
            try:
                return act[1](organiser)
            except NotFoundError:
                return NotFoundError

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(press, [(who.id, act) for who, act in acts]))


def names(session: Session, webinar: Webinar) -> list[str]:
    session.rollback()
    session.expire_all()
    return [host.name for host in webinar.hosts]


def test_a_host_is_named_once_it_has_accepted_and_every_other_host_has_agreed(
    session: Session, teams: Teams, now: datetime
) -> None:
    webinar, key = teams.webinar, teams.webinar.key
    number = propose_host(teams.ours, key, teams.third.key, now=now)

    mails = session.scalars(select(Message).order_by(Message.id)).all()
    assert [each.recipient for each in mails] == [teams.theirs.email, teams.invited.email]
    assert all(each.kind == MessageKind.PROPOSAL and is_wanted(session, each) for each in mails)
    with pytest.raises(ProposalOpenError):
        propose_host(teams.theirs, key, teams.third.key, now=now)
    for outside in (teams.looker, make_organiser(session, {})):
        with pytest.raises(NotFoundError):
            agree_to_proposal(outside, key, number, now=now)
    with pytest.raises(NotFoundError):
        withdraw_proposal(teams.invited, key, number, now=now)
    with pytest.raises(NotFoundError):
        get_webinar_of(teams.invited, key)

    assert agree_to_proposal(teams.invited, key, number, now=now)[0] == ProposalState.OPEN
    assert "Third" not in names(session, webinar)
    assert agree_to_proposal(teams.theirs, key, number, now=now)[0] == ProposalState.AGREED

    assert names(session, webinar) == ["Energy Saxony", "TWEED", "Third"]
    assert (webinar.revision, webinar.changed_at) == (2, now)
    assert teams.third in webinar.series.hosts
    assert get_webinar_of(teams.looker, key) == webinar
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["proposal.made", "webinar.host_joined", "proposal.agreed"]


def test_who_registered_before_stays_with_the_hosts_that_were_told(
    session: Session, teams: Teams, now: datetime
) -> None:
    webinar, key = teams.webinar, teams.webinar.key
    joined = now + timedelta(hours=1)
    region = teams.third.region
    office = make_organiser(session, {})
    make_support_office(session, office, teams.third, webinar.series, region)
    before, after = (
        make_registration(session, webinar=webinar, created_at=joined + timedelta(minutes=minutes))
        for minutes in (-1, 1)
    )
    for each in (before, after):
        each.attendee.region = region.key
    session.commit()
    number = propose_host(teams.ours, key, teams.third.key, now=now)
    agree_to_proposal(teams.theirs, key, number, now=now)
    agree_to_proposal(teams.invited, key, number, now=joined)
    session.expire_all()

    since = find_joined_at(teams.invited, webinar)
    assert (since, find_joined_at(teams.theirs, webinar)) == (joined, None)
    assert list_all_people(webinar, PeopleFilter(joined_at=since)) == [after]
    assert get_registration_of(teams.invited, key, after.id) == after
    assert get_registration_of(teams.theirs, key, before.id) == before
    with pytest.raises(NotFoundError):
        get_registration_of(teams.invited, key, before.id)
    assert get_supported_registration(office, key, after.id) == after
    assert count_supported(office) == {webinar.id: 1}
    with pytest.raises(NotFoundError):
        get_supported_registration(office, key, before.id)
    assert list_edited_webinars(session, teams.invited.id) == []
    assert list_edited_webinars(session, teams.ours.id) == [webinar]

    mine, partner = make_hosts(session)
    assert withdraw_host_name(teams.theirs, key, partner.key, now=joined)
    assert not withdraw_host_name(teams.ours, key, mine.key, now=joined)
    assert names(session, webinar) == ["Energy Saxony", "Third"]
    assert withdraw_host_name(teams.invited, key, teams.third.key, now=joined)


def test_nothing_is_asked_of_whom_nobody_can_answer_for_nor_about_what_is_not_online(
    session: Session, teams: Teams, now: datetime
) -> None:
    key, nobody = teams.webinar.key, make_host(session)
    for host in (nobody.key, teams.webinar.hosts[0].key, "unknown"):
        with pytest.raises(NotFoundError):
            propose_host(teams.ours, key, host, now=now)
    with pytest.raises(NotFoundError):
        propose_host(teams.invited, key, teams.third.key, now=now)
    teams.webinar.state = WebinarState.DRAFT
    session.commit()
    with pytest.raises(ChangeRefusedError):
        propose_host(teams.ours, key, teams.third.key, now=now)
    assert session.scalars(select(Proposal)).all() == []


def test_the_invited_host_declines_and_a_withdrawn_name_overtakes(
    session: Session, teams: Teams, now: datetime
) -> None:
    key = teams.webinar.key
    number = propose_host(teams.ours, key, teams.third.key, now=now)
    assert decline_proposal(teams.invited, key, number, now=now) == ProposalState.DECLINED

    number = propose_host(teams.ours, key, teams.third.key, now=now)
    assert withdraw_host_name(teams.theirs, key, "tweed", now=now)

    answer = agree_to_proposal(teams.invited, key, number, now=now)
    assert answer == (ProposalState.OVERTAKEN, 0)
    assert names(session, teams.webinar) == ["Energy Saxony"]


def test_two_hosts_that_agree_at_once_name_the_host_once(
    app: Flask, session: Session, teams: Teams, now: datetime
) -> None:
    key = teams.webinar.key
    number = propose_host(teams.ours, key, teams.third.key, now=now)
    session.rollback()

    def agree(organiser: Organiser) -> object:
        return agree_to_proposal(organiser, key, number, now=now)[0]

    results = at_once(app, (teams.theirs, agree), (teams.invited, agree))

    assert set(results) == {ProposalState.OPEN, ProposalState.AGREED}
    assert names(session, teams.webinar).count("Third") == 1


def test_a_proposal_taken_back_while_it_is_agreed_to_ends_in_one_way(
    app: Flask, session: Session, teams: Teams, now: datetime
) -> None:
    key = teams.webinar.key
    number = propose_host(teams.ours, key, teams.third.key, now=now)
    agree_to_proposal(teams.theirs, key, number, now=now)
    session.rollback()

    results = at_once(
        app,
        (teams.ours, lambda who: withdraw_proposal(who, key, number, now=now)),
        (teams.invited, lambda who: agree_to_proposal(who, key, number, now=now)[0]),
    )

    assert len(set(results)) == 1
    agreed = results[0] == ProposalState.AGREED
    assert ("Third" in names(session, teams.webinar)) is agreed


def test_a_settled_proposal_keeps_no_passcode(
    session: Session, teams: Teams, now: datetime
) -> None:
    proposal = make_proposal(session, teams.webinar, meeting_passcode="secret")

    agree_to_proposal(teams.theirs, teams.webinar.key, proposal.id, now=now)

    session.expire_all()
    assert teams.webinar.meeting_passcode == "secret"
    assert proposal.values == {"meeting_passcode": ""}
