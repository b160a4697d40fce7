"""Moves, cancellations and telling of edits: first how many people are told, then the act."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webinars import clock
from webinars.errors import ChangeRefusedError, ProposalOpenError, Refusal
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of
from webinars.queries.proposals import find_proposal, list_asked_hosts
from webinars.queries.schedules import (
    count_edit_readers,
    count_readers,
    find_departure,
    find_edit_departure,
    find_time_before,
)
from webinars.rules.moves import NewTime, as_told, keeps_clock, refusal_of, refusal_of_time
from webinars.services.changes import (
    cancel_webinar,
    confirm_date,
    move_webinar,
    tell_of_edit,
    undo_move,
    withhold_edit,
)
from webinars.services.proposals import propose_move
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.moves import MoveForm, ReasonsForm

bp = organiser_blueprint("organiser_changes")

DONE = "change"
"""Key in the cookie: what was done and how many are told; said once."""

REFUSALS = {
    Refusal.MEANWHILE: lazy_gettext(
        "Somebody has changed this webinar in the meantime. Nothing of yours was done: please look"
        " at how it stands now."
    ),
    Refusal.NOT_PUBLISHED: lazy_gettext("Only a published webinar can be moved or cancelled here."),
    Refusal.UNDER_WAY: lazy_gettext(
        "This webinar has begun or is over; it can no longer be moved or cancelled."
    ),
    Refusal.PAST: lazy_gettext("Choose a time that lies ahead."),
    Refusal.AGREEMENT: lazy_gettext(
        "Another host has to agree to this first. Nothing was done: please propose it once more."
    ),
    Refusal.PROPOSAL: lazy_gettext(
        "Another host has proposed a change of this webinar, which waits for your answer. Nothing"
        " of yours was done: please answer it first."
    ),
    Refusal.SAME: lazy_gettext("This is the time at which the webinar takes place already."),
}


@bp.get("/webinars/<key>/changes")
def show(key: str) -> str:
    """Show when a webinar takes place, and whether the last move can be undone."""
    webinar = _webinar(key)
    now = clock.now()
    before = find_time_before(webinar)
    departure, edit_departure = find_departure(webinar), find_edit_departure(webinar)
    refusal = refusal_of(webinar, now)
    done = session.pop(DONE, None) or {}
    refused = done.get("refused")
    return render_template(
        "organiser/changes/show.html",
        webinar=webinar,
        before=before,
        announced=before and as_told(before),
        clocks_changed=before and keeps_clock(before, webinar),
        departure=departure if departure and departure > now else None,
        edit_departure=edit_departure if edit_departure and edit_departure > now else None,
        refusal=None if refusal is None else REFUSALS[refusal],
        form=ReasonsForm(data={"seen": str(webinar.schedule_version)}),
        proposal=find_proposal(webinar),
        done=done.get("done", ""),
        told=done.get("told", 0),
        refused=REFUSALS[Refusal[refused]] if refused else "",
    )


@bp.route("/webinars/<key>/move", methods=["GET", "POST"])
def move(key: str) -> ResponseReturnValue:
    """Ask for the new time, say how many people are told, then move."""
    webinar = _webinar(key)
    now = clock.now()
    if refusal_of(webinar, now) is not None:
        return redirect(url_for("organiser_changes.show", key=key), code=303)
    form = MoveForm(webinar)
    if not form.submitted():
        return render_template("organiser/changes/move.html", webinar=webinar, form=form)
    time = form.new_time()
    why = refusal_of_time(webinar, time, now)
    if why is not None:
        form.refuse(form.start.form.date, str(REFUSALS[why]))
        return render_template("organiser/changes/move.html", webinar=webinar, form=form)
    asked = list_asked_hosts(current_organiser(), webinar)
    if not form.sure.data:
        readers = count_readers(webinar.id, time)
        return render_template(
            "organiser/changes/sure.html",
            webinar=webinar,
            form=form,
            time=time,
            readers=readers,
            asked=asked,
        )
    if asked:
        return _propose(key, time, form)
    return _act(
        key,
        "moved",
        lambda: move_webinar(
            current_organiser(), key, time, form.reasons(), seen=form.seen_version, now=now
        ),
    )


def _propose(key: str, time: NewTime, form: MoveForm) -> ResponseReturnValue:
    """Ask the other hosts to agree to the new time."""

    def act() -> None:
        try:
            propose_move(
                current_organiser(),
                key,
                time,
                form.reasons(),
                seen=form.seen_version,
                now=clock.now(),
            )
        except ProposalOpenError:
            raise ChangeRefusedError(Refusal.PROPOSAL) from None

    return _act(key, "proposed", act)


@bp.route("/webinars/<key>/move/undo", methods=["GET", "POST"])
def undo(key: str) -> ResponseReturnValue:
    """Move back, before anybody was told; who only looks is led to the page with the button."""
    return _take_back(key, undo_move)


@bp.route("/webinars/<key>/cancel", methods=["GET", "POST"])
def cancel(key: str) -> ResponseReturnValue:
    """Say how many people are told, then cancel."""
    webinar = _webinar(key)
    seen = webinar.schedule_version
    return _ask_first(webinar, "cancel", seen, count_readers, "cancelled", cancel_webinar)


@bp.route("/webinars/<key>/confirm", methods=["GET", "POST"])
def confirm(key: str) -> ResponseReturnValue:
    """Make a provisional date certain; who only looks is led to the page with the button."""
    return _take_back(key, confirm_date, "confirmed")


@bp.route("/webinars/<key>/tell", methods=["GET", "POST"])
def tell(key: str) -> ResponseReturnValue:
    """Say how many people can be told of an edit, then tell them."""
    webinar = _webinar(key)
    return _ask_first(
        webinar, "tell", webinar.edit_notice, count_edit_readers, "told", tell_of_edit
    )


@bp.route("/webinars/<key>/tell/undo", methods=["GET", "POST"])
def withhold(key: str) -> ResponseReturnValue:
    """Tell nobody after all; who only looks is led to the page with the button."""
    return _take_back(key, withhold_edit)


def _ask_first(
    webinar: Webinar,
    page: str,
    seen: int,
    count: Callable[[int], dict[str, int]],
    done: str,
    act: Callable[..., int],
) -> ResponseReturnValue:
    """Show the page that says how many people are told; act when its form comes back.

    :param seen: the version of the webinar that the act is about.
    """
    key, now = webinar.key, clock.now()
    if refusal_of(webinar, now) is not None:
        return redirect(url_for("organiser_changes.show", key=key), code=303)
    form = ReasonsForm(data={"seen": str(seen)})
    if not form.submitted():
        return render_template(
            f"organiser/changes/{page}.html",
            webinar=webinar,
            form=form,
            readers=count(webinar.id),
            partners=list_asked_hosts(current_organiser(), webinar),
        )
    organiser, reasons = current_organiser(), form.reasons()
    return _act(key, done, lambda: act(organiser, key, reasons, seen=form.seen_version, now=now))


def _take_back(
    key: str, act: Callable[..., int | None], done: str = "undone"
) -> ResponseReturnValue:
    _webinar(key)
    if request.method != "POST":
        return redirect(url_for(".show", key=key), code=303)
    seen = ReasonsForm().seen_version
    return _act(key, done, lambda: act(current_organiser(), key, seen=seen, now=clock.now()))


def _webinar(key: str) -> Webinar:
    return get_webinar_of(current_organiser(), key, Role.EDITOR)


def _act(key: str, done: str, act: Callable[[], int | None]) -> ResponseReturnValue:
    """Do it, and say at the next page what was done, or why it was not."""
    try:
        session[DONE] = {"done": done, "told": act() or 0}
    except ChangeRefusedError as error:
        session[DONE] = {"done": "", "refused": error.why.name}
    return redirect(url_for("organiser_changes.show", key=key), code=303)
