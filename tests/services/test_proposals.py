"""A joint webinar that is online: what one host changes alone, and what the other agrees to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_webinar, texts
from tests.support.changes import is_wanted, later, make_seated, queued_kinds
from tests.support.organisers import make_organiser
from webinars.errors import (
    ChangeRefusedError,
    NotFoundError,
    ProposalOpenError,
    Refusal,
)
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.organiser import Organiser, Role
from webinars.models.proposal import ANSWERING, ASKING, Proposal, ProposalState
from webinars.models.webinar import CANCELLATION, Webinar, WebinarState
from webinars.queries.proposals import list_parts_edited
from webinars.services.agreements import withdraw_host_name
from webinars.services.changes import cancel_webinar, move_webinar
from webinars.services.proposals import (
    agree_to_proposal,
    decline_proposal,
    propose_move,
    withdraw_proposal,
)
from webinars.services.webinars import WebinarDetails, edit_webinar

TITLE = texts("Another title")
MEETING = "https://meet.example.org/other"


@dataclass(frozen=True)
class Teams:
    """A joint webinar that is online, and who works for its hosts."""

    webinar: Webinar
    ours: Organiser
    theirs: Organiser
    viewer: Organiser
    """Of the other host; may look."""


@pytest.fixture
def teams(app: Flask, session: Session) -> Teams:
    mine, partner = make_hosts(session)
    return Teams(
        webinar=make_webinar(session),
        ours=make_organiser(session, {mine: Role.EDITOR}),
        theirs=make_organiser(session, {partner: Role.OWNER}, language="fr"),
        viewer=make_organiser(session, {partner: Role.VIEWER}),
    )


def edit(organiser: Organiser, webinar: Webinar, now: datetime, **columns: Any) -> None:
    """Save the form with these columns changed."""
    names = ("titles", "teasers", "capacity", "meeting_url", "meeting_passcode")
    details = WebinarDetails(
        revision=webinar.revision,
        key="",
        columns={name: getattr(webinar, name) for name in names} | columns,
        times={},
        hosts=tuple(host.key for host in webinar.hosts),
        topics=tuple(topic.key for topic in webinar.topics),
        agenda=(),
        speakers=(),
        reminders=(),
    )
    edit_webinar(organiser, webinar.key, details, now=now)


def only_proposal(session: Session, state: ProposalState = ProposalState.OPEN) -> Proposal:
    session.rollback()
    return session.scalars(select(Proposal).filter_by(state=state)).one()


def mails(session: Session, kind: MessageKind) -> list[Message]:
    session.rollback()
    return list(session.scalars(select(Message).filter_by(kind=kind).order_by(Message.id)))


def propose_title(session: Session, teams: Teams, now: datetime) -> Proposal:
    edit(teams.ours, teams.webinar, now, titles=TITLE)
    return only_proposal(session)


def test_title_and_meeting_wait_for_the_other_host_and_the_rest_changes_at_once(
    session, teams, now
):
    webinar, before = teams.webinar, dict(teams.webinar.titles)
    changes = {"titles": TITLE, "meeting_url": MEETING, "capacity": webinar.capacity + 5}

    edit(teams.ours, webinar, now, **changes)

    session.refresh(webinar)
    assert (webinar.titles, webinar.meeting_url) == (before, "")
    assert webinar.capacity == changes["capacity"]
    proposal = only_proposal(session)
    assert proposal.values == {"titles": TITLE, "meeting_url": MEETING}
    (asking,) = mails(session, MessageKind.PROPOSAL)
    assert (asking.recipient, asking.language) == (teams.theirs.email, "fr")
    assert (asking.version, is_wanted(session, asking)) == (ASKING, True)
    (told,) = mails(session, MessageKind.TEAM_EDIT)
    assert told.recipient == teams.theirs.email
    assert told.due_at == now + timedelta(seconds=120)
    assert list_parts_edited(webinar, teams.theirs) == ["capacity"]
    assert list_parts_edited(webinar, teams.ours) == []


def test_with_the_agreement_it_holds_and_who_proposed_it_is_told(session, teams, now):
    proposal = propose_title(session, teams, now)
    (asking,) = mails(session, MessageKind.PROPOSAL)

    answer = agree_to_proposal(teams.theirs, teams.webinar.key, proposal.id, now=now)

    assert answer == (ProposalState.AGREED, 0)
    session.refresh(teams.webinar)
    assert (teams.webinar.titles, teams.webinar.revision) == (TITLE, 2)
    told = mails(session, MessageKind.PROPOSAL)[-1]
    assert (told.recipient, told.version) == (teams.ours.email, ANSWERING)
    assert [is_wanted(session, each) for each in (asking, told)] == [False, True]
    acts = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts == ["proposal.made", "webinar.edited", "proposal.agreed"]
    again = agree_to_proposal(teams.theirs, teams.webinar.key, proposal.id, now=now)
    assert again == (ProposalState.AGREED, 0)


def test_a_move_of_one_host_is_refused_and_proposed_tells_nobody_before_it_is_agreed(
    session, teams, now
):
    webinar, time = teams.webinar, later(teams.webinar, days=1)
    seated, start = make_seated(session, webinar), webinar.starts_at

    with pytest.raises(ChangeRefusedError) as refused:
        move_webinar(teams.ours, webinar.key, time, {}, seen=1, now=now)
    propose_move(teams.ours, webinar.key, time, texts("Illness"), seen=1, now=now)

    assert refused.value.why is Refusal.AGREEMENT
    assert queued_kinds(session, seated) == []
    proposal = only_proposal(session)
    answer = agree_to_proposal(teams.theirs, webinar.key, proposal.id, now=now)
    assert answer == (ProposalState.AGREED, 1)
    session.refresh(webinar)
    assert (webinar.starts_at, webinar.schedule_version) == (start + timedelta(days=1), 2)
    assert queued_kinds(session, seated) == [(MessageKind.MOVED, 2)]


def test_who_cancels_alone_tells_the_other_team_at_once(session, teams, now):
    cancel_webinar(teams.ours, teams.webinar.key, {}, seen=1, now=now)

    (told,) = mails(session, MessageKind.TEAM_EDIT)
    assert (told.recipient, told.language) == (teams.theirs.email, "fr")
    assert (told.version, told.due_at) == (CANCELLATION, now)
    assert is_wanted(session, told)


def test_what_the_log_says_was_proposed_is_what_differs(session, teams, now):
    time = later(teams.webinar, days=1)
    propose_move(teams.ours, teams.webinar.key, time, {}, seen=1, now=now)
    made = session.scalars(select(AuditEntry).filter_by(action="proposal.made")).one()
    assert made.details["changed"] == ["times"]


def test_what_was_declined_or_taken_back_changes_nothing(session, teams, now):
    before = dict(teams.webinar.titles)
    proposal = propose_title(session, teams, now)
    key = teams.webinar.key
    with pytest.raises(NotFoundError):
        withdraw_proposal(teams.theirs, key, proposal.id, now=now)
    with pytest.raises(NotFoundError):
        decline_proposal(teams.viewer, key, proposal.id, now=now)
    with pytest.raises(NotFoundError):
        agree_to_proposal(teams.ours, key, proposal.id, now=now)

    assert decline_proposal(teams.theirs, key, proposal.id, now=now) == ProposalState.DECLINED
    again = propose_title(session, teams, now)
    assert withdraw_proposal(teams.ours, key, again.id, now=now) == ProposalState.WITHDRAWN

    session.refresh(teams.webinar)
    assert teams.webinar.titles == before
    told = [each for each in mails(session, MessageKind.PROPOSAL) if each.version == ANSWERING]
    assert [each.recipient for each in told] == [teams.ours.email]


def test_a_second_proposal_of_the_same_side_takes_the_first_along(session, teams, now):
    propose_title(session, teams, now)

    propose_move(teams.ours, teams.webinar.key, later(teams.webinar, days=1), {}, seen=1, now=now)

    proposal = only_proposal(session)
    assert proposal.values["titles"] == TITLE
    assert "local_start" in proposal.values
    assert only_proposal(session, ProposalState.WITHDRAWN).id < proposal.id


def test_the_other_side_answers_first_before_it_proposes(session, teams, now):
    propose_title(session, teams, now)

    with pytest.raises(ProposalOpenError):
        edit(teams.theirs, teams.webinar, now, meeting_url=MEETING, capacity=1000)

    session.refresh(teams.webinar)
    assert teams.webinar.capacity != 1000


def test_what_was_cancelled_meanwhile_overtakes_a_proposal(session, teams, now):
    proposal = propose_title(session, teams, now)
    cancel_webinar(teams.ours, teams.webinar.key, {}, seen=1, now=now)

    answer = agree_to_proposal(teams.theirs, teams.webinar.key, proposal.id, now=now)

    assert answer == (ProposalState.OVERTAKEN, 0)
    session.refresh(teams.webinar)
    assert teams.webinar.state == WebinarState.CANCELLED
    assert teams.webinar.titles != TITLE


def test_a_host_that_withdraws_its_name_leaves_no_proposal_behind(session, teams, now):
    propose_title(session, teams, now)
    partner = teams.webinar.hosts[1].key

    assert withdraw_host_name(teams.theirs, teams.webinar.key, partner, now=now)

    only_proposal(session, ProposalState.OVERTAKEN)
    told = mails(session, MessageKind.PROPOSAL)[-1]
    assert (told.recipient, told.version) == (teams.ours.email, ANSWERING)


def test_a_later_edit_is_told_in_the_same_mail(session, teams, now):
    edit(teams.ours, teams.webinar, now, capacity=500)
    session.refresh(teams.webinar)
    edit(teams.ours, teams.webinar, now, teasers=texts("New"))

    first, second = mails(session, MessageKind.TEAM_EDIT)
    assert [is_wanted(session, each) for each in (first, second)] == [False, True]
    assert list_parts_edited(teams.webinar, teams.theirs) == ["capacity", "teasers"]
    second.state, second.settled_at = MessageState.SENT, now
    session.commit()
    assert list_parts_edited(teams.webinar, teams.theirs) == []


def test_a_host_for_which_nobody_signs_in_is_not_asked(session, teams, now):
    teams.theirs.active = False
    session.commit()

    edit(teams.ours, teams.webinar, now, titles=TITLE)

    session.refresh(teams.webinar)
    assert teams.webinar.titles == TITLE
    assert session.scalars(select(Proposal)).all() == []
