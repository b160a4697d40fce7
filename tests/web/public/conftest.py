from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import (
    make_series,
)
from tests.support.signups import coming
from webinars.models.series import Series
from webinars.models.webinar import Webinar


@pytest.fixture
def series(session: Session) -> Series:
    return make_series(session, key="energy")


@pytest.fixture
def webinars(session: Session, series: Series) -> list[Webinar]:
    return [coming(session, 10 + number, series=series, key=f"w{number}") for number in range(1, 4)]
