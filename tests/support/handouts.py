"""Handouts, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.support.saving import save
from tests.support.speakers import SLIDES
from webinars.models.handout import Handout, HandoutKind
from webinars.models.webinar import Webinar


def make_handout(session: Session, webinar: Webinar, **overrides: Any) -> Handout:
    """Make a handout of a webinar."""
    values = {
        "key": "f" * 32,
        "title": "Overview",
        "kind": HandoutKind.PDF,
        "size": len(SLIDES),
        "data": SLIDES,
    }
    return save(session, Handout(webinar_id=webinar.id, **{**values, **overrides}))
