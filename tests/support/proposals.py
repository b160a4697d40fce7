"""Proposals to change what is online, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import texts
from webinars import clock
from webinars.models.organiser import Organiser
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar


def make_proposal(
    session: Session, webinar: Webinar, organiser: Organiser | None = None, **values: Any
) -> Proposal:
    """Make an open proposal of the first host to give a webinar another title."""
    row = Proposal(
        webinar_id=webinar.id,
        organiser_id=None if organiser is None else organiser.id,
        hosts=[webinar.hosts[0].id],
        values=values or {"titles": texts("Proposed")},
        reasons={},
        schedule_version=webinar.schedule_version,
        state=ProposalState.OPEN,
        created_at=clock.now(),
    )
    session.add(row)
    session.commit()
    return row
