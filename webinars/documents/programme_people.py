"""The example persons of a programme file; only demos have any."""

from __future__ import annotations

from webinars.documents.programme_fields import Fields
from webinars.documents.programme_words import read_address, read_zone
from webinars.models.attendee import PERSON_NAME_LENGTH
from webinars.rules.programme import AttendeeEntry, Columns

_ROLE = 100
"""Characters of a job function."""


def read_attendee(fields: Fields) -> AttendeeEntry:
    """Return one person and the webinars that the person registers for, in this order."""
    columns: Columns = {
        "given_name": fields.line("given_name", PERSON_NAME_LENGTH),
        "family_name": fields.line("family_name", PERSON_NAME_LENGTH),
        "language": fields.language("language"),
        "time_zone": read_zone(fields, "time_zone"),
    }
    if "role" in fields:
        columns["role"] = fields.line("role", _ROLE, need=False)
    entry = AttendeeEntry(
        place=fields.place,
        email=read_address(fields, "email"),
        organisation=fields.reference("organisation"),
        webinars=fields.references("webinars"),
        news_from=fields.references("news_from", need=False),
        visible_in_network=fields.yes("visible_in_network", False),
        columns=columns,
    )
    fields.finish()
    return entry
