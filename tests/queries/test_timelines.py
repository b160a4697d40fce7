"""Who gets a reminder, as a team may see it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.factories import NOW, make_speaker
from tests.support.planning import DUE, HOUR, register, webinar_with
from tests.support.speakers import make_speaker_desk
from webinars.models.reminder import Audience
from webinars.queries.timelines import get_entry, list_readers, seen_by


def test_a_host_that_joined_sees_who_registered_since_and_every_speaker(session: Session) -> None:
    speakers = {"key": "speakers", **HOUR, "audience": Audience.SPEAKERS}
    webinar = webinar_with(session, {"key": "people", **HOUR}, speakers)
    register(session, webinar, created_at=NOW - timedelta(hours=1))
    since = register(session, webinar, created_at=NOW + timedelta(hours=1), language="fr")
    desk = make_speaker_desk(session, speaker=make_speaker(session, webinar=webinar))
    session.commit()
    assert desk.invited_at
    assert desk.invited_at < DUE
    people, told = get_entry(webinar, "people"), get_entry(webinar, "speakers")
    assert (people.total, told.total) == (2, 1)

    seen = seen_by(people, webinar, NOW)

    assert seen.languages == {"fr": 1}
    assert [reader.email for reader, _ in list_readers(seen)] == [since]
    assert seen_by(people, webinar, None) == people
    for joined_at in (None, NOW):
        found = seen_by(told, webinar, joined_at)
        assert found.languages == {desk.language: 1}
        assert [reader.email for reader, _ in list_readers(found)] == [desk.email]
