"""An organiser's own account: password, authenticator, sessions."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.organiser import Organiser
from webinars.queries.memberships import list_hosts_of, list_memberships
from webinars.queries.organisers import count_recovery_codes, list_sessions
from webinars.queries.passkeys import list_passkeys
from webinars.queries.support_offices import list_offices_of
from webinars.services.organiser_sessions import (
    close_other_sessions,
    close_session,
    close_session_of,
)
from webinars.services.passwords import (
    change_password,
    switch_off_second_factor,
    switch_on_second_factor,
)
from webinars.services.recovery_codes import renew_codes
from webinars.settings import current_settings
from webinars.tokens import hash_of, row_number
from webinars.web.access import TOKEN, current_organiser, forget_organiser, organiser_blueprint
from webinars.web.forms.base import BaseForm
from webinars.web.forms.sign_in import (
    AuthenticatorForm,
    ChangePasswordForm,
    PasswordForm,
    SessionForm,
)
from webinars.web.organiser.passkey_answers import are_possible
from webinars.web.organiser.proof import is_proved_by_password
from webinars.web.organiser.security import (
    code_number,
    hash_password,
    new_secret,
    password_fault,
    setup_of,
)

bp = organiser_blueprint("organiser_account")

SECRET = "authenticator"  # noqa: S105 - a name, not a secret
"""Key in the cookie: the encrypted secret of an authenticator until a code has proved it."""

SAID = "account_said"
"""Key in the cookie: what the account page says once."""


@bp.get("/account")
def show() -> str:
    """Show who is signed in, for whom the person works, and how the account is protected."""
    organiser = current_organiser()
    sessions = list_sessions(organiser, clock.now())
    return render_template(
        "organiser/account/show.html",
        organiser=organiser,
        memberships=list_memberships(organiser),
        offices=list_offices_of(organiser),
        count=len(sessions),
        codes=count_recovery_codes(organiser),
        passkeys=list_passkeys(organiser),
        with_passkeys=are_possible(),
        zone=zone_of(organiser),
        idle_minutes=current_settings().session_idle_minutes,
        hours=current_settings().session_hours,
        said=session.pop(SAID, None),
    )


@bp.route("/account/password", methods=["GET", "POST"])
def password() -> ResponseReturnValue:
    """Change the password; all other sessions end."""
    organiser, form = current_organiser(), ChangePasswordForm()
    if form.submitted() and is_proved_by_password(organiser, form):
        about = {"email": organiser.email, "name": organiser.name}
        fault = password_fault(form.new_password.data, about)
        if fault is None:
            hashed = hash_password(form.new_password.data)
            change_password(organiser.id, hashed, keep=session[TOKEN], now=clock.now())
            return _done("password")
        form.refuse(form.new_password, fault)
    return _page("password", form, organiser)


@bp.route("/account/authenticator", methods=["GET", "POST"])
def authenticator() -> ResponseReturnValue:
    """Switch codes of an authenticator on, after a first right one; or off."""
    organiser = current_organiser()
    return _switch_on(organiser) if organiser.second_factor is None else _switch_off(organiser)


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
def recovery_codes() -> ResponseReturnValue:
    """Make new recovery codes, and show them this once."""
    organiser, form = current_organiser(), PasswordForm()
    if organiser.second_factor is None:
        return redirect(url_for(".show"), code=303)
    if form.submitted() and is_proved_by_password(organiser, form):
        codes = renew_codes(organiser.id, now=clock.now())
        return render_template("organiser/account/codes.html", codes=codes)
    return _page("recovery_codes", form, organiser, left=count_recovery_codes(organiser))


@bp.route("/account/sessions", methods=["GET", "POST"])
def sessions() -> ResponseReturnValue:
    """List where the organiser is signed in; end one of them, or all but this one."""
    organiser, form = current_organiser(), SessionForm()
    if form.submitted():
        chosen = form.session.data or ""
        if not chosen:
            close_other_sessions(organiser.id, session[TOKEN])
        elif (number := row_number(chosen)) is not None:
            close_session_of(organiser.id, number)
        return redirect(url_for(".sessions"), code=303)
    return render_template(
        "organiser/account/sessions.html",
        form=form,
        sessions=list_sessions(organiser, clock.now()),
        here=hash_of(session[TOKEN]),
        zone=zone_of(organiser),
    )


@bp.route("/sign-out", methods=["GET", "POST"])
def sign_out() -> ResponseReturnValue:
    """Ask whether to sign out; end this session when the button is pressed."""
    form = BaseForm()
    if form.submitted():
        close_session(session[TOKEN])
        session.clear()
        forget_organiser()
        return redirect(url_for("sign_in.show"), code=303)
    return render_template("organiser/account/sign_out.html", form=form)


def zone_of(organiser: Organiser) -> str:
    """Return the zone in which an organiser reads times: the one of the first host."""
    hosts = list_hosts_of(organiser)
    return hosts[0].time_zone if hosts else "Europe/Berlin"


def _switch_on(organiser: Organiser) -> ResponseReturnValue:
    form = AuthenticatorForm()
    if not isinstance(session.get(SECRET), str):
        session[SECRET] = new_secret()
    secret = session[SECRET]
    if form.submitted() and is_proved_by_password(organiser, form):
        number = code_number(organiser, secret, form.code.data)
        if number is not None:
            now = clock.now()
            switch_on_second_factor(organiser.id, secret, number, keep=session[TOKEN], now=now)
            session.pop(SECRET)
            return _done("on")
        form.refuse_code()
    return _page("switch_on", form, organiser, setup=setup_of(organiser, secret))


def _switch_off(organiser: Organiser) -> ResponseReturnValue:
    form = PasswordForm()
    if form.submitted() and is_proved_by_password(organiser, form):
        switch_off_second_factor(organiser.id, actor="organiser", now=clock.now())
        return _done("off")
    return _page("switch_off", form, organiser)


def _done(said: str) -> ResponseReturnValue:
    session[SAID] = said
    return redirect(url_for(".show"), code=303)


def _page(name: str, form: BaseForm, organiser: Organiser, **more: object) -> ResponseReturnValue:
    template = f"organiser/account/{name}.html"
    shown = render_template(template, form=form, organiser=organiser, **more)
    return shown, 422 if form.mistakes else 200
