"""Acts on many people of a webinar: chosen in their list, looked at and begun as long work."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.organiser import Role
from webinars.queries.memberships import get_webinar_of
from webinars.queries.people import count_people
from webinars.rules.webinar_states import is_ahead
from webinars.services.long_works import prepare_acts
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.organiser.people import act_form, chosen_filter, show_people

bp = organiser_blueprint("organiser_bulk_acts")


@bp.route("/webinars/<key>/people/acts", methods=["GET", "POST"])
def prepare(key: str) -> ResponseReturnValue:
    """Keep whom it is about and lead to the page that says what it does; who looks, to the list."""
    organiser, now = current_organiser(), clock.now()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    if request.method == "GET" or not is_ahead(webinar, now):
        return redirect(url_for("organiser_people.index", key=key), code=303)
    _, wanted = chosen_filter(webinar)
    form = act_form(webinar, count_people(webinar, wanted))
    if not form.submitted():
        return show_people(webinar, form), 422
    number = prepare_acts(organiser, key, form.kind, wanted, form.chosen, to=form.to, now=now)
    return redirect(url_for("organiser_long_works.show", key=key, number=number), code=303)
