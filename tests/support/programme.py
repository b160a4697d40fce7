"""Programme files for tests: the demo, the example of the guide, and ways to spoil them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from webinars.documents.programme_file import read_programme
from webinars.documents.programme_mistakes import Mistake, Mistakes, ProgrammeFileError
from webinars.models.tables import Base
from webinars.paths import DEMO_PROGRAMME, ROOT
from webinars.rules.programme import Programme

Row = TypeVar("Row", bound=Base)

DEMO = DEMO_PROGRAMME.read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "programme-file.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"^```yaml\n(format: 1\n.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)[0]


def read(text: str | bytes) -> Programme:
    """Return what a file says; raise ProgrammeFileError when it holds mistakes."""
    mistakes = Mistakes()
    programme = read_programme(text.encode() if isinstance(text, str) else text, mistakes)
    mistakes.refuse()
    return programme


def mistakes_in(text: str | bytes) -> list[Mistake]:
    """Return the mistakes of a file, none when it has none."""
    try:
        read(text)
    except ProgrammeFileError as error:
        return error.mistakes
    return []


def changed(old: str, new: str, text: str = EXAMPLE) -> str:
    """Return the text with the first ``old``, which must be there, replaced."""
    assert old in text
    return text.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    """Return the line that a part begins on, counted from 1."""
    return text[: text.index(part)].count("\n") + 1


FULL = changed(
    "capacity: 50",
    """state: cancelled
  cancellation_reasons: {en: "The speaker is ill.\\n\\nWe are sorry."}
  opens: {date: 2026-10-25, at: '02:30', fold: 1}
  closes: {minutes_before: 30}
  capacity: 50
  waiting_list: false
  offer_hours: 24
  recording: planned
  spoken_languages: [no, en]
  topics: [wind]
  takeaways: {en: ['yes', '12:30'], fr: ['Oui : non']}
  speakers:
  - {name: Kim Beispiel, organisation: beispiel-wind, roles: {en: 'Head #1'}}
  - {name: Alex Muster, organisation: muster-cluster}
  reminders:
  - {key: hour, active: false}
  - {key: film, after: recording, audience: left-early, useful_minutes: 90}
  - {key: thanks, days_after: 1, at: '10:00', audience: attended}
  - {key: soon, minutes_after: 30}
  - {key: days, days_before: 3}""",
    changed(
        "mailbox:",
        'postal_address: "Musterweg 1\\n01067 Musterstadt"\n  legal_basis: interest\n  mailbox:',
    ),
)
"""The example of the guide, with everything that may be left out."""


def contents(session: Session) -> dict[str, list[tuple[str, ...]]]:
    """Return every row of every table except the audit log."""
    session.rollback()
    found = {}
    for table in Base.metadata.sorted_tables:
        rows = session.execute(select(table).order_by(*table.primary_key))
        if table.name != "audit_entries":
            found[table.name] = [tuple(map(repr, row)) for row in rows]
    return found


def refusals(load: Callable[[str], object], text: str) -> list[tuple[str, str]]:
    """Load a file that must be refused; return (path, sentence) of its mistakes."""
    try:
        load(text)
    except ProgrammeFileError as error:
        return [(mistake.path, mistake.sentence) for mistake in error.mistakes]
    raise AssertionError("the file was not refused")


def the(session: Session, model: type[Row], key: str) -> Row:
    """Return the row with this key, as it is stored."""
    session.expire_all()
    return session.scalars(select(model).where(model.__table__.c.key == key)).one()


NEW_DRAFT = """format: 1
webinars:
- key: longer-blades
  series: grids
  state: draft
  start: {date: 2027-06-03, at: '14:00'}
  time_zone: Europe/Berlin
  duration_minutes: 60
  capacity: 50
  icon: hydrogen
  titles: {de: Längere Rotorblätter}
"""
"""A draft for the series ``grids``, in one language."""
