"""Questions about sign-ups."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from webinars.database.engine import session
from webinars.errors import NotFoundError
from webinars.models.signup import SignUp, SignUpState, signup_webinars
from webinars.models.webinar import Webinar
from webinars.settings import current_settings
from webinars.tokens import Purpose, is_genuine, row_of

STORM_TIME = timedelta(minutes=10)
STORM_SIGN_UPS = 50
STORM_CONFIRMED = 0.2
"""Forms within that time from which on something is wrong when fewer of them are confirmed."""


def get_sign_up_by_token(token: str, purpose: Purpose) -> SignUp:
    """Return the sign-up that a personal link speaks of.

    :raises NotFoundError: when the link was not made by us for this purpose, or its row is gone.
    """
    return genuine_sign_up(session(), token, purpose)


def genuine_sign_up(reading: Session, token: str, purpose: Purpose, lock: bool = False) -> SignUp:
    """Return the sign-up of a personal link within the caller's session.

    :param lock: hold the row until the transaction ends.
    :raises NotFoundError: see :func:`get_sign_up_by_token`.
    """
    row = row_of(token)
    found = None if row is None else reading.get(SignUp, row, with_for_update=lock or None)
    key = current_settings().link_key
    if found is None or not is_genuine(token, key, purpose, found.id, found.generation):
        raise NotFoundError
    return found


def list_chosen(signup: SignUp) -> list[Webinar]:
    """Return the webinars that a sign-up names, the earliest first; their hosts come along."""
    statement = (
        select(Webinar)
        .join(signup_webinars, signup_webinars.c.webinar_id == Webinar.id)
        .where(signup_webinars.c.signup_id == signup.id)
        .order_by(Webinar.starts_at, Webinar.id)
        .options(selectinload(Webinar.hosts))
    )
    return list(session().scalars(statement))


def is_storm(now: datetime) -> bool:
    """Tell whether far more forms came in the last minutes than people confirm."""
    confirmed = func.sum(case((SignUp.state == SignUpState.CONFIRMED, 1), else_=0))
    statement = select(func.count(), confirmed).where(SignUp.created_at > now - STORM_TIME)
    sent, stood_by = session().execute(statement).one()
    return bool(sent > STORM_SIGN_UPS and (stood_by or 0) < sent * STORM_CONFIRMED)
