"""Somebody who is reminded of a webinar an hour before it, at the moment when that is due."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_registration
from tests.support.planning import DUE, webinar_with
from webinars.models.attendee import Attendee
from webinars.models.webinar import Webinar


@pytest.fixture
def now() -> datetime:
    return DUE


@pytest.fixture
def person(session: Session) -> Attendee:
    return make_attendee(session, language="en")


@pytest.fixture
def one(session: Session, person: Attendee) -> Webinar:
    webinar = webinar_with(session)
    make_registration(session, webinar=webinar, attendee=person)
    return webinar
