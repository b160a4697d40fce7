"""Own words of teams in the mails that the service writes by itself, as one person reads them.

Only a mail about one webinar has them. What the service guarantees stays: facts, links, calendar
entry, who writes and why.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy.orm import Session

from webinars.mail.announcements import webinar_values
from webinars.mail.content import Told
from webinars.mail.letters import Piece, paragraphs_of
from webinars.models.own_words import OwnWords
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar
from webinars.queries.own_words import list_words_about, words_in_force
from webinars.rules.placeholders import filled
from webinars.text import clean_line

Paragraphs: TypeAlias = Sequence[Sequence[Sequence[Piece]]]
"""As ``mail/letters.py`` cuts a text."""

_HELD = "own words held"


@dataclass(frozen=True)
class Own:
    """The words of one mail; what is empty is said as usual."""

    subject: str = ""
    opening: Paragraphs = ()
    closing: Paragraphs = ()


USUAL = Own()
"""The words of the service."""


def hold_own_words(session: Session, webinars: Collection[Webinar] = ()) -> None:
    """Ask for the words about a webinar only once while this session lasts, for these at once."""
    held = session.info.setdefault(_HELD, {})
    new = {each.id: each for each in webinars if each.id not in held}
    if new:
        held.update(list_words_about(list(new.values())))


def find_own(told: Told | None, language: str, session: Session) -> Own:
    """Return the words of a mail in the recipient's language; none of another language.

    :param told: what it tells whom; None: it has no own words.
    """
    if told is None:
        return USUAL
    webinar = told.registration.webinar
    if _HELD in session.info:
        hold_own_words(session, [webinar])
        rows = session.info[_HELD][webinar.id]
    else:
        rows = list_words_about([webinar])[webinar.id]
    chain = words_in_force(rows, told.kind, webinar, language)
    return own_of(chain, told.registration, language)


def own_of(chain: Sequence[OwnWords], registration: Registration, language: str) -> Own:
    """Return the words of the nearest that has any, each part for itself.

    :param chain: the nearest first.
    """
    if not chain:
        return USUAL
    values = webinar_values(registration, language)
    return Own(
        clean_line(filled(_nearest(chain, "subjects", language), values)),
        _paragraphs(filled(_nearest(chain, "openings", language), values)),
        _paragraphs(filled(_nearest(chain, "closings", language), values)),
    )


def _nearest(chain: Sequence[OwnWords], part: str, language: str) -> str:
    texts = (getattr(row, part).get(language, "") for row in chain)
    return next((text for text in texts if text), "")


def _paragraphs(text: str) -> Paragraphs:
    return paragraphs_of(text) if text else ()
