"""The page of a series: what it is about, who is behind it, its webinars."""

from __future__ import annotations

from flask import Blueprint, render_template

from webinars import clock
from webinars.documents.structured_data import series_data
from webinars.queries.schedules import find_times_before
from webinars.queries.series import get_series
from webinars.queries.webinars import list_webinars_of
from webinars.rules.webinar_states import is_open_for_registration, public_state
from webinars.settings import current_settings
from webinars.web.language import current_language
from webinars.web.public.sharing import show_image_of

bp = Blueprint("series", __name__)


@bp.get("/series/<key>")
def show(key: str) -> str:
    """Show a series."""
    now = clock.now()
    series = get_series(key)
    webinars = list_webinars_of(series.id)
    coming = [each for each in webinars if each.ends_at > now and each.state == "published"]
    few = current_settings().few_seats
    states = [(each, public_state(each, now, few)) for each in webinars]
    data = series_data(
        series,
        states,
        current_language(),
        current_settings().public_base_url,
        previous_starts={
            number: before.starts_at for number, before in find_times_before(webinars).items()
        },
    )
    show_image_of(series)
    return render_template(
        "public/series/show.html",
        data=data,
        series=series,
        webinars=webinars,
        next_webinar=coming[0] if coming else None,
        open_count=sum(is_open_for_registration(each, now) for each in webinars),
    )
