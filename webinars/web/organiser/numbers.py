"""The numbers of a webinar and of a series: for the hosts' teams, and what leaves the desk."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock
from webinars.documents.number_files import numbers_csv, report_pdf
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.queries.numbers import (
    count_attendees,
    count_by_day,
    count_cells,
    count_signups,
    list_counted_webinars,
    list_earlier_webinars,
)
from webinars.rules.charts import bar_end, bars
from webinars.rules.numbers import count, percent, seated
from webinars.settings import current_settings
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.language import current_language
from webinars.web.organiser.number_curves import curves_of
from webinars.web.organiser.number_report import report_on
from webinars.web.organiser.number_tables import (
    as_shown,
    country_table,
    find_places,
    joined,
    list_breakdowns,
    place_rows,
    region_table,
    topic_table,
    webinar_table,
)
from webinars.web.organiser.pages import download
from webinars.web.organiser.people_files import MEDIA_TYPES, SEPARATORS

bp = organiser_blueprint("organiser_numbers")

_CHARTS = {"bars": bars, "bar_end": bar_end, "percent": percent}
"""What the templates of these pages draw with."""


@bp.get("/webinars/<key>/numbers")
def webinar(key: str) -> ResponseReturnValue:
    """Show how registrations for a webinar came in, and who they are."""
    organiser, now = current_organiser(), clock.now()
    shown = get_webinar_of(organiser, key)
    compared = [shown, *list_earlier_webinars(organiser, shown)]
    cells, places = count_cells([shown]), find_places()
    days = current_settings().unconfirmed_days
    return render_template(
        "organiser/numbers/webinar.html",
        webinar=shown,
        started=shown.starts_at <= now,
        curves=curves_of(compared, count_by_day(compared), now),
        tables=[
            region_table(cells, places),
            country_table(cells, places),
            *list_breakdowns(cells, places),
        ],
        signups=count_signups([shown], now - timedelta(days=days)),
        signup_days=days,
        total=count(cells),
        seated=count(seated(cells)),
        waiting=count(cells, "waiting"),
        offered=count(cells, "offered"),
        requested=count(cells, "requested"),
        cancelled=count(cells, "cancelled"),
        joined=joined(cells),
        **_CHARTS,
    )


@bp.get("/series/<key>/numbers")
def series(key: str) -> ResponseReturnValue:
    """Show the numbers of those webinars of a series that the organiser may see."""
    organiser = current_organiser()
    shown = get_series_of(organiser, key)
    webinars = list_counted_webinars(organiser, shown)
    cells, places = count_cells(webinars), find_places()
    table = as_shown(place_rows(webinars, cells, places), places, protected=False)
    sums = dict(zip((each.id for each in webinars), table.row_sums, strict=True))
    return render_template(
        "organiser/numbers/series.html",
        series=shown,
        webinars=webinars,
        by_webinar=webinar_table(webinars, table, places),
        places=places,
        tables=[
            region_table(cells, places),
            country_table(cells, places),
            topic_table(webinars, sums, places),
            *list_breakdowns(cells, places),
        ],
        people=count_attendees(webinars),
        total=count(cells),
        seated=table.total,
        cancelled=count(cells, "cancelled"),
        joined=joined(cells),
        **_CHARTS,
    )


@bp.get("/series/<key>/numbers/report")
def report(key: str) -> ResponseReturnValue:
    """Show the report on a series as it is printed."""
    organiser = current_organiser()
    shown = get_series_of(organiser, key)
    return render_template(
        "organiser/numbers/report.html",
        series=shown,
        report=report_on(organiser, shown, clock.now()),
        **_CHARTS,
    )


@bp.get("/series/<key>/numbers/report.pdf")
def report_file(key: str) -> ResponseReturnValue:
    """Give the report on a series as a file to print."""
    organiser = current_organiser()
    made = report_on(organiser, get_series_of(organiser, key), clock.now())
    return download(f"{key}-report.pdf", report_pdf(made), "application/pdf")


@bp.get("/series/<key>/numbers.csv")
def tables_file(key: str) -> ResponseReturnValue:
    """Give the tables of the report for a spreadsheet program."""
    organiser = current_organiser()
    made = report_on(organiser, get_series_of(organiser, key), clock.now())
    heads = (
        gettext("Table"),
        gettext("Row"),
        gettext("Column"),
        gettext("Number"),
        gettext("Share in per cent"),
    )
    separator = SEPARATORS.get(current_language(), ";")
    file = numbers_csv(made, heads, separator=separator)
    return download(f"{key}-numbers.csv", file, MEDIA_TYPES["csv"])
