"""YAML, read into nodes that know their path and line.

Nothing is guessed: a scalar stays the text that stands in the file, so that ``14:00`` is a time and
``no`` is a language. Anchors, aliases and tags are refused: a programme needs none, and they can
make a small file large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml
from flask_babel import gettext

from webinars.documents.programme_mistakes import Mistakes
from webinars.rules.programme import Place
from webinars.text import clean_line

LARGEST_FILE = 2_000_000
"""Bytes; a programme of 200 webinars in three languages stays below."""

DEEPEST = 12
"""Collections inside one another; the format needs six."""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})

_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not allow outside escapes (section 5.1)."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, kw_only=True)
class Scalar:
    """A single value, as it is written."""

    place: Place
    text: str
    quoted: bool = False
    broken: bool = False
    """Its mistake has been told; say nothing more about it."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no value: nothing, ``~`` or ``null``."""
        return not self.quoted and self.text in _NULL


@dataclass(frozen=True, kw_only=True)
class Items:
    """A list."""

    place: Place
    items: list[Node] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """Named values."""

    place: Place
    entries: dict[str, Node] = field(default_factory=dict)


Node: TypeAlias = Scalar | Items | Mapping


def read_nodes(data: bytes, mistakes: Mistakes) -> Mapping:
    """Return the content of a file.

    :raises ProgrammeFileError: when it cannot be read at all; smaller mistakes are only kept.
    """
    text = _decoded(data, mistakes)
    tree = _Tree(mistakes)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            tree.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        _refuse_syntax(mistakes, line, error.problem or error.context or "")
    except (yaml.YAMLError, ValueError) as error:
        # The reader in pure Python raises ValueError for impossible escapes.
        _refuse_syntax(mistakes, 1, str(error))
    if isinstance(tree.root, Mapping):
        return tree.root
    if tree.root is None or (isinstance(tree.root, Scalar) and tree.root.is_empty):
        mistakes.add(Place("", 1), gettext("The file is empty."))
    else:
        mistakes.add(Place("", 1), gettext("The file must begin with names such as ‘format: 1’."))
    mistakes.refuse()
    raise AssertionError  # pragma: no cover


def _refuse_syntax(mistakes: Mistakes, line: int, problem: str) -> None:
    sentence = gettext(
        "From here on this cannot be read as YAML: %(problem)s.", problem=clean_line(problem)
    )
    mistakes.add(Place("", line), sentence)
    mistakes.refuse()


def _decoded(data: bytes, mistakes: Mistakes) -> str:
    if len(data) > LARGEST_FILE:
        sentence = gettext(
            "The file is larger than %(size)s bytes; divide it into several.", size=LARGEST_FILE
        )
        mistakes.add(Place("", 1), sentence)
        mistakes.refuse()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        mistakes.add(Place("", line), gettext("This is not UTF-8 text. Save the file as UTF-8."))
        mistakes.refuse()
    for number, line_text in enumerate(text.split("\n"), 1):
        found = _UNPRINTABLE.search(line_text)
        if found:
            sentence = gettext(
                "Here stands a character that no text needs (U+%(code)s). Delete it.",
                code=f"{ord(found.group()):04X}",
            )
            mistakes.add(Place("", number), sentence)
    mistakes.refuse()
    return text


class _Tree:
    """Builds the nodes from the parser's events; without recursion, so that depth is no danger."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.root: Node | None = None
        self._mistakes = mistakes
        self._open: list[Items | Mapping] = []
        self._names: list[tuple[str, Place] | None] = []
        """For each open mapping: the name that waits for its value."""

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            sentence = gettext("A file holds one programme: delete ‘---’ and what follows.")
            self._fail(Place("", line), sentence)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._names.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event, line)

    def _take_node(self, event: Any, line: int) -> None:
        place = self._place(line)
        if self._wants_name():
            self._take_name(event, place)
            return
        self._refuse_extras(event, place)
        if isinstance(event, yaml.AliasEvent):
            self._add(Scalar(place=place, text="", broken=True))
        elif isinstance(event, yaml.ScalarEvent):
            self._add(Scalar(place=place, text=event.value, quoted=bool(event.style)))
        else:
            if len(self._open) == DEEPEST:
                self._fail(place, gettext("Too many levels inside one another."))
            is_list = isinstance(event, yaml.SequenceStartEvent)
            node: Items | Mapping = Items(place=place) if is_list else Mapping(place=place)
            self._add(node)
            self._open.append(node)
            self._names.append(None)

    def _wants_name(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], Mapping) and self._names[-1] is None

    def _take_name(self, event: Any, place: Place) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            self._fail(place, gettext("The name before a colon must be a single word."))
        self._refuse_extras(event, place)
        name = clean_line(event.value)[:60]
        path = f"{place.path}.{name}" if place.path else name
        self._names[-1] = name, Place(path, place.line)

    def _refuse_extras(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            sentence = gettext("Anchors and aliases (& and *) are not used here; write it out.")
            self._mistakes.add(place, sentence)
        elif getattr(event, "tag", None) is not None:
            sentence = gettext("Tags (beginning with !) are not used here; put the text in quotes.")
            self._mistakes.add(place, sentence)

    def _place(self, line: int) -> Place:
        if not self._open:
            return Place("", line)
        parent = self._open[-1]
        if isinstance(parent, Items):
            return Place(f"{parent.place.path}[{len(parent.items)}]", line)
        waiting = self._names[-1]
        return Place(parent.place.path, line) if waiting is None else waiting[1]

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Items):
            parent.items.append(node)
            return
        waiting = self._names[-1]
        self._names[-1] = None
        if waiting is None:  # pragma: no cover - a name came before, see _take_node
            return
        name, place = waiting
        if name in parent.entries:
            self._mistakes.add(place, gettext("‘%(name)s’ stands here twice.", name=name))
            return
        parent.entries[name] = node

    def _fail(self, place: Place, sentence: str) -> None:
        self._mistakes.add(place, sentence)
        self._mistakes.refuse()
