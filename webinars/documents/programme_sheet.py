"""Webinars as a spreadsheet, a row each; read into the same nodes as a programme file.

What a row cannot hold, an agenda, speakers and reminders, is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext

from webinars.documents.programme_mistakes import Mistakes, closest
from webinars.documents.programme_nodes import Items, Mapping, Node, Scalar
from webinars.documents.spreadsheets import xlsx_file
from webinars.documents.table_files import UnreadableFileError, sheet_rows
from webinars.languages import LANGUAGES
from webinars.models.webinar import Webinar
from webinars.rules.programme import Place

MOST_ROWS = 500
"""Webinars in one file."""

_TEXTS = ("titles", "teasers", "descriptions")
_LISTS = ("spoken_languages", "hosts", "topics")

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
    "recording",
    "icon",
    *_LISTS,
    *(f"{name}.{language}" for name in _TEXTS for language in LANGUAGES),
)
"""Names of the columns: those of a programme file, a point before what stands inside."""


def write_sheet(webinars: Sequence[Webinar]) -> bytes:
    """Return the webinars as an Excel file that can be read again."""
    return xlsx_file(COLUMNS, [list(_cells(each)) for each in webinars], sheet="webinars")


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
    yield row.recording.value
    yield row.icon
    yield ", ".join(row.spoken_languages)
    yield ", ".join(sorted(host.key for host in row.hosts))
    yield ", ".join(topic.key for topic in row.topics)
    for texts in (row.titles, row.teasers, row.descriptions):
        for language in LANGUAGES:
            yield texts.get(language, "")


def read_sheet(data: bytes, series: str, mistakes: Mistakes) -> Mapping:
    """Return the content of the first sheet of an Excel file as a programme file would hold it.

    The line of every mistake is the number of its row.

    :param series: key of the series to which the webinars belong.
    :raises ProgrammeFileError: when it is no such file, or its first row names no known columns.
    """
    rows = _rows(data, mistakes)
    names = _names(next(rows, ()), mistakes)
    items = Items(place=Place("webinars", 1))
    for line, cells in enumerate(rows, start=2):
        written = [_written(cell) for cell in cells]
        if not any(written):
            continue
        if len(items.items) == MOST_ROWS:
            sentence = gettext("A file holds at most %(num)s webinars.", num=MOST_ROWS)
            mistakes.add(Place("", line), sentence)
            break
        items.items.append(_webinar(line, names, written, series))
    version = Scalar(place=Place("format", 1), text="1")
    return Mapping(place=Place("", 1), entries={"format": version, "webinars": items})


def _rows(data: bytes, mistakes: Mistakes) -> Iterator[tuple[Any, ...]]:
    try:
        # Empty rows below the last webinar do not count.
        return iter(sheet_rows(data, rows=4 * MOST_ROWS, columns=len(COLUMNS) + 20))
    except UnreadableFileError:
        mistakes.add(Place("", 1), gettext("This cannot be read as an Excel file (.xlsx)."))
        mistakes.refuse()
        raise


def _names(cells: Iterable[Any], mistakes: Mistakes) -> list[str]:
    names = [_written(cell) for cell in cells]
    for number, name in enumerate(names):
        if name and name in names[:number]:
            mistakes.add(Place(name, 1), gettext("‘%(name)s’ stands here twice.", name=name))
        elif name and name not in COLUMNS:
            mistakes.add(Place(name[:60], 1), _unknown(name, mistakes))
    if "key" not in names:
        sentence = gettext("The first row must name the columns, ‘key’ among them.")
        mistakes.add(Place("", 1), sentence)
    mistakes.refuse()
    return names


def _unknown(name: str, mistakes: Mistakes) -> str:
    near = closest(name, COLUMNS, mistakes)
    if near:
        return gettext("There is no such column. Did you mean ‘%(near)s’?", near=near)
    return gettext("There is no such column.")


def _webinar(line: int, names: Sequence[str], cells: Sequence[str], series: str) -> Mapping:
    entries: dict[str, Node] = {"series": Scalar(place=Place("series", line), text=series)}
    for name, text in zip(names, cells, strict=False):
        if not name or not text:
            continue
        place = Place(name, line)
        outer, _, inner = name.partition(".")
        if inner:
            below = entries.setdefault(outer, Mapping(place=Place(outer, line)))
            if isinstance(below, Mapping):
                below.entries[inner] = Scalar(place=place, text=text, quoted=True)
        elif name in _LISTS:
            words = [each.strip() for each in text.split(",") if each.strip()]
            entries[name] = Items(
                place=place, items=[Scalar(place=place, text=each) for each in words]
            )
        else:
            entries[name] = Scalar(place=place, text=text)
    return Mapping(place=Place("", line), entries=entries)


def _written(cell: Any) -> str:
    """Return a cell as a programme file writes it; spreadsheet programs keep dates as numbers."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
