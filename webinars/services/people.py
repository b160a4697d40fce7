"""The people of a webinar: taking their list along is written down."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from webinars.database.engine import transaction
from webinars.models.organiser import Organiser, Role
from webinars.queries.memberships import get_webinar_of
from webinars.queries.people import PeopleFilter
from webinars.steps.audit import actor_of, write_audit


def record_export(
    organiser: Organiser,
    key: str,
    wanted: PeopleFilter,
    *,
    rows: int,
    purpose: str,
    form: str,
    now: datetime,
) -> None:
    """Write down who takes how many people's data along, and why, before they are handed out.

    :param form: kind of the file, such as ``csv``.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    # What was searched for may be a name.
    chosen = {name: value for name, value in asdict(wanted).items() if value and name != "text"}
    with transaction() as session:
        webinar = get_webinar_of(organiser, key, Role.EDITOR)
        write_audit(
            session,
            actor_of(organiser),
            "people.exported",
            ("webinar", webinar.id),
            now=now,
            purpose=purpose,
            form=form,
            filter={**chosen, "searched": bool(wanted.text)},
            rows=rows,
        )
