"""Slides that speakers have handed in and that no host has looked at yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from webinars.database.engine import session
from webinars.models.host import Host
from webinars.models.organiser import Membership, Role
from webinars.models.webinar import SlidesState, Speaker, SpeakerDesk, Webinar, WebinarState
from webinars.rules.access import includes


@dataclass(frozen=True)
class WaitingSlides:
    """Whose slides wait until a host releases or declines them."""

    speaker: Speaker
    may_decide: bool
    """Whether the organiser may do so."""


def list_waiting_slides(memberships: Sequence[Membership]) -> list[WaitingSlides]:
    """Return the slides that wait at the hosts of an organiser, those of the first webinar first.

    Slides are handed in after a webinar, too; only what is archived or cancelled is left out.
    """
    own = [each.host_id for each in memberships]
    editing = {each.host_id for each in memberships if includes(each.role, Role.EDITOR)}
    statement = (
        select(Speaker)
        .join(Speaker.desk)
        .join(Speaker.webinar)
        .where(
            SpeakerDesk.slides_state == SlidesState.PENDING,
            Webinar.state != WebinarState.CANCELLED,
            Webinar.archived_at.is_(None),
            Webinar.hosts.any(Host.id.in_(own)),
        )
        .order_by(Webinar.starts_at, Webinar.id, Speaker.id)
        .options(contains_eager(Speaker.webinar).selectinload(Webinar.hosts))
    )
    return [
        WaitingSlides(speaker, any(host.id in editing for host in speaker.webinar.hosts))
        for speaker in session().scalars(statement)
    ]
