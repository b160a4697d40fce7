"""Somebody with a personal page, and a series to add webinars of."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_series
from webinars.models.attendee import Attendee
from webinars.models.series import Series
from webinars.settings import Settings
from webinars.tokens import Purpose, derive


@pytest.fixture
def attendee(session: Session) -> Attendee:
    return make_attendee(session, email="kim@example.org")


@pytest.fixture
def series(session: Session) -> Series:
    return make_series(session, key="energy")


@pytest.fixture
def url(settings: Settings, attendee: Attendee) -> str:
    return f"/en/my/{derive(settings.link_key, Purpose.MY_PAGE, attendee.id, 1)}"


@pytest.fixture
def adding(url: str, series: Series) -> str:
    return f"{url}/add/{series.key}"
