"""Inviting speakers to their own desk, withdrawing their link, what they hand in."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotFoundError, NotPossibleError
from webinars.queries.speakers import get_speaker_of
from webinars.services.slides import decide_slides
from webinars.services.speakers import (
    invite_speaker,
    may_use_desk,
    remove_photo,
    withdraw_link,
)
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.agreements import ButtonForm
from webinars.web.forms.decisions import DecisionForm
from webinars.web.organiser.pages import download

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
        return _to_speakers(key)
    speaker = get_speaker_of(current_organiser(), key, number)
    return render_template(
        "organiser/speakers/photo.html", form=form, speaker=speaker, webinar=speaker.webinar
    )


@bp.route("/webinars/<key>/speakers/<int:number>/slides", methods=["GET", "POST"])
def slides(key: str, number: int) -> ResponseReturnValue:
    """Say what releasing a speaker's slides does, or not to, then do it."""
    form = DecisionForm()
    if form.submitted():
        word, _, seen = (form.decision.data or "").partition(" ")
        organiser, release = current_organiser(), word == "release"
        try:
            decide_slides(organiser, key, number, seen=seen, release=release, now=clock.now())
        except NotPossibleError:
            # The page shows what has been handed in since.
            return redirect(url_for(".slides", key=key, number=number), code=303)
        return _to_speakers(key)
    speaker = get_speaker_of(current_organiser(), key, number)
    return render_template(
        "organiser/speakers/slides.html", form=form, speaker=speaker, webinar=speaker.webinar
    )


@bp.get("/webinars/<key>/speakers/<int:number>/slides.pdf")
def slides_file(key: str, number: int) -> Response:
    """Give the slides that a speaker has handed in."""
    desk = get_speaker_of(current_organiser(), key, number).desk
    if desk is None or desk.slides is None:
        raise NotFoundError(key)
    return download("slides.pdf", desk.slides, "application/pdf")


def _to_speakers(key: str) -> ResponseReturnValue:
    place: dict[str, Any] = {"key": key, "_anchor": "speakers-title"}
    return redirect(url_for("organiser_webinars.show", **place), code=303)
