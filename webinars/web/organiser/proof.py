"""Proving who one is: with password, code or passkey; again before people's data leave."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask import render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from wtforms import Field

from webinars import clock
from webinars.errors import TooManyGuessesError
from webinars.models.organiser import Organiser, Passkey
from webinars.queries.passkeys import find_passkey, list_passkeys
from webinars.services.guesses import begin_attempt, forgive
from webinars.services.organiser_sessions import prove_session
from webinars.services.passkeys import use_passkey
from webinars.services.passwords import use_code
from webinars.services.recovery_codes import use_recovery_code
from webinars.settings import current_settings
from webinars.tokens import RECOVERY_LENGTH
from webinars.web.access import TOKEN, current_organiser, proved_at
from webinars.web.forms.base import BaseForm
from webinars.web.forms.sign_in import CodeForm, PasskeyForm, PasswordForm
from webinars.web.organiser.passkey_answers import (
    CHALLENGE,
    are_possible,
    counter_of,
    credential_of,
    take_challenge,
)
from webinars.web.organiser.security import code_number, is_password
from webinars.web.way_back import network_of

_NEVER_KEPT = {"password", "code", "passkey", "csrf_token"}


def ask_for_proof() -> ResponseReturnValue | None:
    """Return the page that asks once more for password or code; None: it was given lately.

    For a form that is right: all that was typed is taken along, and sent again with the proof.
    """
    organiser, minutes = current_organiser(), current_settings().proof_minutes
    if proved_at() > clock.now() - timedelta(minutes=minutes):
        return None
    by_password = organiser.second_factor is None
    form = PasswordForm() if by_password else CodeForm()
    own = "password" if by_password else "code"
    passkey = PasskeyForm()
    if passkey.answered() and owner_by_passkey(passkey, organiser) is not None:
        prove_session(session[TOKEN], now=clock.now())
        return None
    if own in request.form and form.submitted() and _is_proved(organiser, form):
        prove_session(session[TOKEN], now=clock.now())
        return None
    page = render_template(
        "organiser/account/proof.html",
        form=form,
        passkey=passkey,
        has_passkey=are_possible() and bool(list_passkeys(organiser)),
        kept=[pair for pair in request.form.items(multi=True) if pair[0] not in _NEVER_KEPT],
        minutes=minutes,
    )
    return page, 422 if form.mistakes or passkey.mistakes else 200


def is_proved_by_password(organiser: Organiser, form: PasswordForm) -> bool:
    """Tell whether the password is the organiser's, and say so in the form when it is not."""
    right = partial(is_password, organiser, form.password.data)
    return _is_right(form, form.password, organiser.email, right, form.refuse_own_password)


def is_proved_by_code(organiser: Organiser, form: CodeForm) -> bool:
    """Tell whether the code is right and new, and say so in the form when it is not."""
    right = partial(_is_code, organiser, form.code.data)
    return _is_right(form, form.code, f"code {organiser.id}", right, form.refuse_code)


def owner_by_passkey(form: PasskeyForm, claimed: Organiser | None = None) -> Organiser | None:
    """Return whose passkey has answered, or None and say in the form why it proves nothing.

    :param claimed: whose it has to be; None: anybody's.
    """
    answer, challenge = form.passkey.data or "", take_challenge(CHALLENGE)
    if challenge is None:
        form.refuse_late()
        return None
    credential = credential_of(answer)
    passkey = find_passkey(credential)
    if passkey is not None and not _may_use(passkey, claimed):
        passkey = None
    refuse = form.refuse_unknown if passkey is None else form.refuse_unproved
    right = partial(_is_answer, passkey, answer, challenge)
    guessed = f"passkey {credential}"
    if not _is_right(form, form.passkey, guessed, right, refuse) or passkey is None:
        return None
    return passkey.organiser


def _may_use(passkey: Passkey, claimed: Organiser | None) -> bool:
    owner = passkey.organiser
    return owner.active and (claimed is None or claimed.id == owner.id)


def _is_answer(passkey: Passkey | None, answer: str, challenge: str) -> bool:
    if passkey is None:
        return False
    counter = counter_of(passkey, answer, challenge)
    return counter is not None and use_passkey(passkey.id, challenge, counter, now=clock.now())


def _is_right(
    form: BaseForm,
    field: Field,
    guessed: str,
    right: Callable[[], bool],
    refuse: Callable[[], None],
) -> bool:
    """Count one attempt at a secret; too many are refused without a look at it."""
    try:
        attempt = begin_attempt(guessed, network_of(request.remote_addr), now=clock.now())
    except TooManyGuessesError as refusal:
        form.refuse(field, waiting(refusal.seconds))
        return False
    if not right():
        refuse()
        return False
    forgive(attempt)
    return True


def _is_code(organiser: Organiser, code: str) -> bool:
    if len(code) == RECOVERY_LENGTH:
        return use_recovery_code(organiser.id, code, now=clock.now())
    number = code_number(organiser, organiser.second_factor_secret or "", code)
    return number is not None and use_code(organiser.id, number)


def waiting(seconds: int) -> str:
    """Return the sentence that asks to wait, in whole minutes."""
    minutes = max(1, math.ceil(seconds / 60))
    return ngettext(
        "There have been too many attempts. Please try again in %(num)s minute.",
        "There have been too many attempts. Please try again in %(num)s minutes.",
        minutes,
    )


def _is_proved(organiser: Organiser, form: PasswordForm | CodeForm) -> bool:
    if isinstance(form, PasswordForm):
        return is_proved_by_password(organiser, form)
    return is_proved_by_code(organiser, form)
