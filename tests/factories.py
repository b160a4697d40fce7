"""Rows with sensible defaults; every value can be overridden, every row is committed."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.support.saving import save, saved
from webinars.models.attendee import Attendee
from webinars.models.consent import Consent, ConsentPurpose, ConsentText
from webinars.models.host import Host, Notice, Region
from webinars.models.message import Lane, Message, MessageKind, MessageState, Subject
from webinars.models.organisation import Organisation, OrganisationKind
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.reminder import Anchor, Audience, Reminder
from webinars.models.series import Series, Topic
from webinars.models.signup import SignUp
from webinars.models.webinar import AgendaItem, Speaker, Webinar, WebinarState
from webinars.settings import current_settings
from webinars.steps.schedules import keep_schedule
from webinars.tokens import address_hash
from webinars.zones import to_utc

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)

numbers = itertools.count(1)
"""Tell rows apart; never used twice."""


def texts(text: str) -> dict[str, str]:
    """Return a text in every language, told apart by its language."""
    return {language: f"{text} ({language})" for language in ("en", "de", "fr")}


def make_region(session: Session, **overrides: Any) -> Region:
    """Make a region."""
    number = next(numbers)
    values = {"key": f"region-{number}", "position": number, "names": texts(f"Region {number}")}
    return save(session, Region(**{**values, "country": "DE", **overrides}))


def make_host(session: Session, **overrides: Any) -> Host:
    """Make a host."""
    number = next(numbers)
    region = overrides.pop("region", None) or make_region(session)
    values = {
        "key": f"host-{number}",
        "name": f"Host {number}",
        "legal_name": f"Host {number} e. V.",
        "region": region,
        "default_language": "en",
        "time_zone": "Europe/Berlin",
        "time_city": texts("City"),
        "accent_light": "#1d6a70",
        "accent_dark": "#7fd0d6",
        "mailbox": f"host-{number}@example.org",
        "descriptions": texts(f"Host {number} brings people together"),
    }
    return save(session, Host(**{**values, **overrides}))


def make_hosts(session: Session) -> tuple[Host, Host]:
    """Return Energy Saxony and TWEED; the same rows when asked twice."""
    found = {host.key: host for host in session.scalars(select(Host))}
    if "energy-saxony" not in found:
        names = {"en": "Saxony", "de": "Sachsen", "fr": "Saxe"}
        found["energy-saxony"] = make_host(
            session,
            key="energy-saxony",
            name="Energy Saxony",
            legal_name="Energy Saxony e. V.",
            default_language="de",
            time_city={"en": "Dresden", "de": "Dresden", "fr": "Dresde"},
            region=make_region(session, key="saxony", names=names),
        )
    if "tweed" not in found:
        names = {"en": "Wallonia", "de": "Wallonie", "fr": "Wallonie"}
        found["tweed"] = make_host(
            session,
            key="tweed",
            name="TWEED",
            legal_name="TWEED",
            default_language="fr",
            time_zone="Europe/Brussels",
            time_city={"en": "Liège", "de": "Lüttich", "fr": "Liège"},
            region=make_region(session, key="wallonia", names=names, country="BE"),
        )
    return found["energy-saxony"], found["tweed"]


def make_topic(session: Session, **overrides: Any) -> Topic:
    """Make a topic."""
    number = next(numbers)
    values = {"key": f"topic-{number}", "position": number, "names": texts(f"Topic {number}")}
    return save(session, Topic(**{**values, "icon": "hydrogen", **overrides}))


def make_organisation(session: Session, **overrides: Any) -> Organisation:
    """Make an organisation."""
    number = next(numbers)
    values = {"key": f"organisation-{number}", "name": f"Beispielwerk {number}", "country": "DE"}
    row = Organisation(**{**values, "kind": OrganisationKind.COMPANY, **overrides})
    return save(session, row)


def make_notice(session: Session, **overrides: Any) -> Notice:
    """Make a notice that stands on every page."""
    values = {"key": f"notice-{next(numbers)}", "texts": texts("Example programme")}
    return save(session, Notice(**{**values, **overrides}))


def make_series(session: Session, **overrides: Any) -> Series:
    """Make a series of both hosts."""
    number = next(numbers)
    values = {
        "key": f"series-{number}",
        "titles": texts(f"Series {number}"),
        "teasers": texts(f"Teaser of series {number}"),
        "descriptions": texts(f"Description of series {number}"),
        "hosts": list(make_hosts(session)),
    }
    return save(session, Series(**{**values, **overrides}))


def make_webinar(session: Session, **overrides: Any) -> Webinar:
    """Make a published webinar of both hosts with 50 seats, 3 February 2027, 14:00–15:15 in Berlin.

    The instants follow from ``local_start``, ``time_zone``, ``fold`` and ``duration_minutes``.
    """
    number = next(numbers)
    values: dict[str, Any] = {
        "key": f"webinar-{number}",
        "state": WebinarState.PUBLISHED,
        "titles": texts(f"Webinar {number}"),
        "teasers": texts(f"Teaser of webinar {number}"),
        "descriptions": texts(f"Description of webinar {number}"),
        "takeaways": {language: ["One", "Two"] for language in ("en", "de", "fr")},
        "icon": "hydrogen",
        "local_start": datetime(2027, 2, 3, 14, 0),
        "time_zone": "Europe/Berlin",
        "fold": 0,
        "changed_at": NOW,
        "duration_minutes": 75,
        "capacity": 50,
        "spoken_languages": ["en"],
        "hosts": list(make_hosts(session)),
        **overrides,
    }
    values["series"] = values.get("series") or make_series(session)
    starts_at = to_utc(values["local_start"], values["time_zone"], values["fold"])
    values.setdefault("starts_at", starts_at)
    ends_at = values["starts_at"] + timedelta(minutes=values["duration_minutes"])
    values.setdefault("ends_at", ends_at)
    webinar = Webinar(**values)
    with saved(session):
        session.add(webinar)
        keep_schedule(session, webinar, now=NOW)
        webinar.changed_at = values["changed_at"]
    return webinar


def make_agenda_item(session: Session, **overrides: Any) -> AgendaItem:
    """Make a point of an agenda."""
    webinar = overrides.pop("webinar", None) or make_webinar(session)
    number = next(numbers)
    values = {"position": number, "minutes": 15, "titles": texts(f"Talk {number}")}
    return save(session, AgendaItem(**{"webinar": webinar, **values, **overrides}))


def make_speaker(session: Session, **overrides: Any) -> Speaker:
    """Make a speaker."""
    webinar = overrides.pop("webinar", None) or make_webinar(session)
    values = {"position": next(numbers), "name": "Alex Muster", "roles": texts("Engineering")}
    return save(session, Speaker(**{"webinar": webinar, **values, **overrides}))


def make_reminder(session: Session, **overrides: Any) -> Reminder:
    """Make a reminder rule: one day before the start, at 10:00."""
    number = next(numbers)
    values: dict[str, Any] = {
        "key": f"reminder-{number}",
        "position": number,
        "anchor": Anchor.START,
        "offset_days": -1,
        "at_time": "10:00",
        "audience": Audience.CONFIRMED,
        **overrides,
    }
    if "webinar" not in values and "series" not in values:
        values["series"] = make_series(session)
    return save(session, Reminder(**values))


def person(**overrides: Any) -> dict[str, Any]:
    """Return what a person tells of themselves."""
    values = {
        "email": f"kim.beispiel.{next(numbers)}@example.org",
        "given_name": "Kim",
        "family_name": "Beispiel",
        "organisation_name": "Beispielwerk",
        "organisation_kind": OrganisationKind.COMPANY,
        "region": "saxony",
        "country": "DE",
        "language": "de",
        "time_zone": "Europe/Berlin",
        "created_at": NOW,
    }
    return {**values, **overrides}


def make_signup(session: Session, **overrides: Any) -> SignUp:
    """Make an open sign-up for one webinar."""
    values = person(**overrides)
    values["webinars"] = values.get("webinars") or [make_webinar(session)]
    values.setdefault("form_language", values["language"])
    values.setdefault("nonce", uuid.uuid4().hex)
    values.setdefault("expires_at", values["created_at"] + timedelta(hours=48))
    return save(session, SignUp(**values))


def make_attendee(session: Session, **overrides: Any) -> Attendee:
    """Make an attendee."""
    values = person(**overrides)
    recipient_hash = address_hash(current_settings().address_key, values["email"])
    values.setdefault("recipient_hash", recipient_hash)
    return save(session, Attendee(**values))


def make_registration(session: Session, **overrides: Any) -> Registration:
    """Make a registration: CONFIRMED, with its seat counted, unless told otherwise."""
    values = {"state": RegistrationState.CONFIRMED, "created_at": NOW, **overrides}
    values["webinar"] = values.get("webinar") or make_webinar(session)
    values["attendee"] = values.get("attendee") or make_attendee(session)
    if values["state"] == RegistrationState.CONFIRMED:
        values.setdefault("confirmed_at", values["created_at"])
    if values["state"] == RegistrationState.CANCELLED:
        values.setdefault("cancelled_at", values["created_at"])
    registration = Registration(**values)
    with saved(session):
        session.add(registration)
        if registration.state == RegistrationState.CONFIRMED:
            registration.webinar.seats_taken += 1
    return registration


def make_invitation(session: Session, registration: Registration, **overrides: Any) -> Invitation:
    """Make the calendar entry of a registration."""
    values = {
        "attendee_id": registration.attendee_id,
        "webinar_id": registration.webinar_id,
        "uid": f"{uuid.uuid4()}@example.org",
    }
    return save(session, Invitation(**{**values, **overrides}))


def make_message(session: Session, **overrides: Any) -> Message:
    """Make a queued message: the address confirmation of a new sign-up unless told otherwise."""
    values: dict[str, Any] = {
        "kind": MessageKind.CONFIRM_ADDRESS,
        "lane": Lane.ADDRESS,
        "language": "de",
        "subject_type": Subject.SIGNUP,
        "state": MessageState.QUEUED,
        "due_at": NOW,
        "message_id": f"<{uuid.uuid4()}@example.org>",
        "created_at": NOW,
        **overrides,
    }
    if "subject_id" not in values:
        signup = make_signup(session)
        values["subject_id"] = signup.id
        values.setdefault("recipient", signup.email)
    values.setdefault("recipient", f"kim.beispiel.{next(numbers)}@example.org")
    key = current_settings().address_key
    values.setdefault("recipient_hash", address_hash(key, values["recipient"]))
    return save(session, Message(**values))


def make_consent(session: Session, attendee: Attendee, **overrides: Any) -> Consent:
    """Make a consent to the news of a host."""
    number = next(numbers)
    text = ConsentText(language="de", text=f"Text {number}", digest=f"{number:064}", valid_from=NOW)
    values = {
        "attendee_id": attendee.id,
        "person_hash": address_hash(current_settings().address_key, attendee.email),
        "purpose": ConsentPurpose.NEWS,
        "host_id": make_hosts(session)[0].id,
        "text": text,
        "form": "signup",
        "given_at": NOW,
        "confirmed_at": NOW,
    }
    return save(session, Consent(**{**values, **overrides}))
