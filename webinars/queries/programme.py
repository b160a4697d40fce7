"""Questions about the whole programme, for loading and writing programme files."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from webinars.database.engine import session
from webinars.models.host import Host, Notice, Region
from webinars.models.organisation import Organisation
from webinars.models.registration import Registration, RegistrationState
from webinars.models.series import Series, Topic
from webinars.models.webinar import AgendaItem, Speaker, Webinar


@dataclass(frozen=True, kw_only=True)
class ProgrammeRows:
    """Every row of the programme by its key, each kind in the order in which a file lists it."""

    notices: dict[str, Notice]
    regions: dict[str, Region]
    hosts: dict[str, Host]
    topics: dict[str, Topic]
    organisations: dict[str, Organisation]
    series: dict[str, Series]
    webinars: dict[str, Webinar]


def list_programme() -> ProgrammeRows:
    """Return the programme with all that belongs to it: regions and topics by position, webinars by
    start, all else by key.
    """
    reading = session()
    notices = reading.scalars(select(Notice).order_by(Notice.key))
    regions = reading.scalars(select(Region).order_by(Region.position, Region.key))
    hosts = reading.scalars(select(Host).order_by(Host.key).options(selectinload(Host.region)))
    topics = reading.scalars(select(Topic).order_by(Topic.position, Topic.key))
    organisations = reading.scalars(
        select(Organisation).order_by(Organisation.key).options(selectinload(Organisation.region))
    )
    return ProgrammeRows(
        notices={row.key: row for row in notices},
        regions={row.key: row for row in regions},
        hosts={row.key: row for row in hosts},
        topics={row.key: row for row in topics},
        organisations={row.key: row for row in organisations},
        series=_series(),
        webinars=_webinars(),
    )


def list_registered_webinars() -> frozenset[int]:
    """Return the numbers of the webinars that somebody is registered for, or waits for."""
    live = select(Registration.webinar_id).where(Registration.state != RegistrationState.CANCELLED)
    return frozenset(session().scalars(live.distinct()))


def _series() -> dict[str, Series]:
    rows = session().scalars(
        select(Series)
        .order_by(Series.key)
        .options(
            selectinload(Series.hosts),
            selectinload(Series.topics),
            selectinload(Series.reminders),
        )
    )
    return {row.key: row for row in rows}


def _webinars() -> dict[str, Webinar]:
    rows = session().scalars(
        select(Webinar)
        .order_by(Webinar.starts_at, Webinar.key)
        .options(
            selectinload(Webinar.series),
            selectinload(Webinar.hosts),
            selectinload(Webinar.topics),
            selectinload(Webinar.agenda).options(
                selectinload(AgendaItem.organisation), selectinload(AgendaItem.host)
            ),
            selectinload(Webinar.speakers).options(
                selectinload(Speaker.organisation), selectinload(Speaker.host)
            ),
            selectinload(Webinar.reminders),
        )
    )
    return {row.key: row for row in rows}
