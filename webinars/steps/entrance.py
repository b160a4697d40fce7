"""Who may register just now: people always, machines only with work (T12-T15)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webinars.errors import StepUpError, TooManyGuessesError
from webinars.rules.proofs import Visit
from webinars.settings import current_settings
from webinars.steps.buckets import bucket, take

PLAIN_PER_HOUR = 5
"""Registrations of one network within an hour that only pressed the button of the step more."""

_WITHIN = timedelta(hours=1)


def admit(session: Session, visit: Visit, *, now: datetime) -> None:
    """Count a form that may be taken.

    :raises StepUpError: when one more step is needed; nothing is counted then.
    """
    name, limit = _limit_of(visit)
    try:
        if visit.odd and not (visit.stepped or visit.proof):
            raise StepUpError
        take(session, {bucket(name): limit}, within=_WITHIN, now=now)
    except TooManyGuessesError as full:
        waits = visit.stepped and not visit.proof
        raise StepUpError(full.seconds if waits else 0) from None


def _limit_of(visit: Visit) -> tuple[str, int]:
    if visit.proof is not None:
        # One answer opens once, at whichever process: kept longer than it can be given.
        return f"proof {visit.proof}", 1
    if visit.stepped:
        return f"plain {visit.network}", PLAIN_PER_HOUR
    return f"form {visit.network}", current_settings().sign_ups_per_hour
