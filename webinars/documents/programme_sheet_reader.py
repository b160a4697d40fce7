"""Excel files of webinars, read into the same nodes as a programme file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext

from webinars.documents.programme_mistakes import Mistakes, closest
from webinars.documents.programme_nodes import Items, Mapping, Node, Scalar
from webinars.documents.programme_sheet import COLUMNS, COLUMNS_BELOW, LISTS
from webinars.documents.table_files import Rows, UnreadableFileError, all_sheets
from webinars.rules.programme import Place

MOST_ROWS = 500
"""Webinars in one file."""

MOST_BELOW = 5_000
"""Points of agendas in one file; as many speakers."""

MOST_SHEETS = 5
"""In one file; programs add empty ones."""


def read_sheets(data: bytes, series: str, mistakes: Mistakes) -> Mapping:
    """Return the content of an Excel file as a programme file would hold it.

    The line of every mistake is the number of its row; the path of one that is not in the first
    sheet begins with the name of its sheet.

    :param series: key of the series to which the webinars belong.
    :raises ProgrammeFileError: when it is no such file, or its first row names no known columns.
    """
    mistakes.go_by_sheets(tuple(COLUMNS_BELOW))
    sheets, unknown = _sheets(data, mistakes)
    names = {sheet: _names(sheet, rows, mistakes) for sheet, rows in sheets.items()}
    mistakes.refuse()
    for title in unknown:
        mistakes.add(Place(title[:60], 1), _unknown_sheet())
    items = Items(place=Place("webinars", 1))
    for row in _rows("", sheets.pop(""), names[""], mistakes):
        row.entries["series"] = Scalar(place=Place("series", row.place.line), text=series)
        items.items.append(row)
    for sheet, rows in sheets.items():
        _put_below(items, sheet, _rows(sheet, rows, names[sheet], mistakes), mistakes)
    version = Scalar(place=Place("format", 1), text="1")
    return Mapping(place=Place("", 1), entries={"format": version, "webinars": items})


def _sheets(data: bytes, mistakes: Mistakes) -> tuple[dict[str, Rows], list[str]]:
    """Return the sheets that are known by name, and what others are called that hold something.

    The first, whatever it is called, has the empty name.
    """
    widest = max(map(len, (COLUMNS, *COLUMNS_BELOW.values())))
    try:
        # Empty rows below the last one do not count.
        found = all_sheets(
            data, rows=MOST_BELOW + 4 * MOST_ROWS, columns=widest + 20, most=MOST_SHEETS + 1
        )
    except UnreadableFileError:
        mistakes.add(Place("", 1), gettext("This cannot be read as an Excel file (.xlsx)."))
        mistakes.refuse()
        raise
    if len(found) > MOST_SHEETS:
        sentence = gettext("A file holds at most %(num)s sheets.", num=MOST_SHEETS)
        mistakes.add(Place("", 1), sentence)
        mistakes.refuse()
    (_, first), *others = found
    sheets, unknown = {"": first}, []
    for title, rows in others:
        name = title.strip().casefold()
        if name in COLUMNS_BELOW and name not in sheets:
            sheets[name] = rows
        elif _holds_anything(rows):
            unknown.append(title)
    return sheets, unknown


def _unknown_sheet() -> str:
    return gettext(
        "This sheet is not read: after the first one there can be these: %(words)s.",
        words=", ".join(COLUMNS_BELOW),
    )


def _rows(sheet: str, rows: Rows, names: Sequence[str], mistakes: Mistakes) -> Iterator[Mapping]:
    """Return what the rows of a sheet hold under the names of the first."""
    count, most = 0, MOST_BELOW if sheet else MOST_ROWS
    for line, cells in enumerate(rows[1:], start=2):
        written = [_written(cell) for cell in cells]
        if not any(written):
            continue
        count += 1
        if count > most:
            mistakes.add(Place(sheet, line), _too_many(sheet, most))
            return
        yield _mapping(Place(sheet, line), names, written)


def _too_many(sheet: str, most: int) -> str:
    if sheet:
        return gettext("A sheet holds at most %(num)s rows.", num=most)
    return gettext("A file holds at most %(num)s webinars.", num=most)


def _names(sheet: str, rows: Rows, mistakes: Mistakes) -> list[str]:
    """Return the names of a sheet's columns; those of an empty one further down are none."""
    if sheet and not _holds_anything(rows):
        return []
    columns, key = (COLUMNS_BELOW[sheet], "webinar") if sheet else (COLUMNS, "key")
    names = [_written(cell) for cell in (rows[0] if rows else ())]
    for number, name in enumerate(names):
        place = _inside(Place(sheet, 1), name[:60])
        if name and name in names[:number]:
            mistakes.add(place, gettext("‘%(name)s’ stands here twice.", name=name))
        elif name and name not in columns:
            mistakes.add(place, _unknown(name, columns, mistakes))
    if key not in names:
        sentence = gettext("The first row must name the columns, ‘%(name)s’ among them.", name=key)
        mistakes.add(Place(sheet, 1), sentence)
    return names


def _unknown(name: str, columns: Sequence[str], mistakes: Mistakes) -> str:
    near = closest(name, columns, mistakes)
    if near:
        return gettext("There is no such column. Did you mean ‘%(near)s’?", near=near)
    return gettext("There is no such column.")


def _mapping(row: Place, names: Sequence[str], cells: Sequence[str]) -> Mapping:
    entries: dict[str, Node] = {}
    for name, text in zip(names, cells, strict=False):
        if not name or not text:
            continue
        place = _inside(row, name)
        outer, _, inner = name.partition(".")
        if inner:
            below = entries.setdefault(outer, Mapping(place=_inside(row, outer)))
            if isinstance(below, Mapping):
                below.entries[inner] = Scalar(place=place, text=text, quoted=True)
        elif name in LISTS:
            words = [each.strip() for each in text.split(",") if each.strip()]
            entries[name] = Items(
                place=place, items=[Scalar(place=place, text=each) for each in words]
            )
        else:
            entries[name] = Scalar(place=place, text=text)
    return Mapping(place=row, entries=entries)


def _inside(row: Place, name: str) -> Place:
    return Place(f"{row.path}.{name}" if row.path else name, row.line)


def _put_below(items: Items, name: str, rows: Iterable[Mapping], mistakes: Mistakes) -> None:
    """Give each webinar its rows of a sheet; one without any keeps what it has."""
    webinars = {_text(each, "key"): each for each in items.items if isinstance(each, Mapping)}
    for row in rows:
        key = _text(row, "webinar")
        row.entries.pop("webinar", None)
        webinar = webinars.get(key) if key else None
        if webinar is None:
            place = _inside(row.place, "webinar")
            mistakes.add(place, _no_webinar(key, webinars, mistakes))
            continue
        below = webinar.entries.setdefault(name, Items(place=row.place))
        if isinstance(below, Items):
            below.items.append(row)


def _no_webinar(key: str, known: Iterable[str], mistakes: Mistakes) -> str:
    if not key:
        return gettext("This is missing.")
    near = closest(key, known, mistakes)
    if near:
        return gettext(
            "The first sheet has no webinar with this key. Did you mean ‘%(near)s’?", near=near
        )
    return gettext("The first sheet has no webinar with this key.")


def _text(row: Mapping, name: str) -> str:
    found = row.entries.get(name)
    return found.text if isinstance(found, Scalar) else ""


def _holds_anything(rows: Rows) -> bool:
    return any(_written(cell) for cells in rows for cell in cells)


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
