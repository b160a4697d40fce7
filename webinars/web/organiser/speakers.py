"""Inviting speakers to their own desk, withdrawing their link, removing their photo."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError
from webinars.queries.speakers import get_speaker_of
from webinars.services.speakers import (
    invite_speaker,
    may_use_desk,
    remove_photo,
    withdraw_link,
)
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.agreements import ButtonForm

bp = organiser_blueprint("organiser_speakers")


@bp.route("/webinars/<key>/speakers/<int:number>/invite", methods=["GET", "POST"])
def invite(key: str, number: int) -> ResponseReturnValue:
    """Say what is sent to whom, then invite the speaker."""
    form = ButtonForm()
    if form.submitted():
        try:
            invite_speaker(current_organiser(), key, number, now=clock.now())
        except NotPossibleError:
            # The page says what has changed since its button was shown.
            return redirect(url_for(".invite", key=key, number=number), code=303)
        return redirect(url_for("organiser_webinars.show", key=key, invited=1), code=303)
    speaker = get_speaker_of(current_organiser(), key, number)
    return render_template(
        "organiser/speakers/invite.html",
        form=form,
        speaker=speaker,
        webinar=speaker.webinar,
        possible=may_use_desk(speaker.webinar, clock.now()),
    )


@bp.route("/webinars/<key>/speakers/<int:number>/withdraw", methods=["GET", "POST"])
def withdraw(key: str, number: int) -> ResponseReturnValue:
    """Say what withdrawing a speaker's link does, then do it."""
    form = ButtonForm()
    if form.submitted():
        withdraw_link(current_organiser(), key, number, now=clock.now())
        return redirect(url_for("organiser_webinars.show", key=key, withdrawn=1), code=303)
    speaker = get_speaker_of(current_organiser(), key, number)
    return render_template(
        "organiser/speakers/withdraw.html", form=form, speaker=speaker, webinar=speaker.webinar
    )


@bp.route("/webinars/<key>/speakers/<int:number>/photo", methods=["GET", "POST"])
def photo(key: str, number: int) -> ResponseReturnValue:
    """Say what removing a speaker's photo does, then do it."""
    form = ButtonForm()
    if form.submitted():
        remove_photo(current_organiser(), key, number, now=clock.now())
        shown: dict[str, Any] = {"_anchor": "speakers-title"}
        return redirect(url_for("organiser_webinars.show", key=key, **shown), code=303)
    speaker = get_speaker_of(current_organiser(), key, number)
    return render_template(
        "organiser/speakers/photo.html", form=form, speaker=speaker, webinar=speaker.webinar
    )
