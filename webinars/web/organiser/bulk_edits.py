"""Editing several webinars: first what changes in each and who is told, then each by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import (
    ConflictError,
    NotFoundError,
    ProposalOpenError,
    SeatsTakenError,
    StaleRevisionError,
)
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.editing import list_agreed
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.queries.planning import list_planned
from webinars.queries.proposals import list_asked_hosts
from webinars.queries.webinars import count_waiting
from webinars.services.webinars import edit_webinar
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.bulk_edits import BulkEditForm, value_of
from webinars.web.forms.differences import list_differences
from webinars.web.forms.webinar_presets import webinar_preset
from webinars.web.forms.webinars import WebinarForm
from webinars.web.long_forms import expect_long_forms
from webinars.web.organiser.webinars import place_of

bp = organiser_blueprint("organiser_bulk_edits")
expect_long_forms(bp)

EDITED = "edited"
"""Key in the cookie: which were edited, which not and why; said once."""


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What changes in one webinar."""

    webinar: Webinar
    value: str
    """How a form names the webinar as it was seen."""
    changes: list[tuple[str, str, str]]
    """Name of the field, what it says now, what it will say; empty: nothing changes."""
    mistakes: list[tuple[str, str]]
    """Name of the field and why it cannot be; empty: it can."""
    agreed: bool
    """Whether a host has agreed to the draft, and has to do so once more."""
    promoted: int
    """How many people get a place and are told."""
    asked: list[Host]
    """Other hosts that are told, and whose agreement a change of the meeting waits for."""


@bp.route("/series/<key>/edit-several", methods=["GET", "POST"])
def show(key: str) -> ResponseReturnValue:
    """Ask which webinars and what, show what changes in each, then edit each by itself."""
    organiser, now = current_organiser(), clock.now()
    series = get_series_of(organiser, key, Role.EDITOR)
    offered = [each for each in list_planned(organiser, series.id) if _open(each, now)]
    form = BulkEditForm(offered, _stored(organiser, offered[0]) if offered else None)
    if form.submitted():
        if form.sure.data:
            session[EDITED] = _edit(organiser, series.id, form, now)
            return redirect(url_for(".show", key=key), code=303)
        edits = _planned(organiser, form)
        page = "organiser/bulk_edits/sure.html"
        return render_template(page, series=series, form=form, edits=edits)
    shown = render_template(
        "organiser/bulk_edits/show.html",
        series=series,
        form=form,
        done=None if form.is_submitted() else session.pop(EDITED, None),
    )
    return shown, 422 if form.mistakes else 200


def _open(webinar: Webinar, now: datetime) -> bool:
    return webinar.state == WebinarState.DRAFT or webinar.ends_at > now


def _stored(organiser: Organiser, webinar: Webinar) -> WebinarForm:
    """Return the form for a webinar as it stands, whatever was typed into this page."""
    place = place_of(organiser, webinar.series, webinar)
    return WebinarForm(place, webinar_preset(webinar), stored=True)


def _planned(organiser: Organiser, form: BulkEditForm) -> list[Edit]:
    webinars = [form.offered[value] for value in dict.fromkeys(form.webinars.data)]
    agreed = list_agreed(webinars)
    return [_plan(organiser, each, form, agreed=each.id in agreed) for each in webinars]


def _plan(organiser: Organiser, webinar: Webinar, form: BulkEditForm, *, agreed: bool) -> Edit:
    after = _stored(organiser, webinar)
    before = WebinarForm(after.place, webinar_preset(webinar), stored=True)
    form.fill(after)
    after.validate()
    old, new = list_differences(after, before), list_differences(before, after)
    promoted = 0
    online = webinar.state == WebinarState.PUBLISHED
    if new and not after.mistakes and online:
        free = int(after.capacity.data) - webinar.seats_taken
        promoted = max(0, min(free, count_waiting(webinar.id)))
    return Edit(
        webinar=webinar,
        value=value_of(webinar),
        changes=[(was.label, was.stored, will.stored) for was, will in zip(old, new, strict=True)],
        mistakes=[(name, str(each.errors[0])) for name, each in after.named_mistakes],
        agreed=agreed,
        promoted=promoted,
        asked=list_asked_hosts(organiser, webinar) if online else [],
    )


def _edit(
    organiser: Organiser, series_id: int, form: BulkEditForm, now: datetime
) -> dict[str, list[str]]:
    """Edit each webinar by itself: what one of them refuses does not hold the others up."""
    done: dict[str, list[str]] = {"online": [], "drafts": [], "meanwhile": [], "wrong": []}
    for key, seen in form.chosen:
        try:
            became = _edit_one(organiser, series_id, key, seen, form, now)
        except (ConflictError, NotFoundError, ProposalOpenError, StaleRevisionError):
            became = "meanwhile"
        except SeatsTakenError:
            became = "wrong"
        done[became].append(key)
    return done


def _edit_one(
    organiser: Organiser, series_id: int, key: str, seen: int, form: BulkEditForm, now: datetime
) -> str:
    """Edit one webinar; return what became of it."""
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    if webinar.series_id != series_id or webinar.state == WebinarState.CANCELLED:
        raise NotFoundError(key)
    if webinar.revision != seen:
        raise StaleRevisionError(key)
    draft, after = webinar.state == WebinarState.DRAFT, _stored(organiser, webinar)
    form.fill(after)
    if not after.validate():
        return "wrong"
    edit_webinar(organiser, key, replace(after.details(), revision=seen), now=now)
    return "drafts" if draft else "online"
