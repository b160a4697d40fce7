"""The programme to search in: what comes, what was, and month by month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, request

from webinars import clock
from webinars.models.webinar import Webinar
from webinars.queries.programme_search import (
    PAGE,
    ProgrammeFilter,
    count_past,
    count_upcoming,
    find_between,
    find_past,
    find_span,
    find_upcoming,
    list_topics_shown,
)
from webinars.rules.months import Month, month_of
from webinars.web.forms.programme import ProgrammeForm
from webinars.web.frame import frame
from webinars.web.language import current_language
from webinars.zones import to_local

bp = Blueprint("programme", __name__)

MONTH = "<int(fixed_digits=4, min=2000, max=2999):year>-<int(fixed_digits=2, min=1, max=12):month>"
"""Written as ``2027-02``."""

Find = Callable[[ProgrammeFilter, datetime, int], list[Webinar]]
Count = Callable[[ProgrammeFilter, datetime], int]

LAST_PAGE = 1000
"""Larger numbers of a page are not believed."""


@bp.get("/programme")
def show() -> str:
    """Show the webinars that come."""
    return _show_list("show", (find_upcoming, count_upcoming), count_past)


@bp.get("/programme/past")
def past() -> str:
    """Show the webinars that took place."""
    return _show_list("past", (find_past, count_past), count_upcoming)


@bp.get("/programme/month")
def this_month() -> str:
    """Show the present month."""
    return month(*month_of(_today()))


@bp.get(f"/programme/month/{MONTH}")
def month(year: int, month: int) -> str:
    """Show a month as a calendar and as a list."""
    form, wanted = _filter()
    shown = Month(year, month)
    webinars = find_between(wanted, shown.starts, shown.after().starts)
    first, last = find_span()
    return render_template(
        "public/programme/month.html",
        month=shown,
        today=_today(),
        webinars=webinars,
        by_day=_by_day(webinars),
        earlier=shown.before() if first and month_of(first) < shown else None,
        later=shown.after() if last and shown < month_of(last) else None,
        **_listed(form, len(webinars), 1),
    )


def _show_list(name: str, listed: tuple[Find, Count], count_others: Count) -> str:
    """Show one page of what comes or was; when there is nothing, say how many the others are."""
    form, wanted = _filter()
    now, page = clock.now(), _page_number()
    find, count = listed
    found = count(wanted, now)
    return render_template(
        f"public/programme/{name}.html",
        webinars=find(wanted, now, page),
        elsewhere=0 if found else count_others(wanted, now),
        **_listed(form, found, page),
    )


def _filter() -> tuple[ProgrammeForm, ProgrammeFilter]:
    form = ProgrammeForm(request.args)
    form.offer(list_topics_shown(), frame().hosts, current_language())
    return form, form.wanted()


def _listed(form: ProgrammeForm, found: int, page: int) -> dict[str, Any]:
    return {
        "form": form,
        "found": found,
        "page": page,
        "pages": max(1, -(-found // PAGE)),
        "chosen": form.chosen(),
        "chosen_words": form.chosen_words(),
    }


def _page_number() -> int:
    text = request.args.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 1
    return min(max(1, number), LAST_PAGE)


def _today() -> date:
    zone = frame().hosts[0].time_zone if frame().hosts else "UTC"
    return to_local(clock.now(), zone).date()


def _by_day(webinars: list[Webinar]) -> dict[date, list[Webinar]]:
    days: dict[date, list[Webinar]] = {}
    for webinar in webinars:
        days.setdefault(webinar.local_start.date(), []).append(webinar)
    return days
