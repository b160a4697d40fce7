"""Signing up: a wish without a seat, until its address is confirmed."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from webinars.database.engine import lock_address, transaction
from webinars.errors import NotFoundError, SignUpRefusedError
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Webinar
from webinars.queries.signups import genuine_sign_up
from webinars.rules.proofs import Visit
from webinars.rules.webinar_states import is_open_for_registration
from webinars.steps.audit import write_audit
from webinars.steps.entrance import admit
from webinars.steps.sign_ups import (
    SignUpDetails as SignUpDetails,
)
from webinars.steps.sign_ups import (
    delete_sign_up,
    find_sign_up,
    hash_of_address,
    keep_sign_up,
    send_again,
)
from webinars.tokens import Purpose


def sign_up(
    details: SignUpDetails,
    nonce: str,
    *,
    now: datetime,
    visit: Visit | None = None,
    corrected: int | None = None,
) -> int:
    """Keep a wish to register and queue the address confirmation; return the sign-up's id.

    The answer and the work are the same for known and unknown addresses. Above the daily number of
    mails to one address nothing is sent: the wish joins the newest open link of this address.

    :param nonce: made with the form; the same form sent again is the same sign-up.
    :param visit: how the form came; None: from somebody who need not be counted.
    :param corrected: number of the sign-up with a wrong address that this one stands for; it ends.
    :raises SignUpRefusedError: when a chosen webinar is not open; nothing is stored.
    :raises StepUpError: when one more step is needed first; nothing is stored.
    """
    with transaction() as session:
        lock_address(session, hash_of_address(details.email))
        sent = find_sign_up(session, nonce)
        if sent is not None:
            return sent
        if visit is not None:
            admit(session, visit, now=now)
        webinars = _open_webinars(session, details.webinars, now)
        if corrected is not None:
            _end_wrong(session, corrected, details.email, now)
        return keep_sign_up(session, details, webinars, nonce, now=now)


def resend_confirmation(signup_id: int, *, now: datetime) -> int:
    """Send the address confirmation once more; return the seconds to wait before that is possible.

    0 means that it is on its way, or that there is nothing (more) to send; the visitor is told the
    same in both cases.
    """
    with transaction() as session:
        signup = session.get(SignUp, signup_id, with_for_update=True)
        if signup is None or signup.state != SignUpState.OPEN:
            return 0
        return send_again(session, signup, now=now)


def forget_sign_up(token: str, *, now: datetime) -> None:
    """Delete an unconfirmed sign-up, because its address belongs to somebody else.

    A confirmed one stays: whoever confirmed it can read that mailbox.

    :raises NotFoundError: when the link is not genuine or there is nothing left to delete.
    """
    with transaction() as session:
        signup = genuine_sign_up(session, token, Purpose.NOT_ME, lock=True)
        if signup.state != SignUpState.OPEN:
            raise NotFoundError
        _forget(session, signup, now)


def _end_wrong(session: Session, number: int, right: str, now: datetime) -> None:
    """End a sign-up whose address was mistyped: whoever reads that mailbox shall not confirm it.

    With the same address it stays: its link is in the right mailbox.
    """
    wrong = session.get(SignUp, number, with_for_update=True)
    if wrong is not None and wrong.state == SignUpState.OPEN and wrong.email != right:
        _forget(session, wrong, now)


def _forget(session: Session, signup: SignUp, now: datetime) -> None:
    delete_sign_up(session, signup, now=now)
    write_audit(session, "attendee", "signup.forgotten", ("signup", signup.id), now=now)


def _open_webinars(session: Session, keys: tuple[str, ...], now: datetime) -> list[Webinar]:
    found = session.scalars(_of_keys(), {"keys": keys}).all()
    usable = {webinar.key for webinar in found if is_open_for_registration(webinar, now)}
    closed = [key for key in keys if key not in usable]
    if closed or not keys:
        raise SignUpRefusedError(closed)
    return list(found)


@cache
def _of_keys() -> Select[Webinar]:
    named = Webinar.key.in_(bindparam("keys", expanding=True))
    return select(Webinar).where(named).order_by(Webinar.id)
