"""People who sign in, for tests."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, make_hosts, numbers
from tests.support.saving import save
from webinars.models.agreement import Agreement
from webinars.models.host import Host, Region
from webinars.models.organiser import (
    Membership,
    Organiser,
    OrganiserSession,
    Passkey,
    PasswordLink,
    RecoveryCode,
    Role,
    SupportOffice,
)
from webinars.models.series import Series
from webinars.models.webinar import Webinar
from webinars.tokens import hash_of


def make_organiser(session: Session, roles: Mapping[Host, Role], **overrides: Any) -> Organiser:
    """Make a person who signs in, with these roles and without a password."""
    number = next(numbers)
    values = {
        "email": f"team.{number}@example.org",
        "name": f"Team Example {number}",
        "language": "en",
        "uniquifier": uuid.uuid4().hex,
        "created_at": NOW,
        "memberships": [Membership(host=host, role=role) for host, role in roles.items()],
    }
    return save(session, Organiser(**{**values, **overrides}))


def make_session(session: Session, organiser: Organiser, token: str) -> OrganiserSession:
    """Sign an organiser in: this token in the cookie opens the session, long from now."""
    row = OrganiserSession(
        organiser=organiser,
        token_hash=hash_of(token),
        created_at=NOW,
        seen_at=datetime(2099, 1, 1, tzinfo=UTC),
        expires_at=datetime(2099, 1, 2, tzinfo=UTC),
    )
    return save(session, row)


def let_teams_in(session: Session) -> None:
    """Sign in editor and viewer of one host and partner of the other, see ``world.sign_in``."""
    host, partner = make_hosts(session)
    for name, whose, role in (
        ("editor", host, Role.EDITOR),
        ("viewer", host, Role.VIEWER),
        ("partner", partner, Role.EDITOR),
    ):
        make_session(session, make_organiser(session, {whose: role}), f"token of {name}")


def make_support_office(
    session: Session, organiser: Organiser, host: Host, series: Series, region: Region
) -> SupportOffice:
    """Let an organiser see who registered for a series of a host from a region."""
    office = SupportOffice(
        organiser=organiser, host=host, series=series, region=region, created_at=NOW
    )
    return save(session, office)


def make_password_link(
    session: Session, organiser: Organiser | None, **overrides: Any
) -> PasswordLink:
    """Make a link to choose a password, valid long from now."""
    values = {
        "organiser": organiser,
        "created_at": NOW,
        "expires_at": datetime(2099, 1, 2, tzinfo=UTC),
    }
    return save(session, PasswordLink(**{**values, **overrides}))


def make_recovery_code(session: Session, organiser: Organiser, code: str) -> RecoveryCode:
    """Give an organiser this code for the day the phone is gone."""
    row = RecoveryCode(organiser_id=organiser.id, code_hash=hash_of(code), created_at=NOW)
    return save(session, row)


def make_passkey(session: Session, organiser: Organiser, **overrides: Any) -> Passkey:
    """Give an organiser a passkey; unless told otherwise, one that no device holds."""
    values = {
        "organiser": organiser,
        "name": "Work laptop",
        "credential": f"credential-{next(numbers)}",
        "public_key": "none",
        "counter": 0,
        "created_at": NOW,
    }
    return save(session, Passkey(**{**values, **overrides}))


def make_agreement(session: Session, webinar: Webinar, host: Host, **overrides: Any) -> Agreement:
    """Let a host agree to the present revision of a webinar."""
    values = {"webinar_id": webinar.id, "host": host, "revision": webinar.revision}
    return save(session, Agreement(**{**values, "agreed_at": NOW, **overrides}))
