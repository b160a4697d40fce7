"""The desk of a speaker, behind a personal link: the webinar, the way in, the own texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError, StaleRevisionError
from webinars.models.webinar import Speaker
from webinars.queries.speakers import get_speaker_desk
from webinars.rules.meeting_addresses import is_meeting_address
from webinars.services.slides import hand_in_slides
from webinars.services.speakers import change_photo, change_texts
from webinars.web.forms.differences import list_differences
from webinars.web.forms.files import LARGEST_FILE, make_room
from webinars.web.forms.speakers import (
    LARGEST_PHOTO,
    HandInForm,
    PhotoForm,
    SlidesForm,
    SpeakerDeskForm,
    speaker_desk_form,
)
from webinars.web.public.webinars import timed

bp = Blueprint("speaker_desk", __name__)


@bp.route("/speaker/<token>", methods=["GET", "POST"])
def show(token: str) -> ResponseReturnValue:
    """Show a speaker the webinar; store what the speaker changed of the own texts."""
    speaker = get_speaker_desk(token).speaker
    form = speaker_desk_form(speaker)
    if not form.submitted():
        return _page(speaker, form, token), 422 if form.mistakes else 200
    try:
        change_texts(
            token,
            seen=form.seen,
            roles=form.roles.form.texts,
            biographies=form.biographies.form.texts,
            now=clock.now(),
        )
    except StaleRevisionError:
        return _show_both(token)
    except NotPossibleError:
        # Cancelled in the meantime: the page says so.
        return redirect(url_for(".show", token=token), code=303)
    return redirect(url_for(".show", token=token, saved=1), code=303)


@bp.url_value_preprocessor
def _make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if endpoint in _LARGEST:
        make_room(_LARGEST[endpoint])


_LARGEST = {"speaker_desk.photo": LARGEST_PHOTO, "speaker_desk.slides": LARGEST_FILE}
"""What may be handed in, in bytes."""


@bp.route("/speaker/<token>/photo", methods=["GET", "POST"])
def photo(token: str) -> ResponseReturnValue:
    """Show a speaker the own photo; store another one, or none."""
    return _hand_in(token, PhotoForm(), change_photo, "public/speaker_desk/photo.html")


@bp.route("/speaker/<token>/slides", methods=["GET", "POST"])
def slides(token: str) -> ResponseReturnValue:
    """Tell a speaker how far the own slides are; store others, or none."""
    return _hand_in(token, SlidesForm(), hand_in_slides, "public/speaker_desk/slides.html")


def _hand_in(
    token: str, form: HandInForm, store: Callable[..., None], template: str
) -> ResponseReturnValue:
    speaker = get_speaker_desk(token).speaker
    if form.submitted():
        chosen = None if form.removes else form.read()
        if not form.mistakes:
            try:
                store(token, chosen, now=clock.now())
            except NotPossibleError:
                # Cancelled in the meantime: the page says so.
                return redirect(request.path, code=303)
            return redirect(url_for(".show", token=token, saved=1), code=303)
    page = render_template(template, speaker=speaker, form=form, token=token)
    return page, 422 if form.mistakes else 200


def _show_both(token: str) -> ResponseReturnValue:
    """Show what was typed, and beside it what a host has stored meanwhile."""
    speaker = get_speaker_desk(token).speaker
    form, stored = speaker_desk_form(speaker), speaker_desk_form(speaker, stored=True)
    form.revision.data = stored.revision.data
    return _page(speaker, form, token, list_differences(form, stored)), 409


def _page(
    speaker: Speaker,
    form: SpeakerDeskForm,
    token: str,
    differences: Sequence[object] | None = None,
) -> str:
    webinar = speaker.webinar
    return render_template(
        "public/speaker_desk/show.html",
        speaker=speaker,
        webinar=webinar,
        others=[each for each in webinar.speakers if each.id != speaker.id],
        agenda=timed(webinar),
        presenter_url=webinar.presenter_url if is_meeting_address(webinar.presenter_url) else "",
        form=form,
        token=token,
        differences=differences,
        saved="saved" in request.args,
    )
