"""Series, as organisers create and edit them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import StaleRevisionError
from webinars.languages import pick
from webinars.models.host import KEY_LENGTH, Host
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series, Topic
from webinars.models.webinar import Webinar
from webinars.queries.editing import is_public, list_keys_of_webinar_rules, version_of
from webinars.queries.memberships import get_series_of
from webinars.rules.keys import free_key, key_from
from webinars.rules.programme import Columns
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.editing import choose_hosts, flush_key, named_rules, rows_by_key
from webinars.steps.occurrences import plan_webinar
from webinars.steps.programme_rows import link, write, write_reminders


@dataclass(frozen=True, kw_only=True)
class SeriesDetails:
    """What an organiser says of a series."""

    version: str
    """Of the series that was opened; empty for a new one."""
    key: str
    """Empty: made from the title, or left as it is."""
    columns: Columns
    """Texts by name of the column."""
    hosts: tuple[str, ...]
    topics: tuple[str, ...]
    reminders: tuple[Columns, ...]
    """In their order; a new one has an empty key."""


def create_series(organiser: Organiser, details: SeriesDetails, *, now: datetime) -> str:
    """Create a series; return its key.

    :raises NotFoundError: when the organiser may not publish for one of the hosts.
    :raises KeyTakenError: when another series has the key that was asked for.
    """
    with transaction() as session:
        hosts = choose_hosts(session, organiser, details.hosts)
        row = Series(key=_key(session, details), hosts=hosts, **details.columns)
        row.topics = rows_by_key(session, Topic, details.topics)
        write_reminders(row.reminders, named_rules(details.reminders, (), ()))
        session.add(row)
        flush_key(session, "series")
        subject = ("series", row.id)
        write_audit(session, actor_of(organiser), "series.created", subject, now=now)
        return row.key


def edit_series(organiser: Organiser, key: str, details: SeriesDetails, *, now: datetime) -> str:
    """Change a series; return its key.

    :raises NotFoundError: when it is none of the organiser's series to change.
    :raises StaleRevisionError: when somebody else has changed it since it was opened.
    :raises KeyTakenError: when another series has the key that was asked for.
    """
    with transaction() as session:
        row = _locked(session, organiser, key)
        if details.version != version_of(row):
            raise StaleRevisionError(key)
        known, titles = [rule.key for rule in row.reminders], dict(row.titles)
        rules = named_rules(details.reminders, known, list_keys_of_webinar_rules(row))
        with session.no_autoflush:
            columns = {**details.columns, **_new_key(row, details)}
            changed = {
                "texts": write(row, columns),
                "hosts": link(row, "hosts", _hosts(session, organiser, row, details)),
                "topics": link(row, "topics", rows_by_key(session, Topic, details.topics)),
                "reminders": write_reminders(row.reminders, rules),
            }
        flush_key(session, "series")
        parts = [name for name, differs in changed.items() if differs]
        if changed["reminders"]:
            for webinar in _held_webinars(session, row):
                plan_webinar(session, webinar, now=now)
        if parts:
            subject = ("series", row.id)
            actor = actor_of(organiser)
            values = {} if titles == row.titles else {"titles": [titles, dict(row.titles)]}
            act = {"changed": parts, "values": values}
            write_audit(session, actor, "series.edited", subject, now=now, **act)
        return row.key


def _locked(session: Session, organiser: Organiser, key: str) -> Series:
    session.execute(select(Series.id).where(Series.key == key).with_for_update())
    return get_series_of(organiser, key, Role.EDITOR)


def _held_webinars(session: Session, row: Series) -> list[Webinar]:
    """Return the webinars as they stand now; nobody moves or cancels one until the end.

    One that somebody has deleted meanwhile is left out.
    """
    held = (
        select(Webinar)
        .where(Webinar.series_id == row.id)
        .order_by(Webinar.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(held))


def _hosts(
    session: Session, organiser: Organiser, row: Series, details: SeriesDetails
) -> list[Host]:
    """Return the hosts asked for; once something is public, none is taken away."""
    kept = [host.key for host in row.hosts if is_public(row)]
    return choose_hosts(session, organiser, (*details.hosts, *kept))


def _new_key(row: Series, details: SeriesDetails) -> Columns:
    return {"key": details.key} if details.key and not is_public(row) else {}


def _key(session: Session, details: SeriesDetails) -> str:
    if details.key:
        return details.key
    suggested = key_from(pick(details.columns["titles"], "en"), KEY_LENGTH) or "series"
    return free_key(suggested, set(session.scalars(select(Series.key))))
