"""The list of a webinar's people as a file, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from webinars.documents.spreadsheets import Sheet, csv_file, xlsx_file
from webinars.languages import LANGUAGE_NAMES, pick
from webinars.models.note import Note
from webinars.models.question import Question
from webinars.models.registration import Registration
from webinars.models.webinar import Webinar
from webinars.queries.hosts import list_regions
from webinars.queries.questions import list_all_questions, list_answers
from webinars.rules.countries import list_countries
from webinars.web.forms.people import STATE_NAMES
from webinars.web.forms.persons import KIND_NAMES
from webinars.web.forms.questions import option_names
from webinars.web.language import current_language
from webinars.zones import to_local

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

SEPARATORS = {"en": ","}
"""Between the cells of a CSV file; Excel in the other languages expects a semicolon."""


def people_file(
    kind: str,
    webinar: Webinar,
    people: Sequence[Registration],
    notes: Mapping[int, Sequence[Note]],
) -> tuple[bytes, str]:
    """Return the file and its media type.

    :param kind: ``csv`` or ``xlsx``.
    :param notes: of the reader's own hosts, by number of the registration.
    """
    questions = list_all_questions(webinar)
    titles = [*_titles(webinar), *(pick(each.wordings, current_language()) for each in questions)]
    rows = _rows(webinar, people, questions)
    if any(each.id in notes for each in people):
        titles.append(gettext("Private notes"))
        for row, each in zip(rows, people, strict=True):
            row.append("; ".join(note.text for note in notes.get(each.id, ())))
    if kind == "csv":
        separator = SEPARATORS.get(current_language(), ";")
        return csv_file(titles, rows, separator=separator), MEDIA_TYPES[kind]
    return xlsx_file(Sheet(gettext("People"), titles, rows)), MEDIA_TYPES[kind]


def _titles(webinar: Webinar) -> list[str]:
    zone = {"zone": webinar.time_zone}
    return [
        gettext("Last name"),
        gettext("First name"),
        gettext("E-mail address"),
        gettext("Organisation"),
        gettext("Kind of organisation"),
        gettext("Region"),
        gettext("Country"),
        gettext("Function"),
        gettext("Language"),
        gettext("State"),
        gettext("Registered (%(zone)s)", **zone),
        gettext("Place since (%(zone)s)", **zone),
        gettext("Cancelled (%(zone)s)", **zone),
    ]


def _rows(
    webinar: Webinar, people: Sequence[Registration], questions: Sequence[Question]
) -> list[list[str]]:
    given = list_answers(questions, {each.attendee_id for each in people})
    language = current_language()
    regions = {region.key: pick(region.names, language) for region in list_regions()}
    countries = dict(list_countries(language))
    zone = webinar.time_zone
    return [
        [
            each.attendee.family_name,
            each.attendee.given_name,
            each.attendee.email,
            each.attendee.organisation_name,
            str(KIND_NAMES[each.attendee.organisation_kind]),
            regions.get(each.attendee.region, gettext("Elsewhere")),
            countries.get(each.attendee.country, each.attendee.country),
            each.attendee.role,
            LANGUAGE_NAMES.get(each.attendee.language, each.attendee.language),
            str(STATE_NAMES[each.state]),
            _time(each.created_at, zone),
            _time(each.confirmed_at, zone),
            _time(each.cancelled_at, zone),
            *(
                _answer(question, given.get((each.attendee_id, question.id), []))
                for question in questions
            ),
        ]
        for each in people
    ]


def answers_of(registration: Registration) -> list[tuple[str, str]]:
    """Return what somebody answered to the questions of the webinar, in words."""
    questions = list_all_questions(registration.webinar)
    given = list_answers(questions, {registration.attendee_id})
    return [
        (
            pick(each.wordings, current_language()),
            _answer(each, given[registration.attendee_id, each.id]),
        )
        for each in questions
        if (registration.attendee_id, each.id) in given
    ]


def _answer(question: Question, given: Sequence[str]) -> str:
    names = option_names(question, current_language())
    return "; ".join(names.get(each, each) for each in given)


def _time(instant: datetime | None, zone: str) -> str:
    return "" if instant is None else f"{to_local(instant, zone):%Y-%m-%d %H:%M}"
