"""The way in for organisers: sign in, ask for a link, choose a password by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import LinkExpiredError, TooManyGuessesError
from webinars.models.organiser import Organiser
from webinars.queries.organisers import (
    find_organiser_by_email,
    find_organiser_by_id,
    get_password_link,
    leads_on,
)
from webinars.services.guesses import begin_attempt, forgive
from webinars.services.organiser_sessions import close_session, open_session
from webinars.services.passwords import ask_for_link, set_password_by_link
from webinars.settings import current_settings
from webinars.web.access import SAID, TOKEN, find_organiser, forget_organiser
from webinars.web.forms.base import BaseForm
from webinars.web.forms.sign_in import (
    CodeForm,
    ForgottenForm,
    NewPasswordForm,
    PasskeyForm,
    SignInForm,
)
from webinars.web.language import current_language
from webinars.web.organiser.passkey_answers import are_possible, question
from webinars.web.organiser.proof import is_proved_by_code, owner_by_passkey, waiting
from webinars.web.organiser.security import (
    hash_password,
    is_password,
    password_fault,
)
from webinars.web.way_back import network_of, way_back

bp = Blueprint("sign_in", __name__, url_prefix="/organiser")

HALF = "half_way"
"""Key in the cookie: whose password was right, while the code of the authenticator is missing."""

HALF_MINUTES = 10


@bp.route("/sign-in", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """Ask for a passkey, or address and password and then the code of an authenticator if any."""
    if find_organiser() is not None:
        return redirect(way_back(), code=303)
    passkey = PasskeyForm()
    if passkey.answered():
        owner = owner_by_passkey(passkey)
        return _show(SignInForm(), passkey) if owner is None else _enter(owner)
    if "other" in request.args:
        session.pop(HALF, None)
    half = _half_way()
    return _ask_password() if half is None else _ask_code(half)


@bp.route("/sign-in/challenge", methods=["GET", "POST"])
def challenge() -> ResponseReturnValue:
    """Give the browser what a passkey has to sign; people who come here find the sign-in page."""
    if request.method != "POST":
        return redirect(url_for(".show"), code=303)
    return Response(question(), mimetype="application/json")


@bp.route("/forgotten-password", methods=["GET", "POST"])
def forgotten() -> ResponseReturnValue:
    """Send a link to choose a new password; the answer is the same for every address (T17)."""
    form = ForgottenForm()
    if form.submitted():
        try:
            begin_attempt(
                f"link {form.email.data}", network_of(request.remote_addr), now=clock.now()
            )
        except TooManyGuessesError as refusal:
            form.refuse(form.email, waiting(refusal.seconds))
        else:
            ask_for_link(form.email.data, current_language(), now=clock.now())
            minutes = current_settings().password_link_minutes
            return render_template(
                "organiser/sign_in/asked.html", email=form.email.data, minutes=minutes
            )
    return _page("forgotten", form)


@bp.route("/set-password/<token>", methods=["GET", "POST"])
def set_password(token: str) -> ResponseReturnValue:
    """Let the holder of a link choose a password; the link is used up by it."""
    link, form = get_password_link(token), NewPasswordForm()
    if link is None or link.organiser is None or not leads_on(link, clock.now()):
        return render_template("organiser/sign_in/expired.html"), 410
    organiser = link.organiser
    if form.submitted():
        about = {"email": organiser.email, "name": organiser.name}
        fault = password_fault(form.new_password.data, about)
        if fault is None:
            return _set_password(token, form.new_password.data)
        form.refuse(form.new_password, fault)
    return _page("set_password", form, organiser=organiser)


def _ask_password() -> ResponseReturnValue:
    form = SignInForm()
    if form.submitted():
        try:
            organiser = _checked(form.email.data, form.password.data)
        except TooManyGuessesError as refusal:
            form.refuse(form.password, waiting(refusal.seconds))
        else:
            if organiser is None:
                form.refuse_password()
            elif organiser.second_factor is None:
                return _enter(organiser)
            else:
                return _go_half_way(organiser)
    return _show(form, PasskeyForm())


def _show(form: SignInForm, passkey: PasskeyForm) -> ResponseReturnValue:
    page = render_template(
        "organiser/sign_in/show.html",
        form=form,
        passkey=passkey,
        with_passkeys=are_possible(),
        said=session.pop(SAID, None),
    )
    return page, 422 if form.mistakes or passkey.mistakes else 200


def _checked(email: str, password: str) -> Organiser | None:
    network = network_of(request.remote_addr)
    attempt = begin_attempt(email, network, now=clock.now())
    organiser = find_organiser_by_email(email)
    if not is_password(organiser, password):
        return None
    forgive(attempt)
    return organiser


def _ask_code(organiser: Organiser) -> ResponseReturnValue:
    form = CodeForm()
    if form.submitted() and is_proved_by_code(organiser, form):
        return _enter(organiser)
    return _page("code", form, organiser=organiser)


def _go_half_way(organiser: Organiser) -> ResponseReturnValue:
    # The uniquifier: a password that is changed meanwhile opens nothing any more.
    at = int(clock.now().timestamp())
    session.clear()
    session[HALF] = [organiser.id, organiser.uniquifier, at]
    return redirect(url_for(".show", next=request.args.get("next")), code=303)


def _half_way() -> Organiser | None:
    kept = session.get(HALF)
    if not isinstance(kept, list):
        return None
    number, uniquifier, at = kept
    organiser = find_organiser_by_id(number)
    late = clock.now() - datetime.fromtimestamp(at, UTC) > timedelta(minutes=HALF_MINUTES)
    if late or organiser is None or not organiser.active or organiser.uniquifier != uniquifier:
        return None
    return None if organiser.second_factor is None else organiser


def _enter(organiser: Organiser) -> ResponseReturnValue:
    before = session.get(TOKEN)
    if isinstance(before, str):
        close_session(before)
    # Nothing that was in the cookie before goes on: whoever planted it gains nothing (T05).
    session.clear()
    session[TOKEN] = open_session(organiser.id, now=clock.now())
    forget_organiser()
    return redirect(way_back(), code=303)


def _set_password(token: str, password: str) -> ResponseReturnValue:
    try:
        set_password_by_link(token, hash_password(password), now=clock.now())
    except LinkExpiredError:
        return render_template("organiser/sign_in/expired.html"), 410
    session.clear()
    session[SAID] = "password"
    return redirect(url_for(".show"), code=303)


def _page(name: str, form: BaseForm, **more: object) -> ResponseReturnValue:
    template = f"organiser/sign_in/{name}.html"
    return render_template(template, form=form, **more), 422 if form.mistakes else 200
