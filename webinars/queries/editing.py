"""Questions that the pages for editing a programme ask."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from webinars.database.engine import session
from webinars.models.agreement import Agreement
from webinars.models.audit import AuditEntry
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Reminder
from webinars.models.series import Series, Topic
from webinars.models.webinar import Webinar, WebinarState


def list_topics() -> list[Topic]:
    """Return all topics in the order of lists."""
    return list(session().scalars(select(Topic).order_by(Topic.position, Topic.id)))


def is_public(series: Series) -> bool:
    """Tell whether a webinar of the series is published or was."""
    found = exists().where(Webinar.series_id == series.id, Webinar.state != WebinarState.DRAFT)
    return bool(session().scalar(select(found)))


def list_agreed(webinars: Iterable[Webinar]) -> frozenset[int]:
    """Return the numbers of the webinars to whose present revision a host has agreed."""
    numbers = [webinar.id for webinar in webinars]
    statement = (
        select(Agreement.webinar_id)
        .join(
            Webinar,
            and_(Webinar.id == Agreement.webinar_id, Webinar.revision == Agreement.revision),
        )
        .where(Agreement.webinar_id.in_(numbers))
    )
    return frozenset(session().scalars(statement))


def count_waiting_by_webinar(webinars: Iterable[Webinar]) -> dict[int, int]:
    """Return how many people wait for a seat, by number of the webinar."""
    numbers = [webinar.id for webinar in webinars]
    statement = (
        select(Registration.webinar_id, func.count())
        .where(
            Registration.webinar_id.in_(numbers),
            Registration.state == RegistrationState.WAITING,
        )
        .group_by(Registration.webinar_id)
    )
    return {row[0]: row[1] for row in session().execute(statement)}


def find_last_edit(subject_type: str, subject_id: int) -> datetime | None:
    """Return when somebody last changed this series or webinar; None when nobody knows."""
    statement = select(func.max(AuditEntry.happened_at)).where(
        or_(
            and_(AuditEntry.subject_type == subject_type, AuditEntry.subject_id == subject_id),
            AuditEntry.subject_type == "programme",
        )
    )
    return session().scalar(statement)


def list_keys_of_webinar_rules(series: Series) -> Collection[str]:
    """Return the keys of the reminders that webinars of the series have of their own."""
    statement = (
        select(Reminder.key)
        .join(Webinar, Webinar.id == Reminder.webinar_id)
        .where(Webinar.series_id == series.id)
    )
    return set(session().scalars(statement))


def version_of(series: Series) -> str:
    """Return a text that changes with everything that the form for a series shows."""
    rules = [
        (
            rule.key,
            rule.active,
            rule.anchor.value,
            rule.offset_minutes,
            rule.offset_days,
            rule.at_time,
            rule.audience.value,
            rule.useful_minutes,
        )
        for rule in series.reminders
    ]
    shown = (
        series.key,
        sorted(series.titles.items()),
        sorted(series.teasers.items()),
        sorted(series.descriptions.items()),
        sorted(host.key for host in series.hosts),
        sorted(topic.key for topic in series.topics),
        rules,
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()
