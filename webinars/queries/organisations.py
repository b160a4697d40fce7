"""Questions about organisations."""

from __future__ import annotations

from sqlalchemy import func, select

from webinars.database.engine import session
from webinars.models.organisation import Organisation
from webinars.text import clean_line


def list_organisations() -> list[Organisation]:
    """Return all organisations by name."""
    statement = select(Organisation).order_by(func.lower(Organisation.name), Organisation.id)
    return list(session().scalars(statement))


def find_organisation_by_name(name: str) -> Organisation | None:
    """Return the organisation that somebody wrote the name of, whatever its capitals."""
    wanted = clean_line(name).lower()
    if not wanted:
        return None
    statement = (
        select(Organisation)
        .where(func.lower(Organisation.name) == wanted)
        .order_by(Organisation.id)
        .limit(1)
    )
    return session().scalar(statement)
