"""Passkeys: added and removed by their organiser, and used in place of password and code."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from webinars.database.changed_rows import count_changed
from webinars.database.engine import lock_address, transaction
from webinars.errors import KeyTakenError, NotFoundError, TooManyGuessesError
from webinars.models.guess import COUNTED
from webinars.models.message import MessageKind
from webinars.models.organiser import NewPasskey, Organiser, Passkey
from webinars.steps.audit import write_audit
from webinars.steps.buckets import bucket, take
from webinars.steps.messages import tell_organiser
from webinars.steps.passkeys import forget_passkeys


def add_passkey(organiser_id: int, name: str, made: NewPasskey, *, now: datetime) -> None:
    """Let an organiser sign in with this passkey from now on, and tell so.

    :raises KeyTakenError: when the passkey is somebody's already.
    :raises NotFoundError: when the account is gone.
    """
    with transaction() as session:
        lock_address(session, bucket(f"passkey {made.credential}"))
        organiser = session.get(Organiser, organiser_id)
        if organiser is None:
            raise NotFoundError(organiser_id)
        if session.scalar(select(Passkey.id).where(Passkey.credential == made.credential)):
            raise KeyTakenError(name)
        session.add(
            Passkey(
                organiser_id=organiser_id,
                name=name,
                credential=made.credential,
                public_key=made.public_key,
                counter=made.counter,
                created_at=now,
            )
        )
        tell_organiser(session, MessageKind.PASSKEY_ADDED, organiser, now=now)
        write_audit(session, "organiser", "passkey.added", ("organiser", organiser_id), now=now)


def remove_passkey(organiser_id: int, passkey_id: int, *, now: datetime) -> bool:
    """Let nobody sign in with one of an organiser's own passkeys; False when there is none."""
    with transaction() as session:
        if not forget_passkeys(session, organiser_id, passkey_id):
            return False
        write_audit(session, "organiser", "passkey.removed", ("organiser", organiser_id), now=now)
        return True


def use_passkey(passkey_id: int, challenge: str, counter: int, *, now: datetime) -> bool:
    """Note that a passkey has answered a challenge, which is used up by it.

    :returns: False when the challenge was answered before, the passkey was removed, or its counter
        has not gone forward: then somebody has a copy of it.
    """
    with transaction() as session:
        try:
            take(session, {bucket(f"challenge {challenge}"): 1}, within=COUNTED, now=now)
        except TooManyGuessesError:
            return False
        forward = or_(Passkey.counter < counter, Passkey.counter + counter == 0)
        used = (
            update(Passkey)
            .where(Passkey.id == passkey_id, forward)
            .values(counter=counter, used_at=now)
        )
        return count_changed(session, used) == 1
