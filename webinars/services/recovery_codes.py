"""Codes for the day when the telephone is lost: made, and used once each."""

from __future__ import annotations

import secrets
from datetime import datetime

from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.models.message import MessageKind
from webinars.models.organiser import Organiser, RecoveryCode
from webinars.steps.audit import write_audit
from webinars.steps.messages import tell_organiser
from webinars.steps.recovery_codes import forget_codes
from webinars.tokens import RECOVERY_LENGTH, hash_of

CODES = 10
"""How many there are at a time."""

_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that can be taken for another one; 16 of them are 79 bits."""


def renew_codes(organiser_id: int, *, now: datetime) -> list[str]:
    """Make new codes in place of all former ones; return them, this once.

    :raises NotFoundError: when no codes of an authenticator are asked for.
    """
    codes = ["".join(secrets.choice(_SIGNS) for _ in range(RECOVERY_LENGTH)) for _ in range(CODES)]
    with transaction() as session:
        organiser = session.get(Organiser, organiser_id, with_for_update=True)
        if organiser is None or organiser.second_factor is None:
            raise NotFoundError(organiser_id)
        forget_codes(session, organiser_id)
        session.add_all(
            RecoveryCode(organiser_id=organiser_id, code_hash=hash_of(code), created_at=now)
            for code in codes
        )
        about = ("organiser", organiser_id)
        write_audit(session, "organiser", "recovery_codes.made", about, now=now)
    return codes


def use_recovery_code(organiser_id: int, code: str, *, now: datetime) -> bool:
    """Use a code up and tell its owner; False when there is no such code, or not any more."""
    with transaction() as session:
        if forget_codes(session, organiser_id, hash_of(code)) != 1:
            return False
        organiser = session.get_one(Organiser, organiser_id)
        tell_organiser(session, MessageKind.RECOVERY_CODE_USED, organiser, now=now)
        subject = ("organiser", organiser_id)
        write_audit(session, "organiser", "recovery_code.used", subject, now=now)
        return True
