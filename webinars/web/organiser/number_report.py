"""The report on a series for those who pay for it; nothing in it tells of small groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext, ngettext, pgettext

from webinars.documents.number_files import NumberReport
from webinars.formats import date_long, join_names, moment
from webinars.languages import pick
from webinars.models.organiser import Organiser
from webinars.models.registration import RegistrationState
from webinars.models.series import Series
from webinars.models.webinar import Webinar
from webinars.queries.memberships import list_hosts_of
from webinars.queries.numbers import (
    count_attendees,
    count_cells,
    count_webinars,
    list_counted_webinars,
)
from webinars.rules.host_order import ordered
from webinars.rules.number_tables import NumberRow, NumberTable, parts_table
from webinars.rules.numbers import Cell, count
from webinars.rules.small_groups import SMALLEST, Shown, ShownTable, is_small, protect_part
from webinars.web.forms.people import STATE_NAMES
from webinars.web.language import current_language
from webinars.web.organiser.number_tables import (
    as_shown,
    elsewhere_table,
    find_places,
    joined,
    list_breakdowns,
    place_rows,
    share_table,
    topic_table,
    webinar_table,
)
from webinars.web.public.sharing import host_lines

WITHOUT_PLACE = (
    RegistrationState.CANCELLED,
    RegistrationState.WAITING,
    RegistrationState.OFFERED,
    RegistrationState.REQUESTED,
)


def report_on(organiser: Organiser, series: Series, now: datetime) -> NumberReport:
    """Return the report on those webinars of a series that all its hosts hold.

    It is the same for the teams of all hosts: two reports of different webinars could be subtracted
    from each other.
    """
    together = {host.id for host in series.hosts}
    webinars = [
        each
        for each in list_counted_webinars(organiser, series)
        if together <= {host.id for host in each.hosts}
    ]
    language = current_language()
    hosts = ordered(series.hosts, language)
    names = join_names([host.name for host in hosts], language)
    own = list_hosts_of(organiser)
    as_of = moment(now, own[0].time_zone if own else "UTC", language)
    return NumberReport(
        language=language,
        kind=gettext("Webinar series in numbers"),
        title=pick(series.titles, language),
        facts=(
            gettext("Hosted by %(hosts)s", hosts=names),
            *_dates(webinars),
            *_coverage(webinars, count_webinars(series)),
            gettext("As of %(when)s", when=as_of),
        ),
        notes=_notes(),
        tables=_tables(webinars),
        hosts=host_lines(hosts),
        hidden=gettext("not shown"),
        share=pgettext("part", "Share"),
    )


def _tables(webinars: Sequence[Webinar]) -> tuple[NumberTable, ...]:
    cells, places = count_cells(webinars), find_places()
    shown = as_shown(place_rows(webinars, cells, places), places, protected=True)
    sums = dict(zip((webinar.id for webinar in webinars), shown.row_sums, strict=True))
    tables = [
        _overview(webinars, cells, shown),
        webinar_table(webinars, shown, places),
        share_table(shown, places),
    ]
    if shown.column_sums and shown.column_sums[-1]:
        tables.append(elsewhere_table(cells, places))
    topics = topic_table(webinars, sums, places)
    tables += [*list_breakdowns(cells, places, protected=True), *([topics] if topics.rows else [])]
    return (*tables, _without_place(cells))


def _overview(webinars: Sequence[Webinar], cells: Sequence[Cell], shown: ShownTable) -> NumberTable:
    people = count_attendees(webinars)
    known = shown.total is not None and not is_small(people)
    joins: Shown = None if shown.total is None else protect_part(joined(cells), shown.total)
    return NumberTable(
        key="overview",
        title=gettext("At a glance"),
        heads=(gettext("What is counted"), gettext("Number")),
        rows=(
            NumberRow(gettext("Places taken"), (shown.total,)),
            NumberRow(gettext("Different people with a place"), (people if known else None,)),
            NumberRow(gettext("Took part"), (joins,)),
        ),
    )


def _without_place(cells: Sequence[Cell]) -> NumberTable:
    return parts_table(
        [(str(STATE_NAMES[state]), count(cells, state)) for state in WITHOUT_PLACE],
        key="without-place",
        title=gettext("Registrations without a place"),
        heads=(gettext("State"), gettext("Registrations")),
        foot=gettext("Total"),
        protected=True,
    )


def _dates(webinars: Sequence[Webinar]) -> list[str]:
    if not webinars:
        return []
    language, first, last = current_language(), webinars[0], webinars[-1]
    counted = ngettext("%(num)s webinar", "%(num)s webinars", len(webinars))
    days = [date_long(each.starts_at, each.time_zone, language) for each in (first, last)]
    between = " – ".join(dict.fromkeys(days))
    return [gettext("%(what)s: %(title)s", what=counted, title=between)]


def _coverage(webinars: Sequence[Webinar], every: int) -> list[str]:
    if len(webinars) == every:
        return []
    return [
        gettext(
            "Counted are the webinars that all hosts hold together: %(own)s of %(all)s.",
            own=len(webinars),
            all=every,
        )
    ]


def _notes() -> tuple[str, ...]:
    return (
        gettext(
            "‘Places taken’ counts confirmed registrations, one for each person and webinar."
            " ‘Took part’ counts those of them who pressed the button that leads into the meeting."
        ),
        gettext(
            "‘Not shown’ protects people in small groups: numbers from 1 to %(most)s, and others"
            " from which such a number could be calculated.",
            most=SMALLEST - 1,
        ),
    )
