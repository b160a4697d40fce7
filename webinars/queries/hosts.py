"""Questions about hosts, regions and notices."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.host import Host, Notice, Region


def list_hosts() -> list[Host]:
    """Return all hosts by name."""
    return list(session().scalars(select(Host).order_by(Host.name, Host.id)))


def get_host(key: str) -> Host:
    """Return the host of this key, with its region; raises NotFoundError."""
    found = session().scalar(select(Host).where(Host.key == key).options(joinedload(Host.region)))
    if found is None:
        raise NotFoundError(key)
    return found


def list_regions() -> list[Region]:
    """Return all regions in the order of lists."""
    return list(session().scalars(select(Region).order_by(Region.position, Region.id)))


def list_notices() -> list[Notice]:
    """Return the sentences that stand on every page."""
    return list(session().scalars(select(Notice).order_by(Notice.key, Notice.id)))
