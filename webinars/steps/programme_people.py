"""The example persons of a demo: registered in the order of the file, without any mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale, gettext
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webinars.models.attendee import Attendee
from webinars.models.consent import Consent, ConsentPurpose
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.programme import ProgrammeRows
from webinars.rules.programme import AttendeeEntry, Place
from webinars.settings import current_settings
from webinars.steps.consents import ConsentGiven, news_text, record_consent
from webinars.steps.invitations import issue_invitation
from webinars.steps.messages import recipient_of
from webinars.steps.programme_rows import Tally, found, write
from webinars.steps.seats import take_seat
from webinars.tokens import address_hash

FORM = "programme-file"
"""Where the consents of example persons come from."""


def store_people(
    session: Session,
    entries: Sequence[AttendeeEntry],
    rows: ProgrammeRows,
    tally: Tally,
    *,
    now: datetime,
) -> list[Place]:
    """Create and change people, and register them; return where the file asks for too much.

    What a person has done since stays: whoever cancelled or withdrew is not entered again.
    """
    known = {row.email: row for row in session.scalars(select(Attendee))}
    refused: list[Place] = []
    for entry in entries:
        row = known.get(entry.email)
        columns = _columns(entry, rows)
        changes = [row is not None and write(row, columns)]
        created = row is None
        if row is None:
            hashed = address_hash(current_settings().address_key, entry.email)
            row = Attendee(email=entry.email, recipient_hash=hashed, created_at=now, **columns)
            session.add(row)
            session.flush()
        changes.append(_register(session, row, entry, rows, refused, now))
        changes.append(_record_consents(session, row, entry, rows, now))
        tally.count(created=created, changed=any(changes))
    return refused


def network_text(language: str) -> str:
    """Return the sentence beside the box for the network, in the language it is shown in."""
    with force_locale(language):
        return gettext(
            "Show my profile to the confirmed participants of this series. I choose below what they"
            " see. My e-mail address stays hidden until I accept an introduction."
        )


def _columns(entry: AttendeeEntry, rows: ProgrammeRows) -> dict[str, object]:
    organisation = rows.organisations[entry.organisation.key if entry.organisation else ""]
    return {
        **entry.columns,
        "organisation": organisation,
        "organisation_name": organisation.name,
        "organisation_kind": organisation.kind,
        "region": organisation.region.key if organisation.region else "",
        "country": organisation.country,
    }


def _register(
    session: Session,
    row: Attendee,
    entry: AttendeeEntry,
    rows: ProgrammeRows,
    refused: list[Place],
    now: datetime,
) -> bool:
    before = select(Registration.webinar_id).where(Registration.attendee_id == row.id)
    known = set(session.scalars(before))
    wanted = [(rows.webinars[each.key], each.place) for each in entry.webinars]
    missing = [(webinar, place) for webinar, place in wanted if webinar.id not in known]
    for webinar, place in missing:
        seated = not _has_queue(session, webinar) and take_seat(session, webinar.id)
        if webinar.state != WebinarState.PUBLISHED or not (seated or webinar.waiting_list):
            refused.append(place)
            continue
        registration = Registration(
            webinar_id=webinar.id,
            attendee_id=row.id,
            state=RegistrationState.CONFIRMED if seated else RegistrationState.WAITING,
            created_at=now,
            confirmed_at=now if seated else None,
        )
        session.add(registration)
        session.flush()
        if seated:
            issue_invitation(session, row.id, webinar.id)
    return bool(missing)


def _has_queue(session: Session, webinar: Webinar) -> bool:
    waiting = exists().where(
        Registration.webinar_id == webinar.id, Registration.state == RegistrationState.WAITING
    )
    return bool(session.scalar(select(waiting)))


def _record_consents(
    session: Session, row: Attendee, entry: AttendeeEntry, rows: ProgrammeRows, now: datetime
) -> bool:
    given_before = select(Consent.purpose, Consent.host_id).where(Consent.attendee_id == row.id)
    known = {(purpose, host_id) for purpose, host_id in session.execute(given_before)}
    wanted: list[tuple[ConsentPurpose, int | None, str]] = [
        (ConsentPurpose.NEWS, host.id, news_text(host.name, row.language))
        for host in found(entry.news_from, rows.hosts)
    ]
    if entry.visible_in_network:
        wanted.append((ConsentPurpose.NETWORK, None, network_text(row.language)))
    missing = [each for each in wanted if each[:2] not in known]
    for purpose, host_id, text in missing:
        given = ConsentGiven(
            purpose=purpose,
            host_id=host_id,
            text=text,
            language=row.language,
            form=FORM,
            given_at=now,
        )
        record_consent(session, recipient_of(row), given, now=now)
    return bool(missing)
