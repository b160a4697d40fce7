"""Questions about organisations."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import load_only

from webinars.database.engine import session
from webinars.models.organisation import Organisation
from webinars.text import clean_line


def list_organisations() -> list[Organisation]:
    """Return all organisations by name, without the texts that reports and profiles need."""
    columns = load_only(
        Organisation.key,
        Organisation.name,
        Organisation.kind,
        Organisation.country,
        Organisation.region_id,
    )
    statement = select(Organisation).order_by(func.lower(Organisation.name), Organisation.id)
    return list(session().scalars(statement.options(columns)))


def find_organisation_by_name(name: str) -> Organisation | None:
    """Return the organisation that somebody wrote the name of, whatever its capitals."""
    wanted = clean_line(name).casefold()
    # Compared here: databases disagree on the small letter of É.
    names = session().execute(select(Organisation.id, Organisation.name).order_by(Organisation.id))
    same = (row.id for row in names if row.name.casefold() == wanted)
    number = next(same, None)
    return None if number is None else session().get(Organisation, number)
