from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_attendee
from webinars.database.search import fold, matches
from webinars.models.attendee import Attendee

COLUMNS = (Attendee.given_name, Attendee.family_name, Attendee.email)


def found(session: Session, typed: str) -> bool:
    return session.scalar(select(Attendee.id).where(matches(COLUMNS, typed))) is not None


@pytest.mark.parametrize(
    "typed",
    ["zoë", "ZOE", "émile-lefèvre", "EMILE LEFEVRE", "weiss", "weiß zoé", "lefevre@", "ë", ""],
)
def test_capitals_and_accents_do_not_matter_and_every_word_counts(
    session: Session, typed: str
) -> None:
    make_attendee(
        session, given_name="Zoë", family_name="Weiß", email="zoe.emile-lefevre@example.org"
    )
    assert found(session, typed)


@pytest.mark.parametrize("typed", ["zoe q", "%", "_", "zo_", "\\", "' OR 1=1 --", "zoeweiss"])
def test_nothing_typed_is_a_pattern_or_a_command(session: Session, typed: str) -> None:
    make_attendee(session, given_name="Zoë", family_name="Weiß", email="zoe@example.org")
    assert not found(session, typed)


def test_what_is_folded_has_no_accents_and_no_capitals() -> None:
    assert fold("ÀÉÎÕÜ Straße ČŽ") == "aeiou strasse cz"
