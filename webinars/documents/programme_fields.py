"""The values of one mapping of a programme file, by type.

Every reader returns a value of its type even when the file is wrong there (the empty one): the
mistake is kept, and reading goes on, so that all mistakes are told at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext

from webinars.documents.programme_mistakes import Mistakes, closest
from webinars.documents.programme_nodes import Items, Mapping, Node, Scalar
from webinars.languages import LANGUAGES, Texts
from webinars.models.host import KEY_LENGTH
from webinars.rules.programme import Place, Reference
from webinars.text import clean_line, clean_text

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_WHOLE = re.compile(r"[0-9]{1,9}")
_YES = {"true": True, "false": False}

Kind = TypeVar("Kind", bound=StrEnum)
Word = TypeVar("Word")


class Fields:
    """One mapping; remembers what was asked for, so that the rest can be refused."""

    def __init__(self, node: Mapping, mistakes: Mistakes) -> None:
        """Keep the mapping and where mistakes go."""
        self._node = node
        self._asked: set[str] = set()
        self.mistakes = mistakes
        self.place = node.place

    def __contains__(self, name: str) -> bool:
        self._asked.add(name)
        return name in self._node.entries

    def allow(self, *names: str) -> None:
        """Take these names as known, without reading them."""
        self._asked.update(names)

    def at(self, name: str) -> Place:
        """Return where this value stands, or where it is missing."""
        if name in self._node.entries:
            return self._node.entries[name].place
        path = f"{self.place.path}.{name}" if self.place.path else name
        return Place(path, self.place.line)

    def wrong(self, name: str, sentence: str) -> None:
        """Keep a mistake about this value."""
        self.mistakes.add(self.at(name), sentence)

    def line(self, name: str, longest: int, *, need: bool = True) -> str:
        """Return a text of one line; when it is not needed, null empties it."""
        return self._cleaned(self._scalar(name, need), longest, clean_line)

    def text(self, name: str, longest: int, *, need: bool = True) -> str:
        """Return a text that may have paragraphs; when it is not needed, null empties it."""
        return self._cleaned(self._scalar(name, need), longest, clean_text)

    def key(self, name: str = "key") -> str:
        """Return a short name of small letters, digits and hyphens."""
        return self._key(self._scalar(name, need=True))

    def chosen(self, name: str, choices: type[Kind], default: Kind | None = None) -> Kind | None:
        """Return one of the values of an enumeration; needed when there is no default."""
        scalar = self._scalar(name, need=default is None)
        if scalar is None or scalar.is_empty:
            return default
        return self._one_of(scalar, {each.value: each for each in choices})

    def one_of(self, name: str, words: dict[str, Kind]) -> Kind | None:
        """Return what one of these words stands for; needed."""
        scalar = self._scalar(name, need=True)
        return None if scalar is None else self._one_of(scalar, words)

    def language(self, name: str) -> str:
        """Return the code of a language of the pages."""
        scalar = self._scalar(name, need=True)
        words = {each: each for each in LANGUAGES}
        return "" if scalar is None else self._one_of(scalar, words) or ""

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int | None:
        """Return a whole number from ``least`` to ``most``; needed when there is no default."""
        scalar = self._scalar(name, need=default is None)
        if scalar is None or (scalar.is_empty and default is not None):
            return default
        if _WHOLE.fullmatch(scalar.text) and least <= int(scalar.text) <= most:
            return int(scalar.text)
        sentence = gettext(
            "Write a whole number from %(least)s to %(most)s.", least=least, most=most
        )
        self.mistakes.add(scalar.place, sentence)
        return None

    def yes(self, name: str, default: bool) -> bool:
        """Return true or false."""
        scalar = self._scalar(name, need=False)
        if scalar is None:
            return default
        if scalar.text not in _YES:
            self.mistakes.add(scalar.place, gettext("Write true or false."))
        return _YES.get(scalar.text, default)

    def texts(
        self, name: str, longest: int, *, every: bool, need: bool = True, paragraphs: bool = False
    ) -> Texts:
        """Return a text in several languages.

        :param every: in all languages of the pages; else at least in one.
        """
        clean = clean_text if paragraphs else clean_line
        found: Texts = {}
        for language, node in self._by_language(name, every=every, need=need):
            found[language] = self._cleaned(self._as_scalar(node), longest, clean)
        return found

    def lines(self, name: str, longest: int) -> dict[str, list[str]]:
        """Return lists of lines in at least one language; null or nothing empties them."""
        found: dict[str, list[str]] = {}
        for language, node in self._by_language(name, every=False, need=False):
            scalars = [self._as_scalar(each) for each in self._as_items(node)]
            found[language] = [self._cleaned(each, longest, clean_line) for each in scalars]
        return found

    def reference(self, name: str, *, need: bool = True) -> Reference | None:
        """Return a key that names an entry elsewhere."""
        scalar = self._scalar(name, need)
        if scalar is None or scalar.is_empty:
            return None
        key = self._key(scalar)
        return Reference(key, scalar.place) if key else None

    def references(self, name: str, *, need: bool = True) -> tuple[Reference, ...]:
        """Return keys that name entries elsewhere; at least one when needed."""
        nodes = self.items(name, need=need)
        scalars = [self._as_scalar(node) for node in nodes]
        found = [
            Reference(self._key(scalar), scalar.place) for scalar in scalars if scalar is not None
        ]
        if need and not nodes and name in self:
            self.wrong(name, gettext("Name at least one."))
        seen: set[str] = set()
        for each in found:
            if each.key in seen:
                sentence = gettext("‘%(name)s’ stands here twice.", name=each.key)
                self.mistakes.add(each.place, sentence)
            seen.add(each.key or f"{each.place.path} is wrong")
        return tuple(each for each in found if each.key)

    def words(self, name: str, known: Callable[[str], bool], sentence: str) -> list[str]:
        """Return a list of words that must be known; ``sentence`` says what they should be."""
        found: list[str] = []
        for node in self.items(name, need=False):
            scalar = self._as_scalar(node)
            if scalar is None:
                continue
            if known(scalar.text) and scalar.text not in found:
                found.append(scalar.text)
            else:
                self.mistakes.add(scalar.place, sentence)
        return found

    def below(self, name: str, *, need: bool = True) -> Fields | None:
        """Return the mapping of this name."""
        node = self._given(name, need)
        return None if node is None else self._as_fields(node)

    def each(self, name: str) -> Iterator[Fields]:
        """Yield the mappings of a list."""
        for node in self.items(name, need=False):
            fields = self._as_fields(node)
            if fields is not None:
                yield fields

    def items(self, name: str, *, need: bool) -> list[Node]:
        """Return the values of a list, as they are."""
        node = self._given(name, need)
        return [] if node is None else self._as_items(node)

    def finish(self) -> None:
        """Refuse every name that nobody asked for."""
        for name, node in self._node.entries.items():
            if name in self._asked:
                continue
            near = closest(name, self._asked, self.mistakes)
            sentence = gettext("There is no ‘%(name)s’ here.", name=name)
            if near:
                sentence = gettext(
                    "There is no ‘%(name)s’ here. Did you mean ‘%(near)s’?", name=name, near=near
                )
            self.mistakes.add(node.place, sentence)

    def _given(self, name: str, need: bool) -> Node | None:
        """Return a value that is there and not null."""
        self._asked.add(name)
        node = self._node.entries.get(name)
        if isinstance(node, Scalar) and node.broken:
            return None
        if node is not None and not (isinstance(node, Scalar) and node.is_empty):
            return node
        if need:
            self.wrong(name, gettext("This is missing."))
        return None

    def _scalar(self, name: str, need: bool) -> Scalar | None:
        node = self._given(name, need)
        return None if node is None else self._as_scalar(node)

    def _as_scalar(self, node: Node) -> Scalar | None:
        if isinstance(node, Scalar):
            return None if node.broken else node
        sentence = gettext("Here belongs a single value, not a list and not further names.")
        self.mistakes.add(node.place, sentence)
        return None

    def _as_items(self, node: Node) -> list[Node]:
        if isinstance(node, Items):
            return node.items
        self._refuse_shape(node, gettext("Here belongs a list."))
        return []

    def _as_fields(self, node: Node) -> Fields | None:
        if isinstance(node, Mapping):
            return Fields(node, self.mistakes)
        self._refuse_shape(node, gettext("Here belong names with values, such as ‘key: hydrogen’."))
        return None

    def _refuse_shape(self, node: Node, sentence: str) -> None:
        if not (isinstance(node, Scalar) and node.broken):
            self.mistakes.add(node.place, sentence)

    def _cleaned(self, scalar: Scalar | None, longest: int, clean: Callable[[str], str]) -> str:
        if scalar is None:
            return ""
        text = "" if scalar.is_empty else clean(scalar.text)
        if not text:
            self.mistakes.add(scalar.place, gettext("This text is empty."))
        elif len(text) > longest:
            sentence = gettext(
                "This text has %(length)s characters; at most %(most)s are possible.",
                length=len(text),
                most=longest,
            )
            self.mistakes.add(scalar.place, sentence)
        return text

    def _key(self, scalar: Scalar | None) -> str:
        if scalar is None:
            return ""
        if _KEY.fullmatch(scalar.text) and len(scalar.text) <= KEY_LENGTH:
            return scalar.text
        sentence = gettext(
            "A key has small letters a to z, digits and hyphens, at most %(most)s of them.",
            most=KEY_LENGTH,
        )
        self.mistakes.add(scalar.place, sentence)
        return ""

    def _one_of(self, scalar: Scalar, words: dict[str, Word]) -> Word | None:
        if scalar.text in words:
            return words[scalar.text]
        sentence = gettext("Write one of these: %(words)s.", words=", ".join(words))
        self.mistakes.add(scalar.place, sentence)
        return None

    def _by_language(self, name: str, *, every: bool, need: bool) -> Iterator[tuple[str, Node]]:
        fields = self.below(name, need=need)
        if fields is None:
            return
        nodes = fields._node.entries
        for language in LANGUAGES:
            if language in fields:
                yield language, nodes[language]
            elif every:
                fields.wrong(language, gettext("The text in this language is missing."))
        if not any(language in nodes for language in LANGUAGES):
            self.wrong(name, gettext("Write the text in at least one language: de, fr or en."))
        fields.finish()
