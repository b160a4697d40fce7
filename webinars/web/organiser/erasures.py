"""Erasing a person who asked a host for it, after a page that says what that does."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError
from webinars.models.organiser import Role
from webinars.models.registration import RegistrationState
from webinars.queries.people import get_registration_of
from webinars.queries.registrations import list_registrations
from webinars.queries.speakers import list_spoken_at_for
from webinars.services.rights import erase_registered
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.base import BaseForm
from webinars.web.organiser.proof import ask_for_proof
from webinars.web.spoken import keep_spoken, say_spoken

bp = organiser_blueprint("organiser_erasures")


@bp.route("/webinars/<key>/people/<int:number>/erase", methods=["GET", "POST"])
def show(key: str, number: int) -> ResponseReturnValue:
    """Say what erasing a person does; do it when whoever decides has proved who it is."""
    organiser, now = current_organiser(), clock.now()
    registration = get_registration_of(organiser, key, number, Role.OWNER)
    form, refused = BaseForm(), False
    spoken = list_spoken_at_for(organiser, registration.attendee.email)
    if form.submitted():
        asked = ask_for_proof()
        if asked is not None:
            return asked
        try:
            erase_registered(organiser, key, number, now=now)
        except NotPossibleError:
            refused = True
        else:
            keep_spoken(spoken)
            return redirect(url_for("organiser_people.index", key=key, erased=1), code=303)
    ending = [
        each
        for each in list_registrations(registration.attendee_id)
        if each.state != RegistrationState.CANCELLED and each.webinar.ends_at > now
    ]
    page = render_template(
        "organiser/people/erase.html",
        form=form,
        registration=registration,
        webinar=registration.webinar,
        count=len(ending),
        refused=refused,
        **say_spoken(spoken),
    )
    return page, 409 if refused else 200
