"""Writing down what a person agreed to, in the very words that were shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing, insert_or_update
from webinars.models.consent import Consent, ConsentPurpose, ConsentText
from webinars.models.news import NewsReader
from webinars.settings import current_settings
from webinars.steps.messages import Recipient
from webinars.tokens import address_hash


@dataclass(frozen=True, kw_only=True)
class ConsentGiven:
    """One tick: for what, towards whom, in which words, when and where."""

    purpose: ConsentPurpose
    host_id: int | None
    text: str
    language: str
    form: str
    given_at: datetime


def news_text(host_name: str, language: str) -> str:
    """Return the sentence beside the box for a host's news, in the language it is shown in."""
    with force_locale(language):
        return gettext(
            "Yes, %(host)s may send me news about its events and projects by e-mail. I can withdraw"
            " this consent at any time, for example with the link in each e-mail.",
            host=host_name,
        )


def record_consent(
    session: Session, person: Recipient, given: ConsentGiven, *, now: datetime
) -> None:
    """Add a consent that takes effect now, unless the person has the same one already.

    :param now: when the address was confirmed.
    """
    hashed = address_hash(current_settings().address_key, person.email)
    if given.purpose == ConsentPurpose.NEWS:
        _keep_reader(session, person, hashed, given, now)
    live = select(Consent.id).where(
        Consent.person_hash == hashed,
        Consent.purpose == given.purpose,
        Consent.host_id.is_(None) if given.host_id is None else Consent.host_id == given.host_id,
        Consent.withdrawn_at.is_(None),
    )
    if session.scalar(live.limit(1)) is not None:
        return
    session.add(
        Consent(
            attendee_id=person.attendee_id,
            person_hash=hashed,
            purpose=given.purpose,
            host_id=given.host_id,
            text_id=_text_id(session, given.text, given.language, now),
            form=given.form,
            given_at=given.given_at,
            confirmed_at=now,
        )
    )


def withdraw_news(session: Session, host_id: int, person_hash: str, *, now: datetime) -> None:
    """End the consent to the news of a host; ending it twice is ending it once.

    What is queued is dropped at its claim, what is on its way at its last check.
    """
    session.execute(
        update(Consent)
        .where(
            Consent.person_hash == person_hash,
            Consent.purpose == ConsentPurpose.NEWS,
            Consent.host_id == host_id,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(NewsReader)
        .where(NewsReader.host_id == host_id, NewsReader.recipient_hash == person_hash)
        .values(email="", confirmed_at=None)
        .execution_options(synchronize_session=False)
    )


def see_news_reader(session: Session, person_hash: str, *, now: datetime) -> None:
    """Note that somebody has shown to be alive, so that the news goes on being sent."""
    session.execute(
        update(NewsReader)
        .where(NewsReader.recipient_hash == person_hash)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )


def move_consents(session: Session, old: str, person: Recipient) -> None:
    """Let what a person agreed to, and the news, follow to another address that was confirmed.

    :param old: keyed hash of the former address.
    """
    new = address_hash(current_settings().address_key, person.email)
    there = select(NewsReader.host_id).where(NewsReader.recipient_hash == new)
    # Where the new address is known already, it goes on as it is.
    moving = (NewsReader.recipient_hash == old, NewsReader.email != "")
    for statement in (
        update(Consent).where(Consent.person_hash == old).values(person_hash=new),
        update(NewsReader)
        .where(*moving, NewsReader.host_id.not_in(there))
        .values(recipient_hash=new, email=person.email),
        delete(NewsReader).where(NewsReader.recipient_hash == old),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _keep_reader(
    session: Session, person: Recipient, hashed: str, given: ConsentGiven, now: datetime
) -> None:
    values = {
        "host_id": given.host_id,
        "email": person.email,
        "recipient_hash": hashed,
        "language": person.language,
        "confirmed_at": now,
        "seen_at": now,
    }
    insert_or_update(session, NewsReader, values, ("host_id", "recipient_hash"))


def _text_id(session: Session, text: str, language: str, now: datetime) -> int:
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = {"language": language, "text": text, "digest": digest, "valid_from": now}
    insert_missing(session, ConsentText, values)
    known = select(ConsentText.id).where(
        ConsentText.digest == digest, ConsentText.language == language
    )
    return session.scalars(known).one()
