"""Everything stored about a person, in words: what each column is for and how long it is kept."""

from __future__ import annotations

import base64
from datetime import datetime
from enum import Enum
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import Table
from sqlalchemy.orm import Session

from webinars.models.audit import AuditEntry
from webinars.models.base import PersonalMark, Retention, purpose
from webinars.queries.person_log import ToldEntry, list_entries_about
from webinars.queries.rights import Person, list_exported_tables, list_personal_rows, marks
from webinars.settings import current_settings

_TO_ACCOUNT = purpose("to account for who did what, and when")


def stored_data(session: Session, person: Person) -> dict[str, Any]:
    """Return the person's rows of every table and of the log, ready to be written as JSON."""
    data = {table.name: _exported(session, table, person) for table in list_exported_tables()}
    return data | {AuditEntry.__tablename__: _exported_log(session, person)}


def spoken_words() -> str:
    """Return what an erasure leaves of a speaker; webinars and their hosts follow."""
    return gettext(
        "Name, role and biography of a speaker stay on the pages of these webinars, because the"
        " hosts publish them by agreement with the speaker. Only the hosts can take them off:"
    )


def _exported(session: Session, table: Table, person: Person) -> dict[str, Any]:
    rows = list_personal_rows(session, table, person)
    return {
        "columns": {
            name: {"purpose": _said(mark), "kept": _kept(mark["retention"])}
            for name, mark in marks(table).items()
        },
        "rows": [{name: _plain(value) for name, value in row.items()} for row in rows],
    }


def _exported_log(session: Session, person: Person) -> dict[str, Any]:
    said = {"purpose": gettext(_TO_ACCOUNT), "kept": _kept(Retention.AUDIT)}
    entries = list_entries_about(session, person)
    return {
        "columns": dict.fromkeys(ToldEntry.__annotations__, said),
        "rows": [{name: _plain(value) for name, value in each.items()} for each in entries],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return _written(value)
    return value.value if isinstance(value, Enum) else value


def _written(value: bytes) -> str:
    """Return a mail as it was sent, and a picture in base64."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


def _said(mark: PersonalMark) -> str:
    purpose = mark["purpose"]
    return gettext(purpose)


def _kept(retention: Retention) -> str:
    settings = current_settings()
    sentences = {
        Retention.UNCONFIRMED: ngettext(
            "Until the address is confirmed, for %(num)s day at most.",
            "Until the address is confirmed, for %(num)s days at most.",
            settings.unconfirmed_days,
        ),
        Retention.REGISTRATION: ngettext(
            "Until %(num)s day after the last webinar you registered for.",
            "Until %(num)s days after the last webinar you registered for.",
            settings.registration_days,
        ),
        Retention.BODY: ngettext(
            "For %(num)s day after the e-mail was sent.",
            "For %(num)s days after the e-mail was sent.",
            settings.body_days,
        ),
        Retention.LEDGER: gettext("For 90 days after the e-mail was sent."),
        Retention.CONSENT: gettext(
            "As long as your consent lasts, then for 3 years to the end of the year, as proof."
        ),
        Retention.NEWS: gettext(
            "Until you withdraw your consent, at most for 24 months without a sign of life."
        ),
        Retention.AUDIT: gettext("For 12 months."),
        Retention.PROGRAMME: gettext("As long as the webinar is published."),
        Retention.SPEAKER: ngettext(
            "Until %(num)s day after the webinar at which you speak.",
            "Until %(num)s days after the webinar at which you speak.",
            settings.registration_days,
        ),
        Retention.ACCOUNT: gettext("Until you have left the host’s team, then for 30 days."),
        Retention.NOTE: ngettext(
            "Until %(num)s day after the webinar that the note was written for.",
            "Until %(num)s days after the webinar that the note was written for.",
            settings.note_days,
        ),
        Retention.LONG_WORK: gettext("For 30 days after the list was worked through."),
        Retention.SUPPRESSION: gettext("While the service runs, as a keyed hash of the address."),
    }
    return sentences[retention]
