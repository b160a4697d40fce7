"""Speakers: who stays the same, what opens their desk, and what they change there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.factories import make_hosts, make_speaker, make_webinar
from tests.support.organisers import make_organiser
from tests.support.programme import FULL, changed
from tests.support.speakers import desk_path, make_speaker_desk
from webinars.database.engine import transaction
from webinars.database.subjects import still_wanted
from webinars.errors import NotFoundError, NotPossibleError, StaleRevisionError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Role
from webinars.models.webinar import Speaker, SpeakerDesk, Webinar, WebinarState
from webinars.queries.speakers import get_speaker_desk
from webinars.services.programme import load_programme
from webinars.services.retention import clean_up
from webinars.services.speakers import change_texts, invite_speaker, withdraw_link
from webinars.steps.speakers import write_speakers

ROLES = {"de": "Leitung Netze", "fr": "Direction des réseaux"}
BIOGRAPHY = {"fr": "Planifie des réseaux."}


def token_of(desk: SpeakerDesk) -> str:
    return desk_path(desk).rsplit("/", 1)[1]


def said(row: Speaker, **columns: object) -> dict[str, object]:
    """Return what a form says of a speaker who stays as he or she is."""
    desk = row.desk
    return {
        "number": str(row.id),
        "name": row.name,
        "roles": row.roles,
        "biographies": row.biographies,
        "email": desk.email if desk else "",
        "language": desk.language if desk else "en",
        **columns,
    }


def in_line(session, webinar, *wanted) -> bool:
    with transaction():
        return write_speakers(session.get_one(Webinar, webinar.id).speakers, wanted)


def test_a_form_keeps_rows_and_links_of_who_stays_whatever_the_order_and_names(session):
    webinar = make_webinar(session)
    first = make_speaker_desk(session, webinar=webinar).speaker
    second = make_speaker(session, webinar=webinar, name="Robin Beispiel")
    session.commit()
    assert first.desk is not None
    desk, token = first.desk.id, token_of(first.desk)

    added = said(second, number="", name="Kim Exemple", email="kim@example.org")
    assert in_line(session, webinar, said(second), added, said(first, name="Alex Neu"))

    rows = session.scalars(select(Speaker).order_by(Speaker.position)).all()
    assert [(row.id, row.name) for row in rows[::2]] == [
        (second.id, "Robin Beispiel"),
        (first.id, "Alex Neu"),
    ]
    assert rows[1].desk.email == "kim@example.org"
    assert get_speaker_desk(token).id == desk
    assert not in_line(session, webinar, *(said(row) for row in rows))


@pytest.mark.parametrize("change", ["another address", "no address", "removed", "another webinar"])
def test_a_link_ends_with_the_address_and_with_the_speaker(session, change):
    desk = make_speaker_desk(session)
    webinar, speaker, token = desk.speaker.webinar, desk.speaker, token_of(desk)
    session.commit()

    if change == "removed":
        in_line(session, webinar)
    elif change == "another webinar":
        # The number of somebody else's speaker means nothing: it is a new one.
        other = make_webinar(session)
        in_line(session, other, said(speaker, email="eve@example.org"))
        assert get_speaker_desk(token).email == "alex@example.org"
        return
    else:
        address = "new@example.org" if change == "another address" else ""
        in_line(session, webinar, said(speaker, email=address))

    with pytest.raises(NotFoundError):
        get_speaker_desk(token)


def test_a_file_knows_speakers_by_name_and_leaves_their_desk_alone(session, now):
    load_programme(FULL.encode(), now=now)
    before = session.scalars(select(Speaker).order_by(Speaker.id)).first()
    desk = make_speaker_desk(session, speaker=before)
    session.commit()
    token = token_of(desk)
    text = changed(
        f"{{name: {before.name},",
        f"{{name: Someone New}}\n  - {{name: {before.name}, biographies: {{en: Plans grids}},",
        FULL,
    )

    load_programme(text.encode(), now=now)

    kept = get_speaker_desk(token).speaker
    assert (kept.id, kept.position, kept.biographies) == (before.id, 1, {"en": "Plans grids"})


@pytest.fixture
def invited(session, now):
    """A speaker, invited by an organiser of one of the hosts, and who did it."""
    organiser = make_organiser(session, {make_hosts(session)[0]: Role.EDITOR})
    desk = make_speaker_desk(session, language="fr", generation=0, invited_at=None)
    session.commit()
    invite_speaker(organiser, desk.speaker.webinar.key, desk.speaker_id, now=now)
    return organiser, desk


def messages(session) -> list[Message]:
    session.expire_all()
    return list(session.scalars(select(Message).order_by(Message.id)))


def wanted(session) -> list[int]:
    condition = still_wanted(MessageKind.SPEAKER_INVITED)
    return list(session.scalars(select(Message.id).where(condition).order_by(Message.id)))


def test_an_invitation_is_one_mail_whose_link_ends_with_the_next_one(session, now, invited):
    organiser, desk = invited
    key, number, first = desk.speaker.webinar.key, desk.speaker_id, token_of(desk)

    (message,) = messages(session)
    assert (message.kind, message.recipient, message.language) == (
        MessageKind.SPEAKER_INVITED,
        "alex@example.org",
        "fr",
    )
    assert wanted(session) == [message.id]

    invite_speaker(organiser, key, number, now=now)
    _, second = messages(session)
    assert wanted(session) == [second.id]
    with pytest.raises(NotFoundError):
        get_speaker_desk(first)

    again = token_of(session.get_one(SpeakerDesk, desk.id))
    assert get_speaker_desk(again).id == desk.id
    withdraw_link(organiser, key, number, now=now)
    assert wanted(session) == []
    with pytest.raises(NotFoundError):
        get_speaker_desk(again)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["speaker.invited", "speaker.invited", "speaker.link_withdrawn"]


def test_nobody_is_invited_without_address_nor_to_what_is_over_or_cancelled(session, now, invited):
    organiser, desk = invited
    webinar = desk.speaker.webinar
    without = make_speaker(session, webinar=webinar)
    session.commit()

    for number, at in ((without.id, now), (desk.speaker_id, webinar.ends_at)):
        with pytest.raises(NotPossibleError):
            invite_speaker(organiser, webinar.key, number, now=at)
    cancelled = {"state": WebinarState.CANCELLED, "cancelled_at": now}
    session.execute(update(Webinar).values(cancelled))
    session.commit()
    with pytest.raises(NotPossibleError):
        invite_speaker(organiser, webinar.key, desk.speaker_id, now=now)
    assert wanted(session) == []


def test_what_a_speaker_saves_is_public_logged_without_words_and_shown_beside_before(
    session, now, invited
):
    _, desk = invited
    token, webinar = token_of(desk), desk.speaker.webinar
    revision, was = webinar.revision, dict(desk.speaker.roles)

    change_texts(token, seen=1, roles=ROLES, biographies=BIOGRAPHY, now=now)

    session.expire_all()
    assert (desk.speaker.roles, desk.speaker.biographies) == (ROLES, BIOGRAPHY)
    assert (desk.changed_at, desk.texts_before) == (now, {"roles": was, "biographies": {}})
    # Whoever has the form of the webinar open is told of it when saving.
    assert (webinar.revision, webinar.changed_at) == (revision + 1, now)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.actor, entry.action, entry.subject_id) == (
        "speaker",
        "speaker.changed",
        webinar.id,
    )
    assert entry.details["values"]["roles"] == [
        {code: len(text) for code, text in was.items()},
        {"de": 13, "fr": 21},
    ]
    assert entry.details["values"]["biographies"] == [{}, {"fr": 21}]

    with pytest.raises(StaleRevisionError):
        change_texts(token, seen=1, roles={}, biographies={}, now=now)
    assert desk.speaker.roles == ROLES


def test_addresses_of_speakers_go_some_time_after_the_webinar(session, now, settings):
    desk = make_speaker_desk(session)
    session.commit()
    period = timedelta(days=settings.registration_days)
    ended = desk.speaker.webinar.ends_at

    assert clean_up(ended + period).speaker_desks == 0
    assert clean_up(ended + period + timedelta(seconds=1)).speaker_desks == 1
    assert session.scalars(select(Speaker.name)).all() == ["Alex Muster"]
