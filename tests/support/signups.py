"""What the tests of the registration form share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    NOW,
    make_webinar,
)
from tests.support.pages import form_fields, page
from webinars.models.signup import SignUp
from webinars.models.webinar import Webinar

URL = "/en/series/energy/register"

WHOLE = {
    "given_name": "Kim",
    "family_name": "Beispiel",
    "email": "kim@example.org",
    "organisation_name": "Beispielwerk",
    "organisation_kind": "company",
    "region": "saxony",
    "language": "de",
}


def coming(session: Session, days: float = 10, **overrides: Any) -> Webinar:
    """Make a webinar that starts so many days after the tests' now."""
    start = (NOW + timedelta(days=days)).replace(tzinfo=None, microsecond=0)
    return make_webinar(session, local_start=start, time_zone="UTC", **overrides)


def send(
    client: FlaskClient,
    url: str,
    chosen: Iterable[str] = ("w1",),
    drop: Iterable[str] = (),
    **fields: Any,
) -> Any:
    values = {
        **form_fields(page(client, url)),
        "webinars": list(chosen),
        **WHOLE,
        **fields,
    }
    return client.post(url, data={k: v for k, v in values.items() if k not in drop})


def sign_ups(session: Session) -> list[SignUp]:
    session.rollback()
    return list(session.scalars(select(SignUp).order_by(SignUp.id)))


def summary(soup: BeautifulSoup) -> dict[str, str]:
    return {link["href"]: link.get_text() for link in soup.select(".errors a")}  # type: ignore[misc]
