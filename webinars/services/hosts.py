"""Hosts, as their owners describe them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.documents.logos import Logo
from webinars.errors import StaleRevisionError
from webinars.models.host import Host
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar
from webinars.queries.hosts import EDITED, version_of
from webinars.rules.programme import Columns
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.members import lock_owned_host
from webinars.steps.programme_rows import write

_NAMED_ONLY = ("descriptions", "telephone", "represented_by", "data_protection_contact")
"""Too long for the log, or about persons: it says that they have changed, not how."""

_IN_FEEDS = ("name", "time_zone", "time_city", "mailbox")
"""What calendars and the news feed say of a host."""


@dataclass(frozen=True, kw_only=True)
class HostDetails:
    """What an owner says of a host."""

    version: str
    """Of the host that was opened."""
    columns: Columns
    """By name of the column, see ``queries/hosts.EDITED``."""


def edit_host(organiser: Organiser, key: str, details: HostDetails, *, now: datetime) -> None:
    """Change what is said of a host; nobody is written to.

    :raises NotFoundError: when the organiser does not own this host.
    :raises StaleRevisionError: when somebody else has changed it since it was opened.
    """
    with transaction() as session:
        host = lock_owned_host(session, organiser, key)
        session.refresh(host)
        if details.version != version_of(host):
            raise StaleRevisionError(key)
        before = {name: getattr(host, name) for name in EDITED}
        if not write(host, {name: details.columns[name] for name in EDITED}):
            return
        changed = [name for name in EDITED if getattr(host, name) != before[name]]
        if set(changed) & set(_IN_FEEDS):
            hosted = Webinar.hosts.any(id=host.id)
            session.execute(update(Webinar).where(hosted).values(changed_at=now))
        kept = [name for name in changed if name not in _NAMED_ONLY]
        act: dict[str, Any] = {
            "changed": changed,
            "values": {name: [before[name], getattr(host, name)] for name in kept},
        }
        write_audit(session, actor_of(organiser), "host.edited", ("host", host.id), now=now, **act)


def set_logo(organiser: Organiser, key: str, logo: Logo, *, now: datetime) -> None:
    """Let pages show this logo in place of the name, and of a logo before; nobody is written to.

    :raises NotFoundError: when the organiser does not own this host.
    """
    with transaction() as session:
        host = lock_owned_host(session, organiser, key)
        digest = hashlib.sha256(logo.data).hexdigest()[:32]
        size = {"logo_width": logo.width, "logo_height": logo.height}
        columns = {"logo": logo.data, "logo_name": f"{digest}.{logo.kind}", **size}
        if write(host, columns):
            _audit_logo(session, organiser, "host.logo_changed", host, now)


def remove_logo(organiser: Organiser, key: str, *, now: datetime) -> None:
    """Let pages show the name again; twice is like once.

    :raises NotFoundError: when the organiser does not own this host.
    """
    with transaction() as session:
        host = lock_owned_host(session, organiser, key)
        columns = {"logo": None, "logo_name": "", "logo_width": 0, "logo_height": 0}
        if write(host, columns):
            _audit_logo(session, organiser, "host.logo_removed", host, now)


def _audit_logo(
    session: Session, organiser: Organiser, action: str, host: Host, now: datetime
) -> None:
    subject = ("host", host.id)
    write_audit(session, actor_of(organiser), action, subject, now=now, logo=host.logo_name)
