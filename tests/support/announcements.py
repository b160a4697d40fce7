"""What organisers write to many, for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tests.factories import NOW, texts
from tests.support.saving import save
from webinars.models.announcement import Announcement, Readers
from webinars.models.webinar import Webinar


def make_announcement(session: Session, webinar: Webinar, **overrides: Any) -> Announcement:
    """Make a draft to everybody who is registered."""
    values = {
        "webinar_id": webinar.id,
        "readers": Readers.REGISTERED,
        "region": "",
        "titles": texts("Bring a question"),
        "texts": texts("Please think of a question for {webinar}"),
        "created_at": NOW,
    }
    return save(session, Announcement(**{**values, **overrides}))
