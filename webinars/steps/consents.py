"""Writing down what a person agreed to, in the very words that were shown."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.database.upsert import insert_missing
from webinars.models.consent import Consent, ConsentPurpose, ConsentText
from webinars.settings import current_settings
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
    session: Session, attendee_id: int, email: str, given: ConsentGiven, *, now: datetime
) -> None:
    """Add a consent that takes effect now, unless the person has the same one already.

    :param now: when the address was confirmed.
    """
    live = select(Consent.id).where(
        Consent.attendee_id == attendee_id,
        Consent.purpose == given.purpose,
        Consent.host_id.is_(None) if given.host_id is None else Consent.host_id == given.host_id,
        Consent.withdrawn_at.is_(None),
    )
    if session.scalar(live.limit(1)) is not None:
        return
    session.add(
        Consent(
            attendee_id=attendee_id,
            person_hash=address_hash(current_settings().address_key, email),
            purpose=given.purpose,
            host_id=given.host_id,
            text_id=_text_id(session, given.text, given.language, now),
            form=given.form,
            given_at=given.given_at,
            confirmed_at=now,
        )
    )


def _text_id(session: Session, text: str, language: str, now: datetime) -> int:
    digest = hashlib.sha256(text.encode()).hexdigest()
    values = {"language": language, "text": text, "digest": digest, "valid_from": now}
    insert_missing(session, ConsentText, values)
    known = select(ConsentText.id).where(
        ConsentText.digest == digest, ConsentText.language == language
    )
    return session.scalars(known).one()
