"""Whether what teams of hosts are told of a joint webinar still stands."""

from __future__ import annotations

from sqlalchemy import and_, exists, or_

from webinars.models.agreement import Agreement
from webinars.models.message import Message
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.proposal import ANSWERING, ASKING, Proposal, ProposalState
from webinars.models.webinar import (
    CANCELLATION,
    PUBLICATION,
    Webinar,
    WebinarState,
    webinar_hosts,
)
from webinars.rules.access import roles_from

_ONLINE = Webinar.state == WebinarState.PUBLISHED

_AGREEMENT = (
    exists()
    .where(Agreement.webinar_id == Webinar.id, Agreement.revision == Webinar.revision)
    .correlate(Webinar, Membership)
)
AGREEMENT_ASKED = (
    exists()
    .where(
        Webinar.id == Message.subject_id,
        Webinar.state == WebinarState.DRAFT,
        Webinar.revision == Message.version,
        Organiser.email == Message.recipient,
        Organiser.active,
        Membership.organiser_id == Organiser.id,
        Membership.role.in_(roles_from(Role.EDITOR)),
        webinar_hosts.c.webinar_id == Webinar.id,
        webinar_hosts.c.host_id == Membership.host_id,
        _AGREEMENT.where(Agreement.host_id != Membership.host_id),
        ~_AGREEMENT.where(Agreement.host_id == Membership.host_id),
    )
    .correlate(Message)
)
"""Another host asks, and one that the recipient may agree for has not agreed."""

_IN_A_TEAM = (
    Organiser.email == Message.recipient,
    Organiser.active,
    Membership.organiser_id == Organiser.id,
)

_AT_WORK = (*_IN_A_TEAM, webinar_hosts.c.host_id == Membership.host_id)
"""The recipient works for a host of the webinar."""

REMAINING_TEAM = (
    exists().where(*_AT_WORK, webinar_hosts.c.webinar_id == Message.subject_id).correlate(Message)
)
"""The recipient works for one of the hosts that the webinar has now."""

PROPOSAL_WAITS_OR_ENDED = (
    exists()
    .where(
        *_IN_A_TEAM,
        Proposal.id == Message.subject_id,
        or_(
            Proposal.joining_id == Membership.host_id,
            exists()
            .where(
                webinar_hosts.c.webinar_id == Proposal.webinar_id,
                webinar_hosts.c.host_id == Membership.host_id,
            )
            .correlate(Proposal, Membership),
        ),
        or_(
            and_(Message.version == ASKING, Proposal.state == ProposalState.OPEN),
            and_(Message.version == ANSWERING, Proposal.state != ProposalState.OPEN),
        ),
    )
    .correlate(Message)
)

HOLDS_AS_TOLD = (
    exists()
    .where(
        *_AT_WORK,
        Webinar.id == Message.subject_id,
        webinar_hosts.c.webinar_id == Webinar.id,
        or_(
            and_(_ONLINE, Message.version.in_((Webinar.revision, PUBLICATION))),
            and_(Webinar.state == WebinarState.CANCELLED, Message.version == CANCELLATION),
        ),
    )
    .correlate(Message)
)
"""A later edit has a mail of its own, which tells of this one too."""
