"""Keeping a wish to register, and the mail that asks to confirm it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, exists, func, insert, select
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing
from webinars.models.attendee import Attendee
from webinars.models.host import Host
from webinars.models.message import Message, MessageKind, Subject
from webinars.models.organisation import OrganisationKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.series import Series
from webinars.models.signup import (
    SignUp,
    SignUpState,
    signup_news_hosts,
    signup_standing_series,
    signup_webinars,
)
from webinars.models.standing import StandingRegistration
from webinars.models.webinar import Webinar
from webinars.settings import current_settings
from webinars.steps.address_mails import (
    FIRST_MAILS,
    WITHIN,
    address_mails,
    count_address_mails,
)
from webinars.steps.message_drops import drop_messages
from webinars.steps.messages import Recipient, queue_message
from webinars.tokens import address_hash


@dataclass(frozen=True, kw_only=True)
class SignUpDetails:
    """What was typed about a person, cleaned; webinars and hosts by key."""

    email: str
    given_name: str
    family_name: str
    organisation_name: str
    organisation_kind: OrganisationKind
    region: str
    country: str
    language: str
    form_language: str
    time_zone: str
    webinars: tuple[str, ...]
    news_hosts: tuple[str, ...]
    every_date_of: str = ""
    """Key of the series for whose every future date the person registers too; empty: none."""
    registered_by: str = ""
    """Name of the colleague who filled in the form; empty: the person did."""
    source: str = ""
    answers: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Number of a question, and what was answered."""


@dataclass(frozen=True, kw_only=True)
class _Address:
    """What is known of an address before a sign-up of it is kept."""

    mails: int
    """First mails that it was sent of late."""
    newest_link: int | None
    """Number of its newest open sign-up whose link has been mailed."""
    knows_all: bool
    """Whether the person is registered for all that is chosen, further dates too."""


def find_sign_up(session: Session, nonce: str) -> int | None:
    """Return the number of the sign-up that this form has brought already."""
    return session.scalar(_of_nonce(), {"nonce": nonce})


@cache
def _of_nonce() -> Select[int]:
    return select(SignUp.id).where(SignUp.nonce == bindparam("nonce"))


def keep_sign_up(
    session: Session,
    details: SignUpDetails,
    webinars: list[Webinar],
    nonce: str,
    *,
    now: datetime,
    added_by: int | None = None,
) -> int:
    """Keep a wish and queue its first mail, as often as its address allows; return its id.

    Above that number it joins the newest open link. The caller holds the address.

    :param added_by: number of the host whose team adds the person; None: the person did.
    """
    hosts = _hosts(session, details.news_hosts)
    followed = _followed(session, details.every_date_of)
    address = _look_up(session, details.email, webinars, followed, now)
    # Who is added may be known to other hosts only; nothing may tell that team.
    known = added_by is None and address.knows_all
    capped = address.mails >= current_settings().confirmation_mails_per_day
    row = _row(details, nonce, now, added_by)
    signup_id = insert_missing(session, SignUp, row)
    if signup_id is None:
        return session.scalars(_of_nonce(), {"nonce": nonce}).one()
    _link(session, signup_webinars, signup_id, webinar_id=[each.id for each in webinars])
    _link(session, signup_standing_series, signup_id, series_id=[each.id for each in followed])
    _link(session, signup_news_hosts, signup_id, host_id=[each.id for each in hosts])
    if not capped:
        kind = MessageKind.ALREADY_REGISTERED if known else MessageKind.CONFIRM_ADDRESS
        recipient = Recipient(email=details.email, language=details.language)
        about, until = (Subject.SIGNUP, signup_id), row["expires_at"]
        queue_message(session, kind, recipient, about, now=now, useful_until=until)
    elif address.newest_link is not None:
        _join(session.get_one(SignUp, address.newest_link), webinars, followed)
    return signup_id


def send_again(session: Session, signup: SignUp, *, now: datetime) -> int:
    """Send the first mail of an open sign-up again; return the seconds to wait before it may be.

    0: it is on its way, or its address has been written to often enough today.
    """
    settings = current_settings()
    last = session.execute(
        select(Message.kind, Message.version, Message.created_at)
        .where(
            Message.subject_type == Subject.SIGNUP,
            Message.subject_id == signup.id,
            Message.kind.in_(FIRST_MAILS),
        )
        .order_by(Message.version.desc())
    ).first()
    if last is not None:
        ready: datetime = last.created_at + timedelta(seconds=settings.resend_seconds)
        if ready > now:
            return max(1, round((ready - now).total_seconds()))
    mails = count_address_mails(session, hash_of_address(signup.email), now)
    if mails >= settings.confirmation_mails_per_day:
        return 0
    kind = MessageKind.CONFIRM_ADDRESS if last is None else last.kind
    # What nobody confirms is deleted after so many days, however often it is sent again.
    end = signup.created_at + timedelta(days=settings.unconfirmed_days)
    if end <= now:
        return 0
    signup.expires_at = min(now + timedelta(hours=settings.link_hours), end)
    queue_message(
        session,
        kind,
        Recipient(email=signup.email, language=signup.language),
        (Subject.SIGNUP, signup.id),
        now=now,
        version=1 if last is None else last.version + 1,
        useful_until=signup.expires_at,
    )
    return 0


def hash_of_address(email: str) -> str:
    """Return the keyed hash of a cleaned address."""
    return address_hash(current_settings().address_key, email)


def _row(details: SignUpDetails, nonce: str, now: datetime, added_by: int | None) -> dict[str, Any]:
    return {
        "state": SignUpState.OPEN,
        "nonce": nonce,
        "generation": 1,
        "email": details.email,
        "given_name": details.given_name,
        "family_name": details.family_name,
        "organisation_name": details.organisation_name,
        "organisation_kind": details.organisation_kind,
        "region": details.region,
        "country": details.country,
        "language": details.language,
        "form_language": details.form_language,
        "time_zone": details.time_zone,
        "registered_by": details.registered_by,
        "source": details.source,
        "added_by_id": added_by,
        "answers": {str(number): list(given) for number, given in details.answers},
        "created_at": now,
        "expires_at": now + timedelta(hours=current_settings().link_hours),
    }


def _link(session: Session, table: Table, signup_id: int, **numbers: Sequence[int]) -> None:
    """Link a new sign-up to what was chosen; nothing has to be read for that."""
    values = [
        {"signup_id": signup_id, name: number}
        for name, found in numbers.items()
        for number in found
    ]
    if values:
        session.execute(insert(table), values)


def _hosts(session: Session, keys: Sequence[str]) -> list[Host]:
    """Return the hosts of these keys, if any; most people want no news."""
    return list(session.scalars(select(Host).where(Host.key.in_(keys)))) if keys else []


def _followed(session: Session, key: str) -> list[Series]:
    """Return the series of this key, if any; most people choose single dates."""
    return list(session.scalars(select(Series).where(Series.key == key))) if key else []


def _look_up(
    session: Session,
    email: str,
    webinars: Sequence[Webinar],
    followed: Sequence[Series],
    now: datetime,
) -> _Address:
    """Ask what is known of an address, the same of every one and all at once."""
    wanted = {"webinars": [each.id for each in webinars], "series": [each.id for each in followed]}
    hashed, since = hash_of_address(email), now - WITHIN
    values = {"email": email, "hashed": hashed, "since": since, "now": now, **wanted}
    mails, newest_link, registered, standing = session.execute(_address_question(), values).one()
    # Standing registrations count, too: the person may have chosen further dates.
    knows_all = registered == len(webinars) and standing == len(followed)
    return _Address(mails=mails, newest_link=newest_link, knows_all=knows_all)


@cache
def _address_question() -> Select[Any]:
    """Return the question of ``_look_up``; building it each time takes longer than asking it."""
    of_person = select(Attendee.id).where(Attendee.email == bindparam("email"))
    registered = select(func.count(func.distinct(Registration.webinar_id))).where(
        Registration.webinar_id.in_(bindparam("webinars", expanding=True)),
        Registration.state != RegistrationState.CANCELLED,
        Registration.attendee_id.in_(of_person),
    )
    standing = select(func.count()).where(
        StandingRegistration.series_id.in_(bindparam("series", expanding=True)),
        StandingRegistration.attendee_id.in_(of_person),
    )
    mails = address_mails(bindparam("hashed"), bindparam("since"))
    asked = (mails, _newest_link(), registered, standing)
    return select(*(each.scalar_subquery() for each in asked))


def _newest_link() -> Select[Any]:
    mailed = exists().where(
        Message.subject_type == Subject.SIGNUP,
        Message.subject_id == SignUp.id,
        Message.kind == MessageKind.CONFIRM_ADDRESS,
    )
    wanted = (
        SignUp.email == bindparam("email"),
        SignUp.state == SignUpState.OPEN,
        SignUp.expires_at > bindparam("now"),
        mailed,
    )
    return select(SignUp.id).where(*wanted).order_by(SignUp.id.desc()).limit(1)


def _join(newest: SignUp, webinars: Sequence[Webinar], followed: Sequence[Series]) -> None:
    # Only what is chosen: what somebody else typed must not stand under a link that is out already.
    known = {webinar.id for webinar in newest.webinars}
    newest.webinars.extend(webinar for webinar in webinars if webinar.id not in known)
    standing = {series.id for series in newest.standing_series}
    newest.standing_series.extend(series for series in followed if series.id not in standing)


def delete_sign_up(session: Session, signup: SignUp, *, now: datetime) -> None:
    """Delete an unconfirmed wish: its link leads nowhere then, and its mail is not sent."""
    drop_messages(session, Subject.SIGNUP, [signup.id], now=now)
    session.delete(signup)
