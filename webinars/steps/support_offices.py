"""What support offices may read, given and taken inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.models.host import Host, Region
from webinars.models.organiser import Organiser, SupportOffice
from webinars.models.series import Series
from webinars.steps.audit import write_audit


def give_office(
    session: Session,
    actor: str,
    organiser: Organiser,
    place: tuple[Host, Series, Region],
    *,
    now: datetime,
) -> bool:
    """Let an organiser read who registered from a region; False when it was so already."""
    host, series, region = place
    statement = select(SupportOffice.id).where(
        SupportOffice.organiser_id == organiser.id,
        SupportOffice.host_id == host.id,
        SupportOffice.series_id == series.id,
        SupportOffice.region_id == region.id,
    )
    if session.scalar(statement) is not None:
        return False
    office = SupportOffice(host=host, series=series, region=region, created_at=now)
    organiser.support_offices.append(office)
    organiser.left_at = None
    about, details = ("organiser", organiser.id), _details(office, given=True)
    write_audit(session, actor, "support_office.given", about, now=now, **details)
    return True


def take_office(session: Session, actor: str, office: SupportOffice, *, now: datetime) -> None:
    """Let an organiser read it no longer."""
    organiser = office.organiser
    about, details = ("organiser", organiser.id), _details(office, given=False)
    organiser.support_offices.remove(office)
    if not organiser.works:
        organiser.left_at = now
    write_audit(session, actor, "support_office.taken", about, now=now, **details)


def _details(office: SupportOffice, *, given: bool) -> dict[str, Any]:
    named = {"series": dict(office.series.titles), "region": dict(office.region.names)}
    values = {name: [None, words] if given else [words, None] for name, words in named.items()}
    return {"host": office.host.key, "values": values}
