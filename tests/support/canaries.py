"""Markup in every text column, and what must never become of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag
from sqlalchemy import JSON, Column, Enum, String, select, update
from sqlalchemy.orm import Session

from tests.support.rows import TABLES

CANARY = "canary\"'><img src=x onerror=alert(1)>"

NO_TEXTS = {
    "details",
    "digest",
    "form",
    "key",
    "message_id",
    "nonce",
    "offers",
    "owner",
    "part",
    "person_hash",
    "recipient_hash",
    "region",
    "seeks",
    "spoken_languages",
    "time_zone",
    "topics",
    "uid",
}
"""Columns whose values are names of things, not words."""

ADDRESSES = {"email", "mailbox", "recipient"}

LONG_ENOUGH = 40


def fill_with_markup(session: Session, spare: Collection[str] = ()) -> int:
    """Overwrite every text of every row; return how many columns were filled.

    :param spare: names of further columns to leave as they are.
    """
    filled = set()
    for table in TABLES:
        for row in session.execute(select(table)).mappings().all():
            texts = {
                column.name: _replaced(row[column.name], f"{CANARY}{row.get('id')}")
                for column in table.columns
                if _is_text(column) and column.name not in spare and row[column.name] is not None
            }
            if texts:
                keys = [column == row[column.name] for column in table.primary_key.columns]
                session.execute(update(table).where(*keys).values(texts))
                filled |= {(table.name, name) for name in texts}
    session.commit()
    return len(filled)


def _is_text(column: Column[Any]) -> bool:
    if column.name in NO_TEXTS or isinstance(column.type, Enum) or column.foreign_keys:
        return False
    if isinstance(column.type, String):
        return (column.type.length or LONG_ENOUGH) >= LONG_ENOUGH
    return isinstance(column.type, JSON)


def _replaced(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(inner, text) for name, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, text) for inner in value]
    return text


def intruders(html: str, *, mail: bool = False) -> list[str]:
    """Return the elements of a page that we never write ourselves.

    :param mail: allow the inline styles that mail programs need.
    """
    soup = BeautifulSoup(html, "html5lib")
    return [str(element)[:200] for element in soup.find_all(True) if any(_faults(element, mail))]


def words(html: str) -> str:
    """Return the text of a page as people read it."""
    return BeautifulSoup(html, "html5lib").get_text(" ")


def _faults(element: Tag, mail: bool) -> Iterator[bool]:
    yield any(name.startswith("on") for name in element.attrs)
    yield element.name in {"applet", "base", "embed", "frame", "marquee", "math", "object"}
    yield element.name == "script" and not (
        str(element.get("src", "")).startswith("/static/")
        or (element.get("type") == "application/ld+json" and _is_json(str(element.string)))
    )
    yield not mail and (element.name == "style" or element.has_attr("style"))
    for name in ("src", "href", "action", "formaction", "data", "srcset", "poster"):
        address = str(element.get(name, "")).strip().lower()
        yield address.startswith(("javascript:", "vbscript:", "data:text"))
        yield name != "href" and bool(address) and not address.startswith("/")


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
