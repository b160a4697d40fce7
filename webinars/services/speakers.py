"""Speakers: invited to a desk of their own, where they keep texts and photo up to date."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotPossibleError, StaleRevisionError
from webinars.languages import Texts
from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Organiser
from webinars.models.webinar import Speaker, SpeakerDesk, Webinar, WebinarState
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.messages import Recipient, queue_message
from webinars.steps.speakers import (
    hold_desk,
    hold_own_desk,
    set_photo,
    withdraw,
    write_texts,
)


def invite_speaker(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Write to a speaker with a new link to the desk; an earlier link opens nothing any more.

    :raises NotFoundError: when it is no speaker of a webinar that the organiser may change.
    :raises NotPossibleError: when there is no address, or the webinar is cancelled or over.
    """
    with transaction() as session:
        webinar, desk = hold_desk(session, organiser, key, number)
        if desk is None or not may_use_desk(webinar, now):
            raise NotPossibleError
        desk.generation += 1
        desk.invited_at = now
        session.flush()
        queue_message(
            session,
            MessageKind.SPEAKER_INVITED,
            Recipient(email=desk.email, language=desk.language),
            (Subject.SPEAKER, desk.id),
            now=now,
            version=desk.generation,
            useful_until=webinar.ends_at,
        )
        about = ("webinar", webinar.id)
        write_audit(session, actor_of(organiser), "speaker.invited", about, now=now)


def withdraw_link(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Let a speaker's link open nothing any more, without telling anybody.

    :raises NotFoundError: when it is no speaker of a webinar that the organiser may change.
    """
    with transaction() as session:
        webinar, desk = hold_desk(session, organiser, key, number)
        if desk is None or desk.invited_at is None:
            return
        withdraw(desk)
        about = ("webinar", webinar.id)
        write_audit(session, actor_of(organiser), "speaker.link_withdrawn", about, now=now)


def change_texts(token: str, *, seen: int, roles: Texts, biographies: Texts, now: datetime) -> None:
    """Store what a speaker says of himself or herself, at once; the hosts see what was before.

    :param seen: the revision that the speaker has read.
    :raises NotFoundError: when the link is not valid.
    :raises NotPossibleError: when the webinar is cancelled.
    :raises StaleRevisionError: when somebody else has changed these texts meanwhile.
    """
    with transaction() as session:
        webinar, desk = hold_own_desk(session, token)
        speaker = desk.speaker
        if seen != speaker.revision:
            raise StaleRevisionError(webinar.key)
        before = {"roles": speaker.roles, "biographies": speaker.biographies}
        if not write_texts(speaker, {"roles": roles, "biographies": biographies}):
            return
        desk.changed_at, desk.texts_before = now, before
        webinar.revision += 1
        webinar.changed_at = now
        values = _lengths(before, speaker)
        about = ("webinar", webinar.id)
        write_audit(session, "speaker", "speaker.changed", about, now=now, values=values)


def change_photo(token: str, photo: bytes | None, *, now: datetime) -> None:
    """Store a speaker's own photo, at once; None: there shall be none.

    :raises NotFoundError: when the link is not valid.
    :raises NotPossibleError: when the webinar is cancelled.
    """
    with transaction() as session:
        webinar, desk = hold_own_desk(session, token)
        _write_photo(session, webinar, desk, photo, "speaker", now)


def remove_photo(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Show a speaker without the photo from now on, without telling anybody.

    :raises NotFoundError: when it is no speaker of a webinar that the organiser may change.
    """
    with transaction() as session:
        webinar, desk = hold_desk(session, organiser, key, number)
        if desk is not None:
            _write_photo(session, webinar, desk, None, actor_of(organiser), now)


def may_use_desk(webinar: Webinar, now: datetime) -> bool:
    """Tell whether speakers can still be invited: it is ahead, or under way."""
    return webinar.state != WebinarState.CANCELLED and webinar.ends_at > now


def _write_photo(
    session: Session,
    webinar: Webinar,
    desk: SpeakerDesk,
    photo: bytes | None,
    actor: str,
    now: datetime,
) -> None:
    if photo is None and not desk.photo_key:
        return
    set_photo(desk, photo)
    webinar.revision += 1
    webinar.changed_at = now
    action = "speaker.photo_removed" if photo is None else "speaker.photo_changed"
    write_audit(session, actor, action, ("webinar", webinar.id), now=now)


def _lengths(before: dict[str, Texts], speaker: Speaker) -> dict[str, list[Any]]:
    # The log outlives the texts of a person, so that it tells how long they were and are.
    after = {"roles": speaker.roles, "biographies": speaker.biographies}
    return {
        name: [_characters(before[name]), _characters(after[name])]
        for name in after
        if before[name] != after[name]
    }


def _characters(texts: Texts) -> dict[str, int]:
    return {language: len(text) for language, text in texts.items()}
