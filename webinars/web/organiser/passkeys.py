"""Passkeys of an organiser's own account: made on a device, removed here."""

from __future__ import annotations

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import KeyTakenError, NotFoundError
from webinars.models.organiser import Organiser
from webinars.queries.passkeys import list_passkeys
from webinars.services.passkeys import add_passkey, remove_passkey
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.sign_in import AddPasskeyForm, NewPasskeyForm, PasswordForm
from webinars.web.organiser.account import SAID, zone_of
from webinars.web.organiser.passkey_answers import (
    NEW_CHALLENGE,
    are_possible,
    invitation,
    made_by,
    take_challenge,
)
from webinars.web.organiser.proof import is_proved_by_password

bp = organiser_blueprint("organiser_passkeys")


@bp.route("/account/passkeys/add", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    """Ask for a name and the password, then for the passkey that a device makes."""
    organiser, form, made = current_organiser(), AddPasskeyForm(), NewPasskeyForm()
    if not are_possible():
        raise NotFoundError("passkeys")
    if made.answered():
        if made.validate() and _is_added(organiser, made):
            return _done("passkey_added")
        form.refuse_passkey()
    elif form.submitted() and is_proved_by_password(organiser, form):
        return render_template(
            "organiser/account/make_passkey.html",
            passkey=made,
            name=form.name.data,
            options=invitation(organiser, list_passkeys(organiser)),
        )
    page = render_template("organiser/account/add_passkey.html", form=form)
    return page, 422 if form.mistakes else 200


@bp.route("/account/passkeys/<int:number>/remove", methods=["GET", "POST"])
def remove(number: int) -> ResponseReturnValue:
    """Take one of the own passkeys away, once the password is right."""
    organiser, form = current_organiser(), PasswordForm()
    own = {each.id: each for each in list_passkeys(organiser)}
    if number not in own:
        raise NotFoundError(number)
    if form.submitted() and is_proved_by_password(organiser, form):
        remove_passkey(organiser.id, number, now=clock.now())
        return _done("passkey_removed")
    page = render_template(
        "organiser/account/remove_passkey.html",
        form=form,
        passkey=own[number],
        zone=zone_of(organiser),
    )
    return page, 422 if form.mistakes else 200


def _is_added(organiser: Organiser, form: NewPasskeyForm) -> bool:
    challenge = take_challenge(NEW_CHALLENGE)
    made = None if challenge is None else made_by(form.passkey.data or "", challenge)
    if made is None:
        return False
    try:
        add_passkey(organiser.id, form.name.data, made, now=clock.now())
    except KeyTakenError:
        return False
    return True


def _done(said: str) -> ResponseReturnValue:
    session[SAID] = said
    return redirect(url_for("organiser_account.show"), code=303)
