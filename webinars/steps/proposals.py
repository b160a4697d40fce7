"""A proposal to change what is online: made, taken back, and done once every host agrees."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from webinars.errors import ChangeRefusedError, ProposalOpenError
from webinars.languages import Texts
from webinars.models.host import Host
from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Organiser, Role
from webinars.models.proposal import ANSWERING, ASKING, Proposal, ProposalState
from webinars.models.webinar import Webinar
from webinars.queries.memberships import list_hosts_of, list_own_hosts
from webinars.queries.proposals import (
    find_joining,
    find_proposal,
    list_deciders,
    list_open_hosts,
)
from webinars.rules.moves import refusal_of, refusal_of_time
from webinars.rules.proposals import columns_in, parts_in, time_in
from webinars.settings import current_settings
from webinars.steps.audit import actor_of, changes_since, told_values, write_audit
from webinars.steps.joining import join
from webinars.steps.messages import Recipient, queue_message
from webinars.steps.moves import move
from webinars.steps.occurrences import plan_webinar
from webinars.steps.programme_rows import write


def propose(
    session: Session,
    organiser: Organiser,
    webinar: Webinar,
    values: dict[str, Any],
    *,
    reasons: Texts | None = None,
    now: datetime,
) -> Proposal:
    """Ask the other hosts to agree to a change; what the own side has proposed before is added.

    :raises ProposalOpenError: when another host has proposed something that has no answer yet.
    """
    mine = [host.id for host in list_own_hosts(organiser, webinar)]
    before = find_proposal(webinar)
    if before is not None:
        if not set(before.hosts) & set(mine):
            raise ProposalOpenError(webinar.key)
        values = {**before.values, **values}
        reasons = reasons if reasons is not None else before.reasons
        settle(session, organiser, before, ProposalState.WITHDRAWN, now=now)
        session.flush()
    proposal = Proposal(hosts=mine, values=values, reasons=reasons or {})
    return _open(session, organiser, webinar, proposal, now)


def propose_joining(
    session: Session, organiser: Organiser, webinar: Webinar, host: Host, *, now: datetime
) -> Proposal:
    """Ask a host to join a webinar, and the other hosts to agree.

    :raises ProposalOpenError: when another host is asked already.
    """
    if find_joining(webinar) is not None:
        raise ProposalOpenError(webinar.key)
    mine = {each.id for each in list_hosts_of(organiser, Role.EDITOR)}
    hosts = [each.id for each in (*webinar.hosts, host) if each.id in mine]
    proposal = Proposal(hosts=hosts, values={}, joining_id=host.id)
    return _open(session, organiser, webinar, proposal, now)


def _open(
    session: Session, organiser: Organiser, webinar: Webinar, proposal: Proposal, now: datetime
) -> Proposal:
    proposal.webinar_id, proposal.organiser_id = webinar.id, organiser.id
    proposal.schedule_version = webinar.schedule_version
    proposal.state, proposal.created_at = ProposalState.OPEN, now
    session.add(proposal)
    session.flush()
    for decider in list_deciders(list_open_hosts(proposal)):
        _tell(session, decider, proposal, ASKING, webinar.starts_at, now)
    changed = parts_in(proposal.values) or ["hosts"]
    _audit(session, organiser, "proposal.made", proposal, now, changed=changed)
    return proposal


def settle(
    session: Session,
    organiser: Organiser,
    proposal: Proposal,
    state: ProposalState,
    *,
    now: datetime,
) -> None:
    """Close a proposal; who made it is told how it ended, unless they did that themselves."""
    proposal.state, proposal.settled_at = state, now
    if "meeting_passcode" in proposal.values:
        proposal.values = {**proposal.values, "meeting_passcode": ""}
    maker = proposal.organiser
    if maker is not None and maker.id != organiser.id:
        # For a week: it may end because the webinar is over.
        _tell(session, maker, proposal, ANSWERING, now + timedelta(days=7), now)
    _audit(session, organiser, f"proposal.{state.value}", proposal, now)


def carry_out(session: Session, organiser: Organiser, proposal: Proposal, *, now: datetime) -> int:
    """Do what every host has agreed to; return how many people are told of a move.

    :raises ChangeRefusedError: when the webinar does not stand as it did; nothing is written.
    """
    webinar, time = proposal.webinar, time_in(proposal.values)
    refusal = refusal_of(webinar, now) or (time and refusal_of_time(webinar, time, now))
    if refusal:
        raise ChangeRefusedError(refusal)
    if proposal.joining is not None:
        join(session, organiser, webinar, proposal.joining, now=now)
        return 0
    columns = columns_in(proposal.values)
    before = told_values(webinar)
    changed = [name for name, value in columns.items() if getattr(webinar, name) != value]
    if write(webinar, columns):
        webinar.revision += 1
        webinar.changed_at = now
        session.flush()
        plan_webinar(session, webinar, now=now)
        act = {"changed": changed, "promoted": 0, "values": changes_since(before, webinar)}
        subject = ("webinar", webinar.id)
        write_audit(session, actor_of(organiser), "webinar.edited", subject, now=now, **act)
    if time is None:
        return 0
    seen = proposal.schedule_version
    return move(session, organiser, webinar, time, proposal.reasons, seen, now)


def tell_teams(
    session: Session,
    hosts: Collection[Host],
    webinar: Webinar,
    *,
    now: datetime,
    version: int | None = None,
) -> None:
    """Tell the teams of these hosts what was edited; further edits are told with it.

    :param version: CANCELLATION or PUBLICATION: of that at once, and not of an edit.
    """
    settled = now + timedelta(seconds=current_settings().settle_seconds)
    for decider in list_deciders(hosts):
        queue_message(
            session,
            MessageKind.TEAM_EDIT,
            Recipient(email=decider.email, language=decider.language),
            (Subject.WEBINAR, webinar.id),
            now=now,
            due_at=settled if version is None else now,
            version=webinar.revision if version is None else version,
            useful_until=webinar.ends_at,
        )


def _tell(
    session: Session,
    organiser: Organiser,
    proposal: Proposal,
    version: int,
    useful_until: datetime,
    now: datetime,
) -> None:
    queue_message(
        session,
        MessageKind.PROPOSAL,
        Recipient(email=organiser.email, language=organiser.language),
        (Subject.PROPOSAL, proposal.id),
        now=now,
        version=version,
        useful_until=useful_until,
    )


def _audit(
    session: Session,
    organiser: Organiser,
    action: str,
    proposal: Proposal,
    now: datetime,
    **details: Any,
) -> None:
    subject = ("webinar", proposal.webinar_id)
    details["proposal"] = proposal.id
    write_audit(session, actor_of(organiser), action, subject, now=now, **details)
