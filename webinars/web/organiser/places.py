"""The place of one person: ending it, or giving one out of order; each says first what it does."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import BooleanField

from webinars import clock
from webinars.models.registration import SEATED, Registration, RegistrationState
from webinars.models.webinar import WebinarState
from webinars.queries.offers import count_unasked
from webinars.queries.people import get_registration_of
from webinars.queries.webinars import moves_somebody_up
from webinars.services.offers import withdraw_offer
from webinars.services.people import cancel_place, decide_about, give_place
from webinars.web.access import current_organiser
from webinars.web.forms.base import BaseForm
from webinars.web.forms.decisions import DecisionForm
from webinars.web.organiser.people import bp
from webinars.web.organiser.people_files import answers_of


class PlaceForm(BaseForm):
    """Says whether its reader was told that the number of places rises."""

    more_seats = BooleanField()


DECISIONS = {"approve": True, "decline": False}


@bp.route("/webinars/<key>/people/<int:number>/cancel", methods=["GET", "POST"])
def cancel(key: str, number: int) -> ResponseReturnValue:
    """Say what ending this registration does, then do it."""
    registration = get_registration_of(current_organiser(), key, number)
    form, problem = PlaceForm(), ""
    if form.submitted():
        if cancel_place(current_organiser(), key, number, now=clock.now()):
            return redirect(url_for(".index", key=key), code=303)
        problem = _overtaken()
        registration = get_registration_of(current_organiser(), key, number)
    seated = registration.state == RegistrationState.CONFIRMED
    held = registration.state in SEATED
    page = render_template(
        "organiser/people/cancel.html",
        form=form,
        problem=problem,
        registration=registration,
        webinar=registration.webinar,
        possible=_is_live(registration),
        seated=seated,
        held=held,
        moves_up=moves_somebody_up(registration),
    )
    return page, 409 if problem else 200


@bp.route("/webinars/<key>/people/<int:number>/promote", methods=["GET", "POST"])
def promote(key: str, number: int) -> ResponseReturnValue:
    """Say what giving this person a place does, then do it."""
    registration = get_registration_of(current_organiser(), key, number)
    form, problem = PlaceForm(), ""
    if form.submitted():
        more_seats = bool(form.more_seats.data)
        if give_place(current_organiser(), key, number, more_seats=more_seats, now=clock.now()):
            return redirect(url_for(".index", key=key), code=303)
        problem = _overtaken()
        registration = get_registration_of(current_organiser(), key, number)
    webinar = registration.webinar
    offered = registration.state == RegistrationState.OFFERED
    waits = registration.state == RegistrationState.WAITING or offered
    page = render_template(
        "organiser/people/promote.html",
        form=form,
        problem=problem,
        registration=registration,
        webinar=webinar,
        possible=waits and _is_live(registration),
        offered=offered,
        full=webinar.seats_free <= 0 and not offered,
    )
    return page, 409 if problem else 200


@bp.route("/webinars/<key>/people/<int:number>/withdraw", methods=["GET", "POST"])
def withdraw(key: str, number: int) -> ResponseReturnValue:
    """Say what taking the offer of a place back does, then do it."""
    registration = get_registration_of(current_organiser(), key, number)
    form, problem = BaseForm(), ""
    if form.submitted():
        if withdraw_offer(current_organiser(), key, number, now=clock.now()):
            return redirect(url_for(".index", key=key), code=303)
        problem = _overtaken()
        registration = get_registration_of(current_organiser(), key, number)
    page = render_template(
        "organiser/people/withdraw.html",
        form=form,
        problem=problem,
        registration=registration,
        webinar=registration.webinar,
        possible=registration.state == RegistrationState.OFFERED and _is_live(registration),
        waiting=count_unasked(registration.webinar_id),
    )
    return page, 409 if problem else 200


@bp.route("/webinars/<key>/people/<int:number>/decide", methods=["GET", "POST"])
def decide(key: str, number: int) -> ResponseReturnValue:
    """Show who asks for a place and what was answered; approve or decline."""
    registration = get_registration_of(current_organiser(), key, number)
    form, problem = DecisionForm(), ""
    if form.submitted() and form.decision.data in DECISIONS:
        approved = DECISIONS[form.decision.data]
        if decide_about(current_organiser(), key, number, approved=approved, now=clock.now()):
            return redirect(url_for(".index", key=key), code=303)
        problem = _overtaken()
        registration = get_registration_of(current_organiser(), key, number)
    webinar = registration.webinar
    asks = registration.state == RegistrationState.REQUESTED
    page = render_template(
        "organiser/people/decide.html",
        form=form,
        problem=problem,
        registration=registration,
        webinar=webinar,
        possible=asks and _is_live(registration),
        full=webinar.seats_free <= 0,
        answers=answers_of(registration),
    )
    return page, 409 if problem else 200


def _is_live(registration: Registration) -> bool:
    webinar = registration.webinar
    return (
        registration.state != RegistrationState.CANCELLED
        and webinar.state == WebinarState.PUBLISHED
        and webinar.ends_at > clock.now()
    )


def _overtaken() -> str:
    return gettext("Nothing was changed or sent, because things have changed meanwhile.")
