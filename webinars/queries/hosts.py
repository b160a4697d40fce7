"""Questions about hosts, regions and notices."""

from __future__ import annotations

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.host import Host, Notice, Region
from webinars.models.series import series_hosts

EDITED = (
    *("name", "legal_name", "descriptions", "time_zone", "time_city", "mailbox"),
    *("accent_light", "accent_dark", "postal_address", "telephone", "represented_by"),
    *("register_entry", "vat_number", "data_protection_contact"),
)
"""Columns of a host that its owners change at the desk."""

# Asked by every page, and built only once.
_HOSTS = select(Host).order_by(Host.name, Host.id)
_REGIONS = select(Region).order_by(Region.position, Region.id)
_NOTICES = select(Notice).order_by(Notice.key, Notice.id)


def list_hosts() -> list[Host]:
    """Return all hosts by name."""
    return list(session().scalars(_HOSTS))


def get_host(key: str) -> Host:
    """Return the host of this key, with its region; raises NotFoundError."""
    found = session().scalar(select(Host).where(Host.key == key).options(joinedload(Host.region)))
    if found is None:
        raise NotFoundError(key)
    return found


def get_logo(name: str) -> bytes:
    """Return the logo whose address ends so; raises NotFoundError."""
    found = session().scalar(select(Host.logo).where(Host.logo_name == name).limit(1))
    if not name or found is None:
        raise NotFoundError(name)
    return found


def list_partners(host: Host) -> list[Host]:
    """Return the hosts that share a series with this one, by name."""
    own = select(series_hosts.c.series_id).where(series_hosts.c.host_id == host.id)
    shared = select(series_hosts.c.host_id).where(series_hosts.c.series_id.in_(own))
    statement = select(Host).where(Host.id.in_(shared), Host.id != host.id)
    return list(session().scalars(statement.order_by(Host.name, Host.id)))


def version_of(host: Host) -> str:
    """Return a text that changes with everything that its owners change at the desk."""
    values = [getattr(host, name) for name in EDITED]
    shown = [sorted(value.items()) if isinstance(value, dict) else value for value in values]
    return hashlib.sha256(repr(shown).encode()).hexdigest()


def list_regions() -> list[Region]:
    """Return all regions in the order of lists."""
    return list(session().scalars(_REGIONS))


def list_notices() -> list[Notice]:
    """Return the sentences that stand on every page."""
    return list(session().scalars(_NOTICES))
