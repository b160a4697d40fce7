"""Erasing once more whom a restored backup has brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.database.engine import session as reading_session
from webinars.database.engine import transaction
from webinars.errors import LastOwnerError
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.queries.rights import get_person, list_addresses
from webinars.settings import current_settings
from webinars.steps.audit import write_audit
from webinars.steps.erasure_ledger import Remembered, list_remembered
from webinars.steps.erasures import ERASED, erase
from webinars.tokens import address_hash


@dataclass(kw_only=True)
class ReplayReport:
    """What became of the erasures in the ledger."""

    erased: int = 0
    """Those that had to be done once more."""
    refused: list[LastOwnerError] = field(default_factory=list)
    """Not done, as a host would be left without an owner."""
    unreadable: list[str] = field(default_factory=list)
    """Keys of what cannot be read."""


def replay_erasures(folder: Path, *, now: datetime) -> ReplayReport:
    """Do every erasure of the ledger that this database does not know of; twice is like once.

    Who was erased and has registered again stays: such an erasure stands in the log already.
    """
    report = ReplayReport()
    known = _addresses_by_hash()
    for key, erased in list_remembered(folder):
        if erased is None:
            report.unreadable.append(key)
            continue
        try:
            report.erased += _replay(key, erased, known, now)
        except LastOwnerError as error:
            report.refused.append(error)
    return report


def _replay(key: str, erased: Remembered, known: Mapping[str, str], now: datetime) -> bool:
    with transaction() as session:
        done = exists().where(
            AuditEntry.action == ERASED, AuditEntry.details["ledger"].as_string() == key
        )
        if session.scalar(select(done)):
            return False
        reports = [
            erase(session, get_person(session, email, lock=True), "operator", now, ledger=key)
            for email in _find_addresses(session, erased, known)
        ]
        if any(report.found for report in reports):
            return True
        # Known from now on: whoever registers again later must not be erased by another replay.
        write_audit(session, "operator", ERASED, ("attendee", None), now=now, ledger=key)
        return False


def _addresses_by_hash() -> dict[str, str]:
    # Once for all erasures: each address is read from every table, and hashed.
    key = current_settings().address_key
    return {address_hash(key, email): email for email in list_addresses(reading_session())}


def _find_addresses(session: Session, erased: Remembered, known: Mapping[str, str]) -> list[str]:
    found = {known[erased.email_hash]} if erased.email_hash in known else set()
    # The backup may be older than a change of the address. The number alone would not do, as
    # numbers are given anew after a restore; nor the address, which may be somebody else's.
    before = select(Attendee.email).where(
        Attendee.id == erased.attendee_id, Attendee.recipient_hash.in_(erased.former_hashes)
    )
    return sorted(found | set(session.scalars(before)))
