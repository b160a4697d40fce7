"""One registration: who it is, what was answered, and what the team can do about it."""

from __future__ import annotations

from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock
from webinars.errors import NotFoundError, NotPossibleError
from webinars.models.organiser import Organiser, Role
from webinars.models.registration import RegistrationState
from webinars.queries.address_changes import find_correction
from webinars.queries.memberships import list_own_hosts, may_at
from webinars.queries.notes import list_notes
from webinars.queries.people import get_registration_of
from webinars.queries.planning import list_targets
from webinars.queries.webinars import moves_somebody_up
from webinars.rules.webinar_states import is_ahead
from webinars.services.address_changes import correct_address
from webinars.services.people import move_person
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.attendees import NewAddressForm
from webinars.web.forms.people import STATE_NAMES, MoveForm
from webinars.web.language import current_language
from webinars.web.organiser.people_files import answers_of

bp = organiser_blueprint("organiser_registrations")

MOVABLE = (RegistrationState.CONFIRMED, RegistrationState.WAITING)


@bp.get("/webinars/<key>/people/<int:number>")
def show(key: str, number: int) -> str:
    """Show a person's registration."""
    organiser = current_organiser()
    registration = get_registration_of(organiser, key, number, Role.VIEWER)
    edits = may_at(organiser, registration.webinar, Role.EDITOR)
    return render_template(
        "organiser/people/person.html",
        registration=registration,
        webinar=registration.webinar,
        answers=answers_of(registration),
        state_names=STATE_NAMES,
        notes=list_notes(organiser, registration.webinar, registration),
        writing=list_own_hosts(organiser, registration.webinar),
        change=find_correction(organiser, registration.attendee, clock.now()),
        edits=edits,
        owns=may_at(organiser, registration.webinar, Role.OWNER),
        acting=edits and is_ahead(registration.webinar, clock.now()),
    )


@bp.route("/webinars/<key>/people/<int:number>/address", methods=["GET", "POST"])
def address(key: str, number: int) -> ResponseReturnValue:
    """Ask for the right address; its mailbox has to confirm."""
    registration = get_registration_of(current_organiser(), key, number)
    form = NewAddressForm(registration.attendee.email, gettext("This is the address already."))
    if form.submitted():
        email = form.email.data or ""
        try:
            correct_address(current_organiser(), key, number, email, now=clock.now())
        except NotPossibleError:
            sentence = gettext(
                "This person is registered with other hosts, too; only the person can use another"
                " address, on the page behind the personal link."
            )
            form.refuse(form.email, sentence)
        else:
            return redirect(url_for(".show", key=key, number=number), code=303)
    page = render_template(
        "organiser/people/address.html",
        form=form,
        registration=registration,
        webinar=registration.webinar,
    )
    return page, 422 if form.mistakes else 200


@bp.route("/webinars/<key>/people/<int:number>/move", methods=["GET", "POST"])
def move(key: str, number: int) -> ResponseReturnValue:
    """Ask to which webinar of the series, and say what moving does; then do it."""
    organiser, now = current_organiser(), clock.now()
    registration = get_registration_of(organiser, key, number)
    form = MoveForm(list_targets(organiser, registration.webinar, now), current_language())
    problem = ""
    if form.submitted():
        if _moved(organiser, key, number, str(form.webinar.data), now):
            return redirect(url_for("organiser_people.index", key=key), code=303)
        problem = gettext(
            "Nothing was changed or sent: the person is registered there already,"
            " or there is no place and no waiting list."
        )
        registration = get_registration_of(organiser, key, number)
    page = render_template(
        "organiser/people/move.html",
        form=form,
        problem=problem,
        registration=registration,
        webinar=registration.webinar,
        moves_up=moves_somebody_up(registration),
        possible=is_ahead(registration.webinar, now)
        and registration.state in MOVABLE
        and bool(form.others),
    )
    return page, 409 if problem else 422 if form.mistakes else 200


def _moved(organiser: Organiser, key: str, number: int, to: str, now: datetime) -> bool:
    try:
        return move_person(organiser, key, number, to, now=now) is not None
    except NotFoundError:
        # The other webinar has begun, or was called off, a moment ago.
        return False
