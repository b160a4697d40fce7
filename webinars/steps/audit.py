"""Writing down who did what, inside the caller's transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from webinars.models.audit import AuditEntry
from webinars.models.organiser import Organiser
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar
from webinars.zones import to_local

_MINUTE = "%Y-%m-%dT%H:%M"


def actor_of(organiser: Organiser) -> str:
    """Return how the audit log names an organiser: by number."""
    return f"organiser {organiser.id}"


def told_values(webinar: Webinar) -> dict[str, Any]:
    """Return what of a webinar is logged before and after a change; nothing of it is personal."""
    return {
        "titles": dict(webinar.titles),
        "start": f"{webinar.local_start:{_MINUTE}}",
        "time_zone": webinar.time_zone,
        "duration": webinar.duration_minutes,
        "capacity": webinar.capacity,
        "waiting_list": webinar.waiting_list,
        "offer_hours": webinar.offer_hours,
        "approval": webinar.approval,
        "provisional": webinar.provisional,
        "opens_at": _on_clocks(webinar.opens_at, webinar),
        "closes_at": _on_clocks(webinar.closes_at, webinar),
        "recording": webinar.recording.value,
        "recording_url": webinar.recording_url,
        "recording_until": _day(webinar.recording_until),
        "spoken_languages": list(webinar.spoken_languages),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _on_clocks(moment: datetime | None, webinar: Webinar) -> str | None:
    return None if moment is None else f"{to_local(moment, webinar.time_zone):{_MINUTE}}"


def changes_since(before: dict[str, Any], webinar: Webinar) -> dict[str, list[Any]]:
    """Return what is different now: name to what it was and what it is."""
    after = told_values(webinar)
    return {name: [was, after[name]] for name, was in before.items() if was != after[name]}


def audit_registration(
    session: Session,
    organiser: Organiser,
    action: str,
    registration: Registration,
    *,
    now: datetime,
    **details: Any,
) -> None:
    """Add what an organiser did to one registration; the log finds it by its webinar.

    :param details: as for :func:`write_audit`.
    """
    about = ("registration", registration.id)
    details["webinar"] = registration.webinar_id
    write_audit(session, actor_of(organiser), action, about, now=now, **details)


def write_audit(
    session: Session,
    actor: str,
    action: str,
    subject: tuple[str, int | None],
    *,
    now: datetime,
    **details: Any,
) -> None:
    """Add one entry to the audit log.

    :param details: keys and counts; never names, addresses or texts of persons.
    """
    session.add(
        AuditEntry(
            happened_at=now,
            actor=actor,
            action=action,
            subject_type=subject[0],
            subject_id=subject[1],
            details=details,
        )
    )
