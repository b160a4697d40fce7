"""Shifting several webinars: first the old and the new time of each, then the moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import ChangeRefusedError, ConflictError, NotFoundError, ProposalOpenError
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.memberships import get_series_of, get_webinar_of
from webinars.queries.planning import list_planned
from webinars.queries.proposals import list_asked_hosts
from webinars.queries.schedules import count_readers
from webinars.rules.moves import NewTime, shifted
from webinars.services.changes import move_webinar
from webinars.services.planning import move_draft
from webinars.services.proposals import propose_move
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.shifts import ShiftForm

bp = organiser_blueprint("organiser_shifts")

SHIFTED = "shifted"
"""Key in the cookie: how many were shifted, how many not, how many people are told; said once."""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """A webinar and the time it is shifted to."""

    webinar: Webinar
    time: NewTime
    readers: dict[str, int]
    """How many people are told, by language."""
    asked: bool = False
    """Whether another host has to agree first; nobody is told until then."""


@bp.route("/series/<key>/shift", methods=["GET", "POST"])
def show(key: str) -> ResponseReturnValue:
    """Ask which webinars to shift and by how much, show what that means, then move each."""
    organiser, now = current_organiser(), clock.now()
    series = get_series_of(organiser, key, Role.EDITOR)
    form = ShiftForm([each for each in list_planned(organiser, series.id) if _moves(each, now)])
    if form.submitted():
        if form.sure.data:
            session[SHIFTED] = _shift(organiser, series.id, form, now)
            return redirect(url_for(".show", key=key), code=303)
        shifts = [_planned(form.offered[value], form) for value in form.webinars.data]
        if all(each.time.starts_at > now for each in shifts):
            return render_template(
                "organiser/shifts/sure.html",
                series=series,
                form=form,
                shifts=shifts,
                readers=_total(shifts),
            )
        form.refuse_past()
    return render_template(
        "organiser/shifts/show.html",
        series=series,
        form=form,
        done=None if form.is_submitted() else session.pop(SHIFTED, None),
    )


def _moves(webinar: Webinar, now: datetime) -> bool:
    return webinar.state == WebinarState.DRAFT or webinar.starts_at > now


def _planned(webinar: Webinar, form: ShiftForm) -> Shift:
    time = shifted(webinar, form.by)
    draft = webinar.state == WebinarState.DRAFT
    asked = not draft and bool(list_asked_hosts(current_organiser(), webinar))
    told = {} if draft or asked else count_readers(webinar.id, time)
    return Shift(webinar=webinar, time=time, readers=told, asked=asked)


def _total(shifts: list[Shift]) -> dict[str, int]:
    """Return how many mails there will be, by language."""
    languages = {language for each in shifts for language in each.readers}
    return {code: sum(each.readers.get(code, 0) for each in shifts) for code in languages}


def _shift(
    organiser: Organiser, series_id: int, form: ShiftForm, now: datetime
) -> dict[str, int | list[str]]:
    """Move each webinar by itself: what one of them refuses does not hold the others up."""
    moved, told, left = 0, 0, []
    for key, seen in form.chosen:
        try:
            told += _move(organiser, series_id, key, seen, form, now)
            moved += 1
        except (ChangeRefusedError, ConflictError, NotFoundError, ProposalOpenError):
            left.append(key)
    return {"moved": moved, "told": told, "left": left}


def _move(
    organiser: Organiser, series_id: int, key: str, seen: int, form: ShiftForm, now: datetime
) -> int:
    """Move one webinar; return how many people are told."""
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    if webinar.series_id != series_id:
        raise NotFoundError(key)
    time = shifted(webinar, form.by)
    if webinar.state == WebinarState.DRAFT:
        move_draft(organiser, key, time, seen=seen, now=now)
        return 0
    if list_asked_hosts(organiser, webinar):
        propose_move(organiser, key, time, form.reasons(), seen=seen, now=now)
        return 0
    return move_webinar(organiser, key, time, form.reasons(), seen=seen, now=now)
