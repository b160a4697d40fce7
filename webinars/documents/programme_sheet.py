"""Webinars as an Excel file, which ``programme_sheet_reader`` reads again.

The first sheet has a row for each webinar, further ones a row for each point of an agenda and for
each speaker. What no row holds, such as reminders, stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from webinars.documents.programme_dump import in_order, organisation_key
from webinars.documents.spreadsheets import Sheet, xlsx_file
from webinars.languages import LANGUAGES, Texts
from webinars.models.webinar import AgendaItem, Speaker, Webinar

_TEXTS = ("titles", "teasers", "descriptions")
LISTS = ("spoken_languages", "hosts", "topics")
"""Columns that hold several words, a comma between them."""


def _in_languages(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}.{language}" for name in names for language in LANGUAGES)


COLUMNS = (
    "key",
    "state",
    "start.date",
    "start.at",
    "time_zone",
    "duration_minutes",
    "capacity",
    "waiting_list",
    "offer_hours",
    "approval",
    "provisional",
    "recording",
    "icon",
    *LISTS,
    *_in_languages(*_TEXTS),
)
"""Names of the columns: those of a programme file, a point before what stands inside."""

COLUMNS_BELOW = {
    "agenda": ("webinar", "minutes", "kind", "organisation", *_in_languages("title", "speaker")),
    "speakers": ("webinar", "name", "organisation", *_in_languages("roles", "biographies")),
}
"""Sheets of what belongs to a webinar, which each of their rows names, and their columns."""


def write_sheets(webinars: Sequence[Webinar]) -> bytes:
    """Return the webinars as an Excel file that can be read again."""
    points = [_point(row, each) for row in webinars for each in in_order(row.agenda)]
    speakers = [_speaker(row, each) for row in webinars for each in in_order(row.speakers)]
    return xlsx_file(
        Sheet("webinars", COLUMNS, [list(_cells(each)) for each in webinars]),
        Sheet("agenda", COLUMNS_BELOW["agenda"], points),
        Sheet("speakers", COLUMNS_BELOW["speakers"], speakers),
    )


def _cells(row: Webinar) -> Iterator[str]:
    yield row.key
    yield row.state.value
    yield row.local_start.date().isoformat()
    yield row.local_start.strftime("%H:%M")
    yield row.time_zone
    yield str(row.duration_minutes)
    yield str(row.capacity)
    yield str(row.waiting_list).lower()
    yield str(row.offer_hours)
    yield str(row.approval).lower()
    yield str(row.provisional).lower()
    yield row.recording.value
    yield row.icon
    yield ", ".join(row.spoken_languages)
    yield ", ".join(sorted(host.key for host in row.hosts))
    yield ", ".join(topic.key for topic in row.topics)
    yield from _texts(row.titles, row.teasers, row.descriptions)


def _point(webinar: Webinar, row: AgendaItem) -> list[str]:
    texts = _texts(row.titles, row.speaker_lines)
    return [webinar.key, str(row.minutes), row.kind.value, organisation_key(row) or "", *texts]


def _speaker(webinar: Webinar, row: Speaker) -> list[str]:
    return [webinar.key, row.name, organisation_key(row) or "", *_texts(row.roles, row.biographies)]


def _texts(*texts: Texts) -> Iterator[str]:
    return (each.get(language, "") for each in texts for language in LANGUAGES)
