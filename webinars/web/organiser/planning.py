"""Planning a series: a webinar once more on another date, and many dates by a pattern."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import ChangeRefusedError
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.queries.planning import list_planned
from webinars.rules.host_order import ordered
from webinars.rules.moves import NewTime
from webinars.rules.patterns import MOST_DATES, dates_of, time_on
from webinars.rules.public_holidays import names_on
from webinars.services.planning import create_dates, duplicate_webinar
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.planning import DatesForm, TimeForm
from webinars.web.holiday_names import holiday_words
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms
from webinars.web.organiser.changes import REFUSALS

bp = organiser_blueprint("organiser_planning")
keep_expired_forms(bp)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A date of a pattern."""

    time: NewTime
    holiday: str
    """What is celebrated on it, in words; empty: nothing that is left out."""
    taken: bool
    """Whether the series has a webinar at this time already."""

    @property
    def day(self) -> date:
        """The day on the clocks of its zone."""
        return self.time.local_start.date()

    @property
    def key(self) -> str:
        """The day as the form names it."""
        return self.day.isoformat()


@bp.route("/webinars/<key>/duplicate", methods=["GET", "POST"])
def duplicate(key: str) -> ResponseReturnValue:
    """Ask for the date of a copy; create it as a draft."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    form = TimeForm(webinar)
    if form.submitted():
        try:
            made = duplicate_webinar(organiser, key, form.new_time(), now=clock.now())
        except ChangeRefusedError as error:
            form.refuse(form.start.form.date, str(REFUSALS[error.why]))
        else:
            return redirect(url_for("organiser_webinars.show", key=made, saved=1), code=303)
    return render_template("organiser/planning/duplicate.html", webinar=webinar, form=form)


@bp.route("/series/<key>/webinars/dates", methods=["GET", "POST"])
def dates(key: str) -> ResponseReturnValue:
    """Ask for a pattern, show its dates, then create a draft for each that is ticked."""
    organiser = current_organiser()
    series = get_series_of(organiser, key, Role.EDITOR)
    hosts = ordered(series.hosts, current_language())
    models = list_planned(organiser, series.id)
    form = DatesForm(models, [host.time_zone for host in hosts], current_language())
    sent = form.submitted()
    planned = _planned(form, models) if sent or form.comes_back else []
    if not planned:
        return render_template("organiser/planning/dates.html", series=series, form=form)
    if sent and form.sure.data and form.dates.data:
        details = form.details(each.time for each in planned)
        made = create_dates(organiser, key, details, now=clock.now())
        there = url_for("organiser_series.index", created=made, _anchor=key)
        return redirect(there, code=303)
    return render_template(
        "organiser/planning/dates_sure.html",
        series=series,
        form=form,
        planned={each.key: each for each in planned},
        none_chosen=sent and bool(form.sure.data),
    )


def _planned(form: DatesForm, webinars: Iterable[Webinar]) -> list[Planned]:
    """Return the dates of the pattern, offered by the form; empty when the pattern is wrong.

    :param webinars: those that the series has.
    """
    first, regions = form.first_time(), form.wanted_regions()
    days = dates_of(form.pattern(), lambda day: bool(names_on(day, regions)))
    taken = {each.starts_at for each in webinars}
    times = [time_on(day, first) for day in days]
    planned = [
        Planned(
            time=time,
            holiday=holiday_words(time.local_start.date(), regions),
            taken=time.starts_at in taken,
        )
        for time in times
    ]
    if first.starts_at <= clock.now():
        form.refuse_past()
    if sum(not each.holiday for each in planned) > MOST_DATES:
        form.refuse_many()
    kept = (each.day for each in planned if not (each.holiday or each.taken))
    form.offer_dates([each.day for each in planned], kept)
    return [] if form.mistakes else planned
