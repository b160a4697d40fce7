"""One more step before a form is taken, where something about it looks like a machine (T12-T15).

Browsers with scripts calculate for a moment; without scripts it is one press of a button, which a
network has only a few times an hour.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.models.series import Series
from webinars.queries.signups import is_storm
from webinars.rules.proofs import Visit, age_of, find_answered, make_challenge, stamp
from webinars.settings import current_settings
from webinars.web.forms.signups import SignUpForm
from webinars.web.way_back import network_of

LONGEST = timedelta(hours=2)
"""After that a form may have been kept for machines."""

NUMBERS = 50_000
"""The number to be found is below; a telephone tries all of them within a few seconds."""

NUMBERS_IN_STORM = 200_000

_log = logging.getLogger(__name__)


def stamped() -> str:
    """Return when a form is shown, signed."""
    return stamp(current_settings().secret_key, now=clock.now())


def visit_of(form: SignUpForm) -> Visit:
    """Return how this form came to us."""
    settings, now = current_settings(), clock.now()
    age = age_of(settings.secret_key, form.opened.data or "", now=now)
    at_leisure = age is not None and timedelta(seconds=settings.form_seconds) <= age <= LONGEST
    return Visit(
        network=network_of(request.remote_addr),
        odd=bool(form.second_line.data) or not at_leisure,
        stepped=bool(form.proof.raw_data),
        proof=find_answered(settings.secret_key, form.proof.data or "", now=now),
    )


def show_step(series: Series, form: SignUpForm, seconds: int) -> ResponseReturnValue:
    """Ask for one more step; everything typed is taken along.

    :param seconds: how long pressing the button is not enough.
    """
    now = clock.now()
    stormy = is_storm(now)
    if stormy:
        _log.warning("storm: many registrations, few confirmed; the step more has become harder")
    most = NUMBERS_IN_STORM if stormy else NUMBERS
    number = secrets.randbelow(most)
    own = {form.proof.name, "csrf_token"}
    page = render_template(
        "public/signups/step_up.html",
        series=series,
        form=form,
        kept=[pair for pair in request.form.items(multi=True) if pair[0] not in own],
        challenge=make_challenge(
            current_settings().secret_key, number, secrets.token_hex(16), now=now
        ),
        most=most,
        minutes=-(-seconds // 60),
    )
    return (page, 429, {"Retry-After": str(seconds)}) if seconds else (page, 200)
