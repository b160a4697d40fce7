"""Moves, cancellations, told edits: whoever registered is told once, in the same transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_

from webinars.database.conflicts import begins_anew
from webinars.database.engine import transaction
from webinars.errors import ChangeRefusedError, Refusal
from webinars.languages import Texts
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import CANCELLATION, Webinar, WebinarState
from webinars.queries.memberships import get_webinar_of
from webinars.queries.proposals import list_asked_hosts
from webinars.queries.schedules import find_departure, find_edit_departure, list_schedules
from webinars.rules.moves import NewTime, refusal_of, refusal_of_time, time_of, told_before
from webinars.settings import current_settings
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.changes import (
    announce_cancellation,
    announce_edit,
    withhold_edits,
)
from webinars.steps.moves import audit_change, move, write_as_seen, write_published
from webinars.steps.proposals import tell_teams
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
        refusal = refusal_of(webinar, now) or refusal_of_time(webinar, time, now)
        if refusal is None and list_asked_hosts(organiser, webinar):
            refusal = Refusal.AGREEMENT
        if refusal is not None:
            raise ChangeRefusedError(refusal)
        return move(session, organiser, webinar, time, reasons, seen, now)


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
        return move(session, organiser, webinar, time_of(before[0]), {}, seen, now)


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
        write_as_seen(session, webinar, seen, values)
        held = hold_webinar(session, webinar.id)
        told = announce_cancellation(session, held, now=now)
        partners = list_asked_hosts(organiser, held)
        tell_teams(session, partners, held, now=now, version=CANCELLATION)
        audit_change(session, organiser, "webinar.cancelled", held, told, now)
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
        write_published(session, webinar, as_seen, **values)
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
        write_published(session, webinar, as_seen, edit_notice=seen + 1, edit_words=words)
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
