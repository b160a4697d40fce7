"""Saying things in own words in the mails of a webinar, a series or a host."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import StaleRevisionError
from webinars.languages import Texts
from webinars.models.organiser import Organiser
from webinars.models.own_words import OwnWords, WordsKind
from webinars.queries.own_words import Place, column_of, find_own_words, get_place
from webinars.steps.audit import actor_of, write_audit


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said, by language; where there is nothing, what holds otherwise."""

    subjects: Texts
    openings: Texts
    closings: Texts


NO_WORDS = Words(subjects={}, openings={}, closings={})


def save_own_words(
    organiser: Organiser,
    place: tuple[str, str],
    kind: WordsKind,
    words: Words,
    *,
    seen: int,
    now: datetime,
) -> None:
    """Use these words in every mail of this kind that is written from now on.

    :param place: level and key, see ``queries/own_words.py``.
    :param seen: the version that the organiser changed; 0: there was none.
    :raises NotFoundError: when it is not the organiser's to change.
    :raises StaleRevisionError: when somebody has changed or removed them since.
    """
    with transaction() as session:
        found = get_place(organiser, *place)
        row = _seen_row(found, kind, seen)
        before = _words_of(row)
        if row is None:
            row = OwnWords(kind=kind, version=0, **{column_of(found): found.id})
            session.add(row)
        for part, texts in vars(words).items():
            setattr(row, part, texts)
        row.version += 1
        row.changed_at, row.changed_by_id = now, organiser.id
        try:
            session.flush()
        except IntegrityError as error:
            # Somebody else has written the first words at this very moment.
            raise StaleRevisionError(place[1]) from error
        _audit(session, organiser, "words.changed", found, kind, (before, words), now)


def reset_own_words(
    organiser: Organiser, place: tuple[str, str], kind: WordsKind, *, seen: int, now: datetime
) -> None:
    """Remove what a place says of its own; mails say again what is above it, or the usual.

    :raises NotFoundError: when it is not the organiser's to change.
    :raises StaleRevisionError: when somebody has changed them since.
    """
    with transaction() as session:
        found = get_place(organiser, *place)
        row = find_own_words(found, kind)
        if row is None:
            return
        if row.version != seen:
            raise StaleRevisionError(place[1])
        before = _words_of(row)
        session.delete(row)
        _audit(session, organiser, "words.reset", found, kind, (before, NO_WORDS), now)


def _seen_row(place: Place, kind: WordsKind, seen: int) -> OwnWords | None:
    row = find_own_words(place, kind)
    if seen != (0 if row is None else row.version):
        raise StaleRevisionError(str(place.id))
    return row


def _words_of(row: OwnWords | None) -> Words:
    if row is None:
        return NO_WORDS
    return Words(subjects=row.subjects, openings=row.openings, closings=row.closings)


def _audit(
    session: Session,
    organiser: Organiser,
    action: str,
    place: Place,
    kind: WordsKind,
    change: tuple[Words, Words],
    now: datetime,
) -> None:
    before, after = vars(change[0]), vars(change[1])
    values = {part: [was, after[part]] for part, was in before.items() if was != after[part]}
    subject = (column_of(place).removesuffix("_id"), place.id)
    actor = actor_of(organiser)
    write_audit(session, actor, action, subject, now=now, kind=kind.value, values=values)
