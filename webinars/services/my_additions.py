"""Adding webinars from my page: the personal link has proved the address."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.registration import Registration
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Webinar
from webinars.queries.registrations import get_attendee_by_token
from webinars.steps.audit import write_audit
from webinars.steps.places import is_live
from webinars.steps.registering import register_for_all


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the holder of a personal link chose; webinars by key."""

    webinars: tuple[str, ...]
    answers: tuple[tuple[int, tuple[str, ...]], ...]
    """Number of a question, and what was answered."""
    form_language: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Additions:
    """What pressing the button brought."""

    webinars: tuple[int, ...] = ()
    """Numbers of those that were chosen; without those that the person was registered for."""
    refused: tuple[str, ...] = ()
    """Keys of webinars that closed, or filled up without a waiting list, in the meantime."""


def add_webinars(token: str, choice: Choice, nonce: str, *, now: datetime) -> Additions:
    """Register the holder of a personal link for more webinars, with one mail about them.

    It leaves what a sign-up leaves whose address has been confirmed. Pressing the button twice is
    pressing it once, even if the person has cancelled in between.

    :param nonce: made with the form.
    :raises NotFoundError: when the link is not genuine.
    """
    with transaction() as session:
        attendee = _hold_attendee(session, token)
        key = _key_of(nonce, attendee, choice)
        sent = session.scalar(select(SignUp).where(SignUp.nonce == key))
        if sent is not None:
            return _brought_before(session, sent)
        webinars = _missing(session, attendee, choice)
        if not webinars:
            return Additions()
        signup = _sign_up(attendee, choice, now)
        signup.nonce, signup.webinars = key, webinars
        session.add(signup)
        session.flush()
        refused = register_for_all(session, signup, attendee, now=now)
        write_audit(session, "attendee", "signup.confirmed", ("signup", signup.id), now=now)
        return Additions(webinars=tuple(each.id for each in webinars), refused=refused)


def _hold_attendee(session: Session, token: str) -> Attendee:
    # The person first, then the webinars in the order of their numbers, as when an address is
    # confirmed. A second press waits here, and then finds what the first has brought.
    known = get_attendee_by_token(token)
    held = session.scalar(
        select(Attendee)
        .where(Attendee.id == known.id, Attendee.generation == known.generation)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if held is None:
        # Erased, or the link replaced, a moment ago.
        raise NotFoundError
    return held


def _key_of(nonce: str, attendee: Attendee, choice: Choice) -> str:
    """Return the idempotency key: the same form with the same webinars is the same wish.

    Who goes back and chooses others sends the same nonce, but means something else.
    """
    meant = f"{nonce}\n{attendee.id}\n{sorted(choice.webinars)!r}"
    return urlsafe_b64encode(hashlib.sha256(meant.encode()).digest()).decode().rstrip("=")


def _missing(session: Session, attendee: Attendee, choice: Choice) -> list[Webinar]:
    """Return the chosen webinars that the person is not registered for."""
    chosen = select(Webinar).where(Webinar.key.in_(choice.webinars)).order_by(Webinar.id)
    return [each for each in session.scalars(chosen) if not is_live(session, each.id, attendee.id)]


def _sign_up(attendee: Attendee, choice: Choice, now: datetime) -> SignUp:
    """Return the sign-up as it stands when its address has been confirmed."""
    return SignUp(
        state=SignUpState.CONFIRMED,
        attendee_id=attendee.id,
        email=attendee.email,
        given_name=attendee.given_name,
        family_name=attendee.family_name,
        organisation_name=attendee.organisation_name,
        organisation_kind=attendee.organisation_kind,
        region=attendee.region,
        country=attendee.country,
        language=attendee.language,
        form_language=choice.form_language,
        time_zone=attendee.time_zone,
        source=choice.source,
        answers={str(number): list(given) for number, given in choice.answers},
        created_at=now,
        # No mail carries a link that would confirm it.
        expires_at=now,
        confirmed_at=now,
    )


def _brought_before(session: Session, signup: SignUp) -> Additions:
    """Return what the first press of the button brought."""
    since = signup.confirmed_at
    taken = select(Registration.webinar_id).where(
        Registration.attendee_id == signup.attendee_id, Registration.created_at >= since
    )
    brought = set(session.scalars(taken))
    return Additions(
        webinars=tuple(each.id for each in signup.webinars),
        refused=tuple(each.key for each in signup.webinars if each.id not in brought),
    )
