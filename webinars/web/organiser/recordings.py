"""The recording of a webinar: where it is and until when; taking it away."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import NotPossibleError, StaleRevisionError
from webinars.models.organiser import Role
from webinars.models.reminder import Anchor
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of
from webinars.queries.timelines import list_timeline
from webinars.rules.due_times import recording_told_at
from webinars.rules.recordings import may_have_recording
from webinars.services.recordings import publish_recording, remove_recording
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.differences import Difference, list_differences
from webinars.web.forms.recordings import RecordingForm, SeenForm
from webinars.web.long_forms import keep_expired_forms
from webinars.web.organiser.words import rule_lines

bp = organiser_blueprint("organiser_recordings")
keep_expired_forms(bp)


@bp.route("/webinars/<key>/recording", methods=["GET", "POST"])
def show(key: str) -> ResponseReturnValue:
    """Ask where the recording is and until when; say who sees it and who is told."""
    organiser, now = current_organiser(), clock.now()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    form = RecordingForm.of(webinar)
    differences: list[Difference] = []
    if form.is_right(webinar, now):
        try:
            publish_recording(organiser, key, form.details, seen=form.seen, now=now)
        except StaleRevisionError:
            webinar = get_webinar_of(organiser, key, Role.EDITOR)
            differences = list_differences(form, RecordingForm.of(webinar, stored=True))
            form.note_seen(webinar)
        except NotPossibleError:
            # Moved or cancelled meanwhile: the page says that there can be none.
            return redirect(url_for(".show", key=key), code=303)
        else:
            return redirect(url_for(".show", key=key, saved=1), code=303)
    page = _page(webinar, form, differences)
    return page, 422 if form.mistakes else 409 if differences else 200


@bp.route("/webinars/<key>/recording/remove", methods=["GET", "POST"])
def remove(key: str) -> ResponseReturnValue:
    """Say what taking the recording away does, then do it."""
    organiser, form, overtaken = current_organiser(), SeenForm(), False
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    if form.submitted():
        try:
            remove_recording(organiser, key, seen=form.seen, now=clock.now())
        except StaleRevisionError:
            overtaken = True
            webinar = get_webinar_of(organiser, key, Role.EDITOR)
        else:
            return redirect(url_for(".show", key=key, removed=1), code=303)
    if not webinar.recording_url:
        return redirect(url_for(".show", key=key), code=303)
    form.note_seen(webinar)
    page = render_template(
        "organiser/recordings/remove.html", form=form, webinar=webinar, overtaken=overtaken
    )
    return page, 409 if overtaken else 200


def _page(webinar: Webinar, form: RecordingForm, differences: list[Difference]) -> str:
    lines = {line.columns["key"]: line for line in rule_lines(webinar)}
    now, told_at = clock.now(), recording_told_at(webinar)
    told = [each for each in list_timeline(webinar) if each.rule.anchor == Anchor.RECORDING]
    return render_template(
        "organiser/recordings/show.html",
        form=form,
        webinar=webinar,
        differences=differences or None,
        told=[(lines[entry.rule.key], entry) for entry in told],
        possible=may_have_recording(webinar, now),
        late=told_at is not None and told_at <= now,
        saved="saved" in request.args,
        removed="removed" in request.args and not webinar.recording_url,
    )
