"""Proposals to change what is online: a move, the agreement of other hosts, or their refusal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, NotFoundError, Refusal
from webinars.languages import Texts
from webinars.models.organiser import Organiser, Role
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of, list_own_hosts
from webinars.queries.proposals import get_proposal, list_open_hosts
from webinars.rules.moves import NewTime, refusal_of, refusal_of_time
from webinars.rules.proposals import time_values
from webinars.steps.proposals import carry_out, propose, settle
from webinars.steps.seats import hold_webinar


def propose_move(
    organiser: Organiser, key: str, time: NewTime, reasons: Texts, *, seen: int, now: datetime
) -> None:
    """Ask the other hosts to agree to a new time; until then it takes place as before.

    :param reasons: in the words of the hosts, by language; empty: not told.
    :param seen: the schedule version that the organiser decided about.
    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when it cannot be moved, or no longer stands as it was seen.
    :raises ProposalOpenError: when another host waits for an answer to its own proposal.
    """
    with transaction() as session:
        webinar = _held(session, organiser, key)
        refusal = refusal_of(webinar, now) or refusal_of_time(webinar, time, now)
        if webinar.schedule_version != seen:
            refusal = Refusal.MEANWHILE
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        propose(session, organiser, webinar, time_values(time), reasons=reasons, now=now)


def agree_to_proposal(
    organiser: Organiser, key: str, number: int, *, now: datetime
) -> tuple[ProposalState, int]:
    """Agree for the organiser's hosts; with the last agreement it is done.

    Returns how it stands, and how many people are told of a move.

    :raises NotFoundError: when it is nothing that the organiser may agree to.
    """
    with transaction() as session:
        proposal = _asked(session, organiser, key, number)
        if proposal.state != ProposalState.OPEN:
            return proposal.state, 0
        agreed = [host.id for host in list_own_hosts(organiser, proposal.webinar)]
        proposal.hosts = sorted({*proposal.hosts, *agreed})
        session.flush()
        if list_open_hosts(proposal):
            return ProposalState.OPEN, 0
        try:
            told = carry_out(session, organiser, proposal, now=now)
        except ChangeRefusedError:
            settle(session, organiser, proposal, ProposalState.OVERTAKEN, now=now)
            return ProposalState.OVERTAKEN, 0
        settle(session, organiser, proposal, ProposalState.AGREED, now=now)
        return ProposalState.AGREED, told


def decline_proposal(
    organiser: Organiser, key: str, number: int, *, now: datetime
) -> ProposalState:
    """Refuse a proposal of another host: everything stays as it is; return how it stands.

    :raises NotFoundError: when it is nothing that the organiser may refuse.
    """
    with transaction() as session:
        proposal = _asked(session, organiser, key, number)
        return _close(session, organiser, proposal, ProposalState.DECLINED, now)


def withdraw_proposal(
    organiser: Organiser, key: str, number: int, *, now: datetime
) -> ProposalState:
    """Take a proposal of the own side back; return how it stands.

    :raises NotFoundError: when it is none of the organiser's hosts.
    """
    with transaction() as session:
        proposal = get_proposal(_held(session, organiser, key), number)
        if not _is_mine(organiser, proposal):
            raise NotFoundError(key)
        return _close(session, organiser, proposal, ProposalState.WITHDRAWN, now)


def _held(session: Session, organiser: Organiser, key: str) -> Webinar:
    return hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)


def _asked(session: Session, organiser: Organiser, key: str, number: int) -> Proposal:
    webinar = _held(session, organiser, key)
    proposal = get_proposal(webinar, number)
    own = list_own_hosts(organiser, webinar)
    asked = [host for host in own if host.id not in proposal.hosts]
    if not asked and proposal.state == ProposalState.OPEN:
        raise NotFoundError(key)
    return proposal


def _is_mine(organiser: Organiser, proposal: Proposal) -> bool:
    own = list_own_hosts(organiser, proposal.webinar)
    return any(host.id in proposal.hosts for host in own)


def _close(
    session: Session,
    organiser: Organiser,
    proposal: Proposal,
    state: ProposalState,
    now: datetime,
) -> ProposalState:
    if proposal.state == ProposalState.OPEN:
        settle(session, organiser, proposal, state, now=now)
    return proposal.state
