"""Planning a series: copies of a webinar, many dates at once, other times; all of it drafts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webinars.database.conflicts import begins_anew
from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, Refusal
from webinars.languages import Texts
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.queries.planning import list_planned
from webinars.rules.moves import NewTime, is_same_time
from webinars.steps.audit import actor_of, changes_since, told_values, write_audit
from webinars.steps.copies import add_draft, as_long_before, copy_webinar
from webinars.steps.editing import choose_hosts
from webinars.steps.handouts import copy_handouts
from webinars.steps.schedules import keep_schedule
from webinars.steps.seats import hold_series, hold_webinar

NEW_ICON, NEW_CAPACITY = "smart-grid", 100
"""What a webinar has of which nothing else has been said."""


@dataclass(frozen=True, kw_only=True)
class DatesDetails:
    """Webinars of a series that are to be created at once."""

    times: tuple[NewTime, ...]
    model: str
    """Key of the webinar whose programme each takes over; empty: of none."""
    titles: Texts
    """Empty: that of the model."""
    provisional: bool = False
    """Whether the dates are announced as not yet certain."""


def duplicate_webinar(organiser: Organiser, key: str, time: NewTime, *, now: datetime) -> str:
    """Create a draft with programme and handouts of a webinar at another time; return its key.

    Whoever asks twice gets the draft of the first time.

    :raises NotFoundError: when it is none of the organiser's webinars to change.
    :raises ChangeRefusedError: when the time has passed, or is that of the original.
    """
    with transaction() as session:
        original = get_webinar_of(organiser, key, Role.EDITOR)
        if time.starts_at <= now or is_same_time(time, original):
            raise ChangeRefusedError(Refusal.PAST if time.starts_at <= now else Refusal.SAME)
        hold_series(session, original.series_id)
        for each in list_planned(organiser, original.series_id):
            same = each.starts_at == time.starts_at and each.titles == original.titles
            if same and each.state == WebinarState.DRAFT:
                return each.key
        row = copy_webinar(session, original, time, titles={}, now=now)
        copy_handouts(session, original, row)
        _audit(session, organiser, row, now, original=original.id)
        return row.key


def create_dates(
    organiser: Organiser, series_key: str, details: DatesDetails, *, now: datetime
) -> int:
    """Create a draft for each time at which the series has no webinar yet; return how many.

    :raises NotFoundError: when the series, its hosts or the model is not the organiser's to change.
    """
    with transaction() as session:
        series = get_series_of(organiser, series_key, Role.EDITOR)
        hold_series(session, series.id)
        taken = {each.starts_at for each in list_planned(organiser, series.id)}
        model = get_webinar_of(organiser, details.model, Role.EDITOR) if details.model else None
        wanted = [time for time in details.times if time.starts_at not in taken]
        for time in wanted:
            if model is None:
                row = _plain(session, organiser, series, details.titles, time, now)
            else:
                row = copy_webinar(session, model, time, titles=details.titles, now=now)
            row.provisional = details.provisional
            _audit(session, organiser, row, now)
        return len(wanted)


@begins_anew
def move_draft(organiser: Organiser, key: str, time: NewTime, *, seen: int, now: datetime) -> None:
    """Move a draft, of which nobody is told; what hosts have agreed to is void.

    :param seen: the schedule version that the organiser decided about.
    :raises NotFoundError: when it is none of the organiser's webinars to change.
    :raises ChangeRefusedError: when the time has passed, or it no longer stands as it was seen.
    """
    with transaction() as session:
        row = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        if row.state != WebinarState.DRAFT or row.schedule_version != seen:
            raise ChangeRefusedError(Refusal.MEANWHILE)
        if time.starts_at <= now:
            raise ChangeRefusedError(Refusal.PAST)
        before = told_values(row)
        for name in ("opens_at", "closes_at"):
            moment = as_long_before(getattr(row, name), row, time)
            setattr(row, name, moment)
        row.local_start, row.time_zone, row.fold = time.local_start, time.time_zone, time.fold
        row.duration_minutes = time.duration_minutes
        row.starts_at, row.ends_at, row.changed_at = time.starts_at, time.ends_at, now
        row.schedule_version += 1
        row.revision += 1
        keep_schedule(session, row, now=now)
        subject, values = ("webinar", row.id), changes_since(before, row)
        write_audit(session, actor_of(organiser), "webinar.moved", subject, now=now, values=values)


def _plain(
    session: Session,
    organiser: Organiser,
    series: Series,
    titles: Texts,
    time: NewTime,
    now: datetime,
) -> Webinar:
    columns = {
        "series_id": series.id,
        "titles": titles,
        "teasers": {},
        "descriptions": {},
        "icon": NEW_ICON,
        "capacity": NEW_CAPACITY,
    }
    row = add_draft(session, time, columns, now=now)
    row.hosts = choose_hosts(session, organiser, [host.key for host in series.hosts])
    row.topics = list(series.topics)
    return row


def _audit(
    session: Session, organiser: Organiser, row: Webinar, now: datetime, **details: int
) -> None:
    actor, subject = actor_of(organiser), ("webinar", row.id)
    write_audit(session, actor, "webinar.created", subject, now=now, **details)
