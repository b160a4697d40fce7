"""Moves, cancellations, told edits: whoever registered is told once, in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.orm import Session

from webinars.database.changed_rows import count_changed
from webinars.database.conflicts import begins_anew
from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, Refusal
from webinars.languages import Texts
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import get_webinar_of
from webinars.queries.schedules import find_departure, find_edit_departure, list_schedules
from webinars.rules.moves import NewTime, is_same_time, time_of, told_before
from webinars.settings import current_settings
from webinars.steps.audit import actor_of, changes_since, told_values, write_audit
from webinars.steps.changes import (
    announce_cancellation,
    announce_edit,
    announce_move,
    withhold_edits,
)
from webinars.steps.seats import hold_webinar


@begins_anew
def move_webinar(
    organiser: Organiser, key: str, time: NewTime, reasons: Texts, *, seen: int, now: datetime
) -> int:
    """Move a webinar to a new time; return how many people are told after the settle time.

    :param reasons: in the words of the hosts, by language; empty: not told.
    :param seen: the schedule version that the organiser decided about.
    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when it cannot be moved, or no longer stands as it was seen.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        refusal = refusal_of(webinar, now) or _refusal_of_time(webinar, time, now)
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        return _move(session, organiser, webinar, time, reasons, seen, now)


def undo_move(organiser: Organiser, key: str, *, seen: int, now: datetime) -> int:
    """Move a webinar back, before anybody was told; return how many people are told all the same.

    They are those who had registered before an earlier move that nobody has been told either.

    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when the mails have left, or it no longer stands as it was seen.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        departure = find_departure(webinar)
        settle = timedelta(seconds=current_settings().settle_seconds)
        before = told_before(list_schedules(webinar.id), settle)
        if not before or departure is None or departure <= now:
            raise ChangeRefusedError(Refusal.MEANWHILE)
        if before[0].starts_at <= now:
            raise ChangeRefusedError(Refusal.PAST)
        return _move(session, organiser, webinar, time_of(before[0]), {}, seen, now)


def cancel_webinar(
    organiser: Organiser, key: str, reasons: Texts, *, seen: int, now: datetime
) -> int:
    """Cancel a webinar for good; return how many people are told at once.

    :param reasons: in the words of the hosts, by language; empty: not told.
    :param seen: the schedule version that the organiser decided about.
    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when it cannot be cancelled, or no longer stands as it was seen.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        refusal = refusal_of(webinar, now)
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        values = {
            "state": WebinarState.CANCELLED,
            "cancelled_at": now,
            "changed_at": now,
            "cancellation_reasons": reasons,
        }
        _claim(session, webinar, seen, values)
        held = hold_webinar(session, webinar.id)
        told = announce_cancellation(session, held, now=now)
        _audit(session, organiser, "webinar.cancelled", held, told, now)
        return told


def confirm_date(organiser: Organiser, key: str, *, seen: int, now: datetime) -> None:
    """Make a provisional date certain, so that registration opens; nobody is told.

    :param seen: the schedule version that the organiser decided about.
    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when it has begun, or no longer stands as it was seen.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        refusal = refusal_of(webinar, now)
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        as_seen = and_(Webinar.schedule_version == seen, Webinar.provisional)
        # Only from now on can anybody register: who wants every future date is registered, too.
        values = {"provisional": False, "changed_at": now, "published_at": now}
        _write(session, webinar, as_seen, **values)
        subject, actor = ("webinar", webinar.id), actor_of(organiser)
        write_audit(session, actor, "webinar.date_confirmed", subject, now=now)


def tell_of_edit(organiser: Organiser, key: str, words: Texts, *, seen: int, now: datetime) -> int:
    """Tell everybody who is registered, after the settle time; return how many that are.

    :param words: what has changed, by language; empty: the mail says only how things stand.
    :param seen: ``edit_notice`` of the webinar when the organiser decided.
    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when it is not published or has begun, or others told meanwhile.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        refusal = refusal_of(webinar, now)
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        as_seen = Webinar.edit_notice == seen
        _write(session, webinar, as_seen, edit_notice=seen + 1, edit_words=words)
        held = hold_webinar(session, webinar.id)
        told = announce_edit(session, held, now=now)
        subject, actor = ("webinar", held.id), actor_of(organiser)
        write_audit(session, actor, "webinar.edit_told", subject, now=now, told=told)
        return told


def withhold_edit(organiser: Organiser, key: str, *, seen: int, now: datetime) -> None:
    """Tell nobody after all, as long as no mail has left.

    :raises NotFoundError: when the organiser may not change this webinar.
    :raises ChangeRefusedError: when mails have left, or others have told something newer.
    """
    with transaction() as session:
        webinar = hold_webinar(session, get_webinar_of(organiser, key, Role.EDITOR).id)
        departure = find_edit_departure(webinar)
        if webinar.edit_notice != seen or departure is None or departure <= now:
            raise ChangeRefusedError(Refusal.MEANWHILE)
        withhold_edits(session, webinar, now=now)
        subject, actor = ("webinar", webinar.id), actor_of(organiser)
        write_audit(session, actor, "webinar.edit_withheld", subject, now=now)


def refusal_of(webinar: Webinar, now: datetime) -> Refusal | None:
    """Return why a webinar can be neither moved nor cancelled, nor an edit told; or None."""
    if webinar.state != WebinarState.PUBLISHED:
        return Refusal.NOT_PUBLISHED
    return Refusal.UNDER_WAY if webinar.starts_at <= now else None


def _refusal_of_time(webinar: Webinar, time: NewTime, now: datetime) -> Refusal | None:
    if time.starts_at <= now:
        return Refusal.PAST
    return Refusal.SAME if is_same_time(webinar, time) else None


def _move(
    session: Session,
    organiser: Organiser,
    webinar: Webinar,
    time: NewTime,
    reasons: Texts,
    seen: int,
    now: datetime,
) -> int:
    old_end, before = webinar.ends_at, told_values(webinar)
    values = {
        "local_start": time.local_start,
        "time_zone": time.time_zone,
        "fold": time.fold,
        "duration_minutes": time.duration_minutes,
        "starts_at": time.starts_at,
        "ends_at": time.ends_at,
        "changed_at": now,
        **_registration_times(webinar, time),
    }
    _claim(session, webinar, seen, values)
    held = hold_webinar(session, webinar.id)
    told = announce_move(session, held, now=now, old_end=old_end, reasons=reasons)
    moved = changes_since(before, held)
    _audit(session, organiser, "webinar.moved", held, told, now, values=moved)
    return told


def _registration_times(webinar: Webinar, time: NewTime) -> dict[str, datetime | None]:
    """Return when registration closes and opens: as long before the start as it did."""
    closes, opens = webinar.closes_at, webinar.opens_at
    if closes is not None:
        closes = min(closes + (time.starts_at - webinar.starts_at), time.ends_at)
    if opens is not None and opens >= (closes or time.ends_at):
        opens = None
    return {"closes_at": closes, "opens_at": opens}


def _claim(session: Session, webinar: Webinar, seen: int, values: dict[str, Any]) -> None:
    """Write a change if the webinar still stands as it was seen; of two at once one is refused."""
    as_seen = Webinar.schedule_version == seen
    _write(session, webinar, as_seen, schedule_version=seen + 1, **values)


def _write(session: Session, webinar: Webinar, as_seen: ColumnElement[bool], **values: Any) -> None:
    found = (Webinar.id == webinar.id, as_seen, Webinar.state == WebinarState.PUBLISHED)
    if not count_changed(session, update(Webinar).where(*found).values(values)):
        raise ChangeRefusedError(Refusal.MEANWHILE)


def _audit(
    session: Session,
    organiser: Organiser,
    action: str,
    webinar: Webinar,
    told: int,
    now: datetime,
    **more: Any,
) -> None:
    write_audit(
        session,
        actor_of(organiser),
        action,
        ("webinar", webinar.id),
        now=now,
        version=webinar.schedule_version,
        told=told,
        **more,
    )
