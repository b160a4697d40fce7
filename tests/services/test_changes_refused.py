from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_webinar
from tests.support.changes import later, make_editor, make_seated
from tests.support.organisers import make_organiser
from webinars.errors import ChangeRefusedError, NotFoundError, Refusal
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.changes import cancel_webinar, move_webinar

MOVED = MessageKind.MOVED


@pytest.fixture
def webinar(session: Session) -> Webinar:
    return make_webinar(session)


@pytest.fixture
def editor(session: Session, webinar: Webinar) -> Organiser:
    return make_editor(session, webinar)


def move(editor: Organiser, webinar: Webinar, now: datetime, **by: float) -> int:
    time = later(webinar, **(by or {"days": 1}))
    return move_webinar(editor, webinar.key, time, {}, seen=webinar.schedule_version, now=now)


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_who_decided_about_another_version_is_refused(session, webinar, editor, now, act):
    make_seated(session, webinar)
    move(editor, webinar, now)

    acts = {
        "move": lambda: move_webinar(
            editor, webinar.key, later(webinar, days=3), {}, seen=1, now=now
        ),
        "cancel": lambda: cancel_webinar(editor, webinar.key, {}, seen=1, now=now),
    }
    with pytest.raises(ChangeRefusedError) as refused:
        acts[act]()

    assert refused.value.why is Refusal.MEANWHILE
    assert session.scalar(select(func.count()).where(Message.kind == MOVED)) == 1


@pytest.mark.parametrize(
    ("state", "after_start", "by", "why"),
    [
        (WebinarState.DRAFT, False, {"days": 1}, Refusal.NOT_PUBLISHED),
        (WebinarState.CANCELLED, False, {"days": 1}, Refusal.NOT_PUBLISHED),
        (WebinarState.PUBLISHED, True, {"days": 1}, Refusal.UNDER_WAY),
        (WebinarState.PUBLISHED, False, {"days": -300}, Refusal.PAST),
        (WebinarState.PUBLISHED, False, {"days": 0}, Refusal.SAME),
    ],
)
def test_what_makes_no_sense_is_refused(session, webinar, editor, now, state, after_start, by, why):
    webinar.state = state
    session.commit()
    at = webinar.starts_at if after_start else now

    with pytest.raises(ChangeRefusedError) as refused:
        move(editor, webinar, at, **by)

    assert refused.value.why is why
    session.refresh(webinar)
    assert webinar.schedule_version == 1


def test_viewers_and_other_hosts_can_change_nothing(session, now):
    alone = make_webinar(session)
    alone.hosts = alone.hosts[:1]
    session.commit()
    viewer = make_organiser(session, {alone.hosts[0]: Role.VIEWER})
    stranger = make_organiser(session, {make_webinar(session).hosts[1]: Role.OWNER})

    for organiser in (viewer, stranger):
        with pytest.raises(NotFoundError):
            move(organiser, alone, now)
        with pytest.raises(NotFoundError):
            cancel_webinar(organiser, alone.key, {}, seen=1, now=now)
