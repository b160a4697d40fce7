"""A file with people to be added: its lines are checked as the form for one person is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import force_locale, gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import FileField, RadioField

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

_NEEDED = ("given_name", "family_name", "email", "organisation_name")


@dataclass(frozen=True, kw_only=True)
class LineMistake:
    """What is wrong with a line."""

    line: int
    sentence: str


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
        for title in missing:
            sentence = gettext("The first line names no column ‘%(title)s’.", title=title)
            self.refuse(self.file, sentence)
        if missing:
            return {}, []
        words = _words(self.regions)
        people: dict[int, SignUpDetails] = {}
        mistakes: list[LineMistake] = []
        seen: dict[str, int] = {}
        for number, cells in lines[1:]:
            given = dict(zip(names, cells, strict=False))
            form = AdditionLine(self, {name: words(name, text) for name, text in given.items()})
            mistakes += [LineMistake(line=number, sentence=each) for each in form.sentences(seen)]
            seen.setdefault(form.email.data or "", number)
            if not form.mistakes:
                people[number] = form.details(webinar)
        return people, mistakes


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
        said = {name: text for name, text in cells.items() if name and text}
        # Likely slips are pointed out before anybody is written to, see the page of the work.
        hinted = clean_address(said.get("email", ""))
        self.process(MultiDict({**usual, **said, "hinted": hinted}))

    def sentences(self, seen: Mapping[str, int]) -> list[str]:
        """Return what is wrong with the line.

        :param seen: addresses of earlier lines, with their numbers.
        """
        self.validate()
        first = seen.get(self.email.data or "")
        if first is not None and not self.email.errors:
            self.refuse(
                self.email, gettext("This address stands in line %(num)s already.", num=first)
            )
        return [str(each) for field in self.mistakes for each in field.errors]


def _named_columns(titles: Iterable[str]) -> list[str]:
    """Return what each column holds; empty: nothing that is needed here."""
    known = {title.casefold(): name for name, title in _in_all_languages(_COLUMNS)}
    return [known.get(title.casefold(), "") for title in titles]


def _words(regions: Sequence[Region]) -> Callable[[str, str], str]:
    """Return what finds the value for a word of a column, in whatever language it stands."""
    kinds = {word.casefold(): kind for kind, word in _in_all_languages(KIND_NAMES)}
    elsewhere = {"": lazy_gettext("Elsewhere")}
    places = {word.casefold(): ELSEWHERE for _, word in _in_all_languages(elsewhere)}
    countries: dict[str, str] = {}
    languages: dict[str, str] = {}
    for language in LANGUAGES:
        places |= {pick(each.names, language).casefold(): each.key for each in regions}
        countries |= {name.casefold(): code for code, name in list_countries(language)}
        languages |= {language_name(code, language).casefold(): code for code in LANGUAGES}
    languages |= {name.casefold(): code for code, name in LANGUAGE_NAMES.items()}
    values = {
        "organisation_kind": kinds,
        "region": places,
        "country": countries,
        "language": languages,
    }
    return lambda name, text: values.get(name, {}).get(text.casefold(), text)


def _in_all_languages(names: Mapping[str, object]) -> list[tuple[str, str]]:
    found = []
    for language in LANGUAGES:
        with force_locale(language):
            found += [(name, str(word)) for name, word in names.items()]
    return found
