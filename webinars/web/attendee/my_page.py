"""My page: what a person registered for, behind the personal link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotFoundError
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.hosts import list_regions
from webinars.queries.news import list_news_consents
from webinars.queries.objections import stop_token
from webinars.queries.organisations import list_organisations
from webinars.queries.questions import list_asking
from webinars.queries.registrations import (
    get_attendee_by_token,
    join_token,
    list_registrations,
    waiting_position,
)
from webinars.queries.standing import list_standing_series
from webinars.queries.webinars import get_webinar, list_ahead_in, moves_somebody_up
from webinars.rules.join_states import JoinState, join_state
from webinars.rules.webinar_states import is_open_for_registration
from webinars.services.attendees import change_details, may_change_answers
from webinars.services.registrations import cancel_all, cancel_registration
from webinars.settings import current_settings
from webinars.web.forms.attendees import DetailsForm
from webinars.web.forms.base import BaseForm
from webinars.web.language import current_language

bp = Blueprint("my_page", __name__)

WELCOME = "welcome"
"""Key in the visitor's cookie: what pressing the button in the first mail brought; said once."""

DONE = "done"
"""Key in the visitor's cookie: what was done on this page last; said once."""


@bp.get("/my/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the registrations of the person whom this link was sent to."""
    attendee = get_attendee_by_token(token)
    now = clock.now()
    registrations = list_registrations(attendee.id)
    coming = [each for each in registrations if each.webinar.ends_at > now]
    welcome = _welcome(registrations)
    more = _list_more(registrations, now)
    return render_template(
        "attendee/my_page.html",
        attendee=attendee,
        coming=coming,
        past=[each for each in registrations if each not in coming and _took_place(each)],
        next_id=next((each.id for each in coming if _is_held(each)), None),
        positions={
            each.id: waiting_position(each)
            for each in coming
            if each.state == RegistrationState.WAITING
        },
        ending_ids=[each.id for each in coming if can_end(each, now)],
        asking_ids=_asking(coming, now),
        open_ids=[each.id for each in coming if _is_way_open(each, now)],
        more_series=list({each.series_id: each.series for each in more}.values()),
        again_ids=_list_again(coming, more),
        join_token=join_token,
        stop_token=stop_token,
        standing=list_standing_series(attendee.id),
        consents=list_news_consents(attendee),
        form=BaseForm(),
        days=current_settings().registration_days,
        token=token,
        done=session.pop(DONE, ""),
        **welcome,
    )


@bp.route("/my/<token>/details", methods=["GET", "POST"])
def details(token: str) -> ResponseReturnValue:
    """Ask what is to be changed about the person, and store it."""
    attendee = get_attendee_by_token(token)
    form = DetailsForm(attendee, list_regions(), current_language())
    if form.submitted():
        change_details(token, form.details(), now=clock.now())
        session[DONE] = "saved"
        return redirect(url_for(".show", token=token), code=303)
    page = render_template(
        "attendee/details.html",
        attendee=attendee,
        form=form,
        organisations=list_organisations(),
        token=token,
    )
    return page, 422 if form.mistakes else 200


@bp.route("/my/<token>/cancel/<int:number>", methods=["GET", "POST"])
def cancel(token: str, number: int) -> ResponseReturnValue:
    """Ask whether one registration is to end; end it when the button is pressed."""
    form, now = BaseForm(), clock.now()
    if form.submitted():
        ended = cancel_registration(token, number, now=now)
        session[DONE] = "cancelled" if ended else "too-late"
        return redirect(url_for(".show", token=token), code=303)
    own = list_registrations(get_attendee_by_token(token).id)
    if number not in {each.id for each in own}:
        raise NotFoundError
    return _ask(form, token, [each for each in own if each.id == number], now)


@bp.route("/my/<token>/cancel", methods=["GET", "POST"])
def cancel_every(token: str) -> ResponseReturnValue:
    """Ask whether all registrations are to end; end them when the button is pressed."""
    form, now = BaseForm(), clock.now()
    if form.submitted():
        ended = cancel_all(token, now=now)
        session[DONE] = "cancelled-all" if ended else "too-late-all"
        return redirect(url_for(".show", token=token), code=303)
    return _ask(form, token, list_registrations(get_attendee_by_token(token).id), now)


def _ask(
    form: BaseForm, token: str, registrations: list[Registration], now: datetime
) -> ResponseReturnValue:
    ending = [each for each in registrations if can_end(each, now)]
    if not ending:
        # Cancelled or over in the meantime: my page says so.
        return redirect(url_for(".show", token=token), code=303)
    return render_template(
        "attendee/cancel.html",
        form=form,
        token=token,
        registrations=ending,
        one=len(registrations) == 1,
        moves_up=moves_somebody_up(ending[0]),
    )


def _welcome(registrations: list[Registration]) -> dict[str, Any]:
    kept = session.pop(WELCOME, None) or {}
    chosen = set(kept.get("webinars", ()))
    begun = [
        each
        for each in registrations
        # Of a webinar that is registered for again there is a row that has ended, too.
        if each.webinar_id in chosen and each.state != RegistrationState.CANCELLED
    ]
    states = {each.state for each in begun}
    fresh = bool(kept) and not kept.get("already")
    return {
        "seated": fresh and RegistrationState.CONFIRMED in states,
        "waiting": fresh and states == {RegistrationState.WAITING},
        "by_offer": any(each.webinar.offer_hours for each in begun),
        "requested": fresh and states == {RegistrationState.REQUESTED},
        "already": bool(kept.get("already")),
        "added": bool(kept.get("added")),
        "refused": [found for found in map(_find_webinar, kept.get("refused", ())) if found],
    }


def _list_more(registrations: Sequence[Registration], now: datetime) -> list[Webinar]:
    """Return what can be added in the series that the person registered in, cancelled or not."""
    live = {each.webinar_id for each in registrations if each.state != RegistrationState.CANCELLED}
    ahead = list_ahead_in({each.webinar.series_id for each in registrations}, now)
    return [each for each in ahead if each.id not in live and is_open_for_registration(each, now)]


def _list_again(registrations: Sequence[Registration], more: Sequence[Webinar]) -> list[int]:
    """Return the numbers of those that the person has cancelled and may want back.

    Whom a host has cancelled or moved may register again too, but is not asked to.
    """
    numbers = {webinar.id for webinar in more}
    last = {each.webinar_id: each for each in sorted(registrations, key=lambda each: each.id)}
    return [
        each.id
        for each in last.values()
        if each.webinar_id in numbers and each.declined_at is None and each.moved_to_id is None
    ]


def _is_held(registration: Registration) -> bool:
    return (
        registration.state == RegistrationState.CONFIRMED
        and registration.webinar.state == WebinarState.PUBLISHED
    )


def can_end(registration: Registration, now: datetime) -> bool:
    """Tell whether there is still something to cancel, accept or decline."""
    webinar = registration.webinar
    return (
        registration.state != RegistrationState.CANCELLED
        and webinar.state == WebinarState.PUBLISHED
        and webinar.ends_at > now
    )


def _asking(registrations: Sequence[Registration], now: datetime) -> list[int]:
    asking = list_asking(each.webinar_id for each in registrations)
    return [
        each.id
        for each in registrations
        if each.webinar_id in asking and may_change_answers(each, now)
    ]


def _is_way_open(registration: Registration, now: datetime) -> bool:
    minutes = current_settings().join_minutes
    return join_state(registration.state, registration.webinar, minutes, now) == JoinState.OPEN


def _took_place(registration: Registration) -> bool:
    return registration.state in {RegistrationState.CONFIRMED, RegistrationState.CANCELLED}


def _find_webinar(key: str) -> Webinar | None:
    try:
        return get_webinar(key)
    except NotFoundError:
        return None
