"""A file with people to be added: its lines are checked as the form for one person is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, FileField, RadioField

from webinars.documents.table_files import Line, UnreadableFileError, table_lines
from webinars.formats import language_name
from webinars.languages import LANGUAGE_NAMES, LANGUAGES, pick
from webinars.models.host import Region
from webinars.models.webinar import Webinar
from webinars.rules.countries import list_countries
from webinars.services.signups import SignUpDetails
from webinars.text import clean_address
from webinars.web.forms.additions import AdditionForm
from webinars.web.forms.base import BaseForm
from webinars.web.forms.column_words import COLUMN_WORDS, KIND_WORDS, known_words, plain
from webinars.web.forms.persons import ELSEWHERE, KIND_NAMES, CountryField, as_choices

LARGEST_FILE = 2_000_000
"""Bytes."""

MOST_PEOPLE = 2_000
"""People in one file."""

_MOST_COLUMNS = 60
"""More than the list of people has that the desk hands out."""

_COLUMNS = {
    "given_name": lazy_gettext("First name"),
    "family_name": lazy_gettext("Last name"),
    "email": lazy_gettext("E-mail address"),
    "organisation_name": lazy_gettext("Organisation"),
    "organisation_kind": lazy_gettext("Kind of organisation"),
    "region": lazy_gettext("Region"),
    "country": lazy_gettext("Country"),
    "language": lazy_gettext("Language"),
}
"""What a column holds, and its title, as in the list of people that the desk hands out."""

_CHOSEN = ("organisation_kind", "region", "country", "language")
"""Columns that hold one of a few words."""

_COUNTRY_OF_LANGUAGE = re.compile(r"(?<=^[A-Za-z]{2})[-_][A-Za-z]{2}$")

_NEEDED = ("given_name", "family_name", "email", "organisation_name")


@dataclass(frozen=True, kw_only=True)
class LineMistake:
    """What is wrong with one line or several."""

    lines: tuple[int, ...]
    sentence: str

    @property
    def count(self) -> int:
        """How many lines have it."""
        return len(self.lines)

    @property
    def places(self) -> str:
        """The lines as people count them, such as “2–5, 9”."""
        spans: list[list[int]] = []
        for line in self.lines:
            if spans and spans[-1][-1] == line - 1:
                spans[-1][1:] = [line]
            else:
                spans.append([line])
        return ", ".join("–".join(map(str, span)) for span in spans)


class AdditionFileForm(BaseForm):
    """Asks for the file, and for what holds where its lines say nothing."""

    file = FileField(lazy_gettext("File (.csv or .xlsx)"))
    organisation_kind = RadioField(
        lazy_gettext("Kind of organisation"), choices=as_choices(KIND_NAMES), validate_choice=False
    )
    region = RadioField(lazy_gettext("Region"), validate_choice=False)
    country = CountryField(
        lazy_gettext("Country"), description=lazy_gettext("Only needed if you chose ‘elsewhere’.")
    )
    language = RadioField(
        lazy_gettext("Language of the e-mails"),
        choices=as_choices(LANGUAGE_NAMES),
        validate_choice=False,
    )

    def __init__(self, regions: Sequence[Region], language: str) -> None:
        """Offer these regions, named in the language of the page."""
        super().__init__(data={"language": language})
        self.regions, self.page_language = regions, language
        names = {each.key: pick(each.names, language) for each in regions}
        self.region.choices = as_choices({**names, ELSEWHERE: gettext("Elsewhere")})
        self.country.spoken = language

    def read(self, webinar: Webinar) -> tuple[dict[int, SignUpDetails], list[LineMistake]]:
        """Return the people of the file by their lines, and every mistake in it."""
        try:
            lines = self._lines()
        except UnreadableFileError:
            self.refuse(self.file, gettext("This cannot be read as a CSV or Excel file."))
        else:
            if not self.mistakes:
                return self._people(lines, webinar)
        return {}, []

    def _lines(self) -> list[Line]:
        handed = request.files.get(self.file.name)
        data = b""
        if handed is not None:
            data = handed.read(LARGEST_FILE + 1)
            handed.close()
        if len(data) > LARGEST_FILE:
            self.refuse(self.file, gettext("The file is too large; divide it into several."))
            return []
        # One line more than there may be, below the titles, shows that there are too many.
        lines = table_lines(data, rows=MOST_PEOPLE + 2, columns=_MOST_COLUMNS)
        if len(lines) < 2:
            self.refuse(
                self.file, gettext("Choose a file that holds titles and at least a person.")
            )
        elif len(lines) > MOST_PEOPLE + 1:
            self.refuse(
                self.file,
                gettext(
                    "A file holds at most %(num)s people; divide it into several.", num=MOST_PEOPLE
                ),
            )
        return lines

    def _people(
        self, lines: Sequence[Line], webinar: Webinar
    ) -> tuple[dict[int, SignUpDetails], list[LineMistake]]:
        names = _named_columns(lines[0][1])
        missing = [str(_COLUMNS[name]) for name in _NEEDED if name not in names]
        if missing:
            sentence = gettext(
                "The first line lacks these columns: %(missing)s. It names: %(found)s.",
                missing=", ".join(missing),
                found=", ".join(filter(None, lines[0][1])),
            )
            self.refuse(self.file, sentence)
            return {}, []
        words = _words(self.regions)
        people: dict[int, SignUpDetails] = {}
        mistakes: dict[str, list[int]] = {}
        seen: dict[str, int] = {}
        for number, cells in lines[1:]:
            given: dict[str, str] = {}
            for name, cell in zip(names, cells, strict=False):
                # Of two columns for one thing, the first that says something holds.
                given[name] = given.get(name) or cell
            form = AdditionLine(self, {name: words(name, text) for name, text in given.items()})
            for sentence in form.sentences(seen):
                mistakes.setdefault(sentence, []).append(number)
            seen.setdefault(form.email.data or "", number)
            if not form.mistakes:
                people[number] = form.details(webinar)
        return people, [
            LineMistake(lines=tuple(numbers), sentence=sentence)
            for sentence, numbers in mistakes.items()
        ]


class AdditionLine(AdditionForm):
    """One line of the file, as if it had been typed."""

    class Meta(AdditionForm.Meta):
        """The file was handed in with a protected form."""

        csrf = False

    def __init__(self, file: AdditionFileForm, cells: Mapping[str, str]) -> None:
        """Fill in what the line says, and what holds where it says nothing."""
        super().__init__(file.regions, file.page_language, "")
        usual = {
            name: file[name].data or ""
            for name in ("organisation_kind", "region", "country", "language")
        }
        self.cells = cells
        said = {name: text for name, text in cells.items() if name and text}
        # Likely slips are pointed out before anybody is written to, see the page of the work.
        hinted = clean_address(said.get("email", ""))
        self.process(MultiDict({**usual, **said, "hinted": hinted}))

    def sentences(self, seen: Mapping[str, int]) -> list[str]:
        """Return what is wrong with the line.

        :param seen: addresses of earlier lines, with their numbers.
        """
        self.validate()
        self._refuse_language()
        first = seen.get(self.email.data or "")
        if first is not None and not self.email.errors:
            self.refuse(
                self.email, gettext("This address stands in line %(num)s already.", num=first)
            )
        wrong = ((field, str(each)) for field in self.mistakes for each in field.errors)
        return [self._sentence(field, each) for field, each in wrong]

    def _refuse_language(self) -> None:
        # The form would take the language of the page: nobody would see that it was not meant.
        word = self.cells.get("language", "")
        if word and word not in LANGUAGES:
            names = [LANGUAGE_NAMES[code] for code in LANGUAGES]
            sentence = gettext(
                "Write %(languages)s or %(last)s, or leave the cell empty.",
                languages=", ".join(names[:-1]),
                last=names[-1],
            )
            self.refuse(self.language, sentence)

    def _sentence(self, field: Field, sentence: str) -> str:
        word = self.cells.get(field.name, "")
        if field.name not in _CHOSEN or not word:
            return sentence
        return gettext("‘%(word)s’ is not known here. %(sentence)s", word=word, sentence=sentence)


def _named_columns(titles: Iterable[str]) -> list[str]:
    """Return what each column holds; empty: nothing that is needed here."""
    # The own titles come last: where two words are the same, they hold.
    known = known_words(COLUMN_WORDS, _COLUMNS)
    return [known.get(plain(title), "") for title in titles]


def _words(regions: Sequence[Region]) -> Callable[[str, str], str]:
    """Return what finds the value for a word of a column, in whatever language it stands."""
    countries: dict[str, str] = {}
    places = {each.key: tuple(each.names.values()) for each in regions}
    languages: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        countries |= {plain(name): code for code, name in list_countries(language)}
        countries |= {plain(code): code for code, _ in list_countries(language)}
        for code in LANGUAGES:
            languages[code] = (*languages.get(code, ()), language_name(code, language))
    values = {
        "organisation_kind": known_words(KIND_WORDS, KIND_NAMES),
        "region": known_words({ELSEWHERE: lazy_gettext("Elsewhere")}, places),
        "country": countries,
        "language": known_words(languages, LANGUAGE_NAMES),
    }

    def value(name: str, text: str) -> str:
        # Other programmes write which German or French it is: de-AT, fr_BE.
        short = _COUNTRY_OF_LANGUAGE.sub("", text.strip()) if name == "language" else text
        return values.get(name, {}).get(plain(short), text)

    return value
