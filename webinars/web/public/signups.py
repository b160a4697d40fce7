"""Registering: the form, the page after sending, and the two pages behind the first mail."""

from __future__ import annotations

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import LinkExpiredError, NotFoundError, SignUpRefusedError, StepUpError
from webinars.models.series import Series
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Webinar
from webinars.queries.hosts import list_regions
from webinars.queries.organisations import list_organisations
from webinars.queries.questions import list_questions
from webinars.queries.series import get_series
from webinars.queries.signups import get_sign_up_by_token, list_chosen
from webinars.queries.webinars import get_series_of, get_webinar, list_ahead
from webinars.rules.host_order import ordered
from webinars.rules.webinar_states import is_open_for_registration
from webinars.services.registrations import confirm_sign_up
from webinars.services.signups import SignUpDetails, forget_sign_up, resend_confirmation, sign_up
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive, row_of
from webinars.web.attendee.my_page import WELCOME
from webinars.web.forms.answers import Answers
from webinars.web.forms.base import BaseForm
from webinars.web.forms.signups import SignUpForm, SignUpQuestions, form_with
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms
from webinars.web.sources import current_source
from webinars.web.step_up import show_step, stamped, visit_of

bp = Blueprint("signups", __name__)
keep_expired_forms(bp)

SENT = "sent"
"""Key in the visitor's cookie: what was sent last, when, and from which form."""

COOKIE_ROOM = 2000
"""Bytes of typed values that a cookie takes along for a correction; browsers keep 4096 in all."""


@bp.route("/series/<key>/register", methods=["GET", "POST"])
def register_for_series(key: str) -> ResponseReturnValue:
    """Offer the coming webinars of a series; take a registration for some or all."""
    return _register(get_series(key), request.args.getlist("webinar"))


@bp.route("/webinars/<key>/register", methods=["GET", "POST"])
def register_for_webinar(key: str) -> ResponseReturnValue:
    """Offer the same as for the series, with this webinar ticked."""
    return _register(get_series_of(key), [key])


@bp.route("/sent", methods=["GET", "POST"])
def sent() -> ResponseReturnValue:
    """Say what happens next, the same for every address; send the mail again when asked to."""
    kept = session.get(SENT)
    if not isinstance(kept, dict):
        return redirect(url_for("home.show"), code=303)
    form, now = BaseForm(), clock.now()
    if form.submitted():
        wait = resend_confirmation(kept["signup"], now=now)
        pause = current_settings().resend_seconds
        at = now - timedelta(seconds=pause - wait) if wait else now
        session[SENT] = {**kept, "at": int(at.timestamp()), "again": not wait}
        return redirect(url_for(".sent"), code=303)
    return _show_sent(form, kept, now)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
def confirm(token: str) -> ResponseReturnValue:
    """Show what the button confirms; confirm when it is pressed."""
    found = get_sign_up_by_token(token, Purpose.CONFIRM)
    form, now = BaseForm(), clock.now()
    if found.state == SignUpState.OPEN and found.expires_at <= now:
        return _show_late(found)
    if form.submitted():
        try:
            done = confirm_sign_up(token, now=now)
        except LinkExpiredError:
            return _show_late(get_sign_up_by_token(token, Purpose.CONFIRM))
        session[WELCOME] = {
            "already": done.already,
            "refused": list(done.refused),
            "webinars": list(done.webinars),
        }
        return redirect(url_for("my_page.show", token=done.my_page_token), code=303)
    not_me = derive(current_settings().link_key, Purpose.NOT_ME, found.id, found.generation)
    return render_template(
        "public/signups/confirm.html",
        form=form,
        signup=found,
        webinars=list_chosen(found),
        confirmed=found.state == SignUpState.CONFIRMED,
        not_me=not_me,
    )


@bp.route("/not-me/<token>", methods=["GET", "POST"])
def not_me(token: str) -> ResponseReturnValue:
    """Ask whether the entry is to go; delete it when the button is pressed."""
    form = BaseForm()
    done = False
    if form.submitted():
        try:
            forget_sign_up(token, now=clock.now())
        except NotFoundError:
            # Deleted before, by this button or by the clock: the answer is the same.
            done = row_of(token) is not None and not _stands(token)
        else:
            done = True
    if done:
        return render_template("public/signups/deleted.html")
    found = get_sign_up_by_token(token, Purpose.NOT_ME)
    return render_template(
        "public/signups/not_me.html",
        form=form,
        signup=found,
        confirmed=found.state == SignUpState.CONFIRMED,
    )


def _register(found: Series, preset: Sequence[str]) -> ResponseReturnValue:
    form = _form(found, preset)
    if form.submitted():
        details = replace(form.details(), source=current_source())
        try:
            key = _key_of(form.nonce.data, details)
            signup_id = sign_up(
                details, key, now=clock.now(), visit=visit_of(form), corrected=_corrected()
            )
        except SignUpRefusedError as refusal:
            form.refuse_webinars(refusal.closed)
        except StepUpError as more:
            return show_step(found, form, more.seconds)
        else:
            session[SENT] = _to_keep(signup_id, details, form.questions.answers.typed(form))
            return redirect(url_for(".sent"), code=303)
    return _show(found, form), 422 if form.mistakes else 200


def _corrected() -> int | None:
    """Return the number of the sign-up whose address the visitor came back to correct."""
    kept = session.get(SENT)
    return kept["signup"] if "correct" in request.args and isinstance(kept, dict) else None


def _form(found: Series, preset: Sequence[str]) -> SignUpForm:
    questions = _questions(found)
    values: dict[str, Any] = {
        "webinars": list(preset),
        "nonce": secrets.token_urlsafe(32),
        "opened": stamped(),
    }
    kept = session.get(SENT)
    if "correct" in request.args and isinstance(kept, dict):
        values.update(kept.get("typed", {}))
    if len(questions.open_webinars) == 1 and not questions.closed_webinars:
        values["webinars"] = [questions.open_webinars[0].key]
    return form_with(questions, values)


def _questions(found: Series) -> SignUpQuestions:
    now, language = clock.now(), current_language()
    coming = list_ahead(found.id, now)
    hosts = ordered(found.hosts, language)
    own = [host.region_id for host in hosts]
    opened = [each for each in coming if is_open_for_registration(each, now)]
    return SignUpQuestions(
        open_webinars=opened,
        closed_webinars=[each for each in coming if not is_open_for_registration(each, now)],
        series_key=found.key,
        hosts=hosts,
        # In the order of the hosts; regions without one stay behind, in their own order.
        regions=sorted(
            list_regions(), key=lambda each: own.index(each.id) if each.id in own else len(own)
        ),
        answers=Answers(questions=list_questions(opened), language=language),
        language=language,
    )


def _show(found: Series, form: SignUpForm) -> str:
    shown = [*form.questions.open_webinars, *form.questions.closed_webinars]
    return render_template(
        "public/signups/form.html",
        series=found,
        form=form,
        series_hosts=form.questions.hosts,
        organisations=list_organisations(),
        webinars=sorted(shown, key=lambda each: (each.starts_at, each.id)),
        days=current_settings().registration_days,
    )


def _key_of(nonce: str | None, details: SignUpDetails) -> str:
    """Return the idempotency key: the same form with the same answers is the same sign-up.

    Who goes back and corrects the address sends the same nonce, but means another sign-up.
    """
    digest = hashlib.sha256(f"{nonce}\n{details!r}".encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _to_keep(signup_id: int, details: SignUpDetails, answers: dict[str, Any]) -> dict[str, Any]:
    typed = {
        **answers,
        "for_colleague": bool(details.registered_by),
        "registered_by": details.registered_by,
        "given_name": details.given_name,
        "family_name": details.family_name,
        "email": details.email,
        "organisation_name": details.organisation_name,
        "organisation_kind": details.organisation_kind.value,
        "region": details.region or "elsewhere",
        "country": details.country,
        "language": details.language,
        "webinars": list(details.webinars),
        "every_date": bool(details.every_date_of),
        "news_hosts": list(details.news_hosts),
    }
    fits = len(json.dumps(typed)) <= COOKIE_ROOM
    return {
        "signup": signup_id,
        "email": details.email,
        "at": int(clock.now().timestamp()),
        "webinars": list(details.webinars)[:10],
        "typed": typed if fits else {},
        "colleague": bool(details.registered_by),
        "follows": details.every_date_of,
        "form": [request.endpoint, (request.view_args or {})["key"]],
    }


def _show_sent(form: BaseForm, kept: dict[str, Any], now: datetime) -> str:
    settings = current_settings()
    at = datetime.fromtimestamp(kept["at"], UTC)
    ready = at + timedelta(seconds=settings.resend_seconds)
    endpoint, key = kept["form"]
    webinars = [found for found in map(_find_webinar, kept["webinars"]) if found is not None]
    return render_template(
        "public/signups/sent.html",
        form=form,
        email=kept["email"],
        valid_until=at + timedelta(hours=settings.link_hours),
        wait=max(0, round((ready - now).total_seconds())),
        again=kept.get("again"),
        colleague=kept.get("colleague", False),
        webinars=webinars,
        followed=_find_series(kept.get("follows", "")),
        zone=webinars[0].time_zone if webinars else "Europe/Berlin",
        correct=url_for(endpoint, key=key, correct=1),
    )


def _show_late(found: SignUp) -> ResponseReturnValue:
    return render_template("public/signups/expired.html", signup=found), 410


def _stands(token: str) -> bool:
    try:
        get_sign_up_by_token(token, Purpose.NOT_ME)
    except NotFoundError:
        return False
    return True


def _find_series(key: str) -> list[Series]:
    try:
        return [get_series(key)] if key else []
    except NotFoundError:
        return []


def _find_webinar(key: str) -> Webinar | None:
    try:
        return get_webinar(key)
    except NotFoundError:
        return None
