"""A further host of what is online: named from now on, shown only who registers from now on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from webinars.models.host import Host
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar, webinar_hosts
from webinars.steps.audit import actor_of, write_audit


def join(
    session: Session, organiser: Organiser, webinar: Webinar, host: Host, *, now: datetime
) -> None:
    """Name a host on a webinar that is online, and on its series, from this moment on."""
    values = {"webinar_id": webinar.id, "host_id": host.id, "joined_at": now}
    session.execute(insert(webinar_hosts).values(values))
    webinar.revision += 1
    webinar.changed_at = now
    if host not in webinar.series.hosts:
        webinar.series.hosts.append(host)
    session.flush()
    session.expire(webinar, ["hosts"])
    subject = ("webinar", webinar.id)
    write_audit(
        session, actor_of(organiser), "webinar.host_joined", subject, now=now, host=host.key
    )
