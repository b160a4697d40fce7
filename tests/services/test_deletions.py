"""Deleting while somebody else is at the same draft."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.factories import make_series, make_webinar
from tests.support.changes import make_editor
from webinars.database.engine import session as reading_session
from webinars.errors import NotFoundError
from webinars.models.audit import AuditEntry
from webinars.models.organiser import Organiser
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.deletions import delete_series, delete_webinar
from webinars.steps.seats import hold_webinar


@pytest.mark.parametrize("model", [Webinar, Series])
def test_of_two_who_delete_at_once_one_finds_nothing(app, session, now, model):
    draft = make_webinar(session, state=WebinarState.DRAFT)
    row, act = (
        (draft, delete_webinar) if model is Webinar else (make_series(session), delete_series)
    )
    key, number, barrier = row.key, make_editor(session, draft).id, Barrier(2)

    def delete(_turn):
        with app.app_context():
            organiser = reading_session().get_one(Organiser, number)
            barrier.wait()
            try:
                act(organiser, key, now=now)
            except NotFoundError:
                return "gone"
            return "deleted"

    session.rollback()
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(delete, range(2)))

    assert answers == ["deleted", "gone"]
    assert session.scalar(select(func.count()).select_from(model).where(model.key == key)) == 0
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 2


def test_who_waited_for_a_webinar_that_was_deleted_finds_nothing(session):
    with pytest.raises(NotFoundError):
        hold_webinar(session, make_webinar(session).id + 1)
