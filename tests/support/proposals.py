"""Proposals to change what is online, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import texts
from webinars import clock
from webinars.models.host import Host
from webinars.models.organiser import Organiser
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar, webinar_hosts


def make_proposal(
    session: Session,
    webinar: Webinar,
    organiser: Organiser | None = None,
    *,
    hosts: Sequence[int] | None = None,
    state: ProposalState = ProposalState.OPEN,
    joining: Host | None = None,
    **values: Any,
) -> Proposal:
    """Make a proposal to give a webinar another title, or that a host joins.

    :param hosts: numbers of the hosts that agree; None: the first one.
    """
    row = Proposal(
        webinar_id=webinar.id,
        organiser_id=None if organiser is None else organiser.id,
        hosts=[webinar.hosts[0].id] if hosts is None else list(hosts),
        values=values or ({} if joining else {"titles": texts("Proposed")}),
        joining_id=joining and joining.id,
        reasons={},
        schedule_version=webinar.schedule_version,
        state=state,
        created_at=clock.now(),
    )
    session.add(row)
    session.commit()
    return row


def join_later(session: Session, webinar: Webinar, since: datetime) -> None:
    """Let the first host of a webinar be one that joined when it was online already."""
    first = webinar_hosts.c.host_id == webinar.hosts[0].id
    here = webinar_hosts.c.webinar_id == webinar.id
    session.execute(webinar_hosts.update().where(first, here).values(joined_at=since))
    session.commit()
