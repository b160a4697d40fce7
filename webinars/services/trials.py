"""Mails that an organiser sends to the own address, to see them as others will."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.mail.compose import Mail
from webinars.mail.previews import (
    write_test_of_announcement,
    write_test_of_news,
    write_test_of_reminder,
)
from webinars.mail.word_previews import write_test_of_words
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Organiser, Role
from webinars.models.own_words import WordsKind
from webinars.queries.announcements import get_announcement
from webinars.queries.memberships import get_host_of, get_webinar_of
from webinars.queries.news import get_news
from webinars.queries.own_words import find_example, get_place, list_own_words, words_in_force
from webinars.queries.timelines import get_entry
from webinars.steps.buckets import bucket, take
from webinars.steps.messages import tell_organiser

TESTS = 10
"""Tests that one organiser may ask for within ``TESTS_WITHIN``."""

TESTS_WITHIN = timedelta(minutes=10)


def send_test_of_reminder(
    organiser: Organiser, key: str, rule: str, language: str, *, read: datetime, now: datetime
) -> None:
    """Send a reminder to the organiser's own address, marked as a test.

    :param read: when it would be read, because a mail says "tomorrow" where that is true.
    :raises NotFoundError: when the organiser may not edit the webinar, or it has no such reminder.
    :raises TooManyGuessesError: when too many tests were asked for in a short time.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        reminder = get_entry(webinar, rule).rule

        def write(message: Message) -> Mail:
            return write_test_of_reminder(message, webinar, reminder, now=read)

        _send(session, organiser, language, write, now)


def send_test_of_announcement(
    organiser: Organiser, key: str, number: int, language: str, *, now: datetime
) -> None:
    """Send an announcement to the organiser's own address, marked as a test.

    :raises NotFoundError: when the organiser may not edit the webinar, or there is none.
    :raises TooManyGuessesError: when too many tests were asked for in a short time.
    """
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        row = get_announcement(webinar, number)

        def write(message: Message) -> Mail:
            return write_test_of_announcement(message, row, webinar, now=now)

        _send(session, organiser, language, write, now)


def send_test_of_news(
    organiser: Organiser, key: str, number: int, language: str, *, now: datetime
) -> None:
    """Send news to the organiser's own address, marked as a test.

    :raises NotFoundError: when the organiser may not write for the host, or there is none.
    :raises TooManyGuessesError: when too many tests were asked for in a short time.
    """
    with transaction() as session:
        row = get_news(get_host_of(organiser, key, Role.EDITOR), number)

        def write(message: Message) -> Mail:
            return write_test_of_news(message, row, now=now)

        _send(session, organiser, language, write, now)


def send_test_of_words(
    organiser: Organiser, place: tuple[str, str], kind: WordsKind, language: str, *, now: datetime
) -> None:
    """Send a mail in own words to the organiser's own address, marked as a test.

    :param place: level and key, see ``queries/own_words.py``.
    :raises NotFoundError: when it is not the organiser's to change, or has no webinar yet.
    :raises TooManyGuessesError: when too many tests were asked for in a short time.
    """
    with transaction() as session:
        found = get_place(organiser, *place)
        webinar = find_example(found)
        if webinar is None:
            raise NotFoundError(place[1])
        chain = words_in_force(list_own_words(found), kind, found, language)

        def write(message: Message) -> Mail:
            return write_test_of_words(message, kind, chain, webinar, now=now)

        _send(session, organiser, language, write, now)


def _send(
    session: Session,
    organiser: Organiser,
    language: str,
    write: Callable[[Message], Mail],
    now: datetime,
) -> None:
    limit = {bucket(f"test of mails {organiser.id}"): TESTS}
    take(session, limit, within=TESTS_WITHIN, now=now)
    number = tell_organiser(session, MessageKind.TEST, organiser, now=now, language=language)
    if number is not None:
        message = session.get_one(Message, number)
        mail = write(message)
        message.body, message.title = mail.body, mail.title
