"""Publishing a webinar: what will happen, agreeing, taking it back, and a preview."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock
from webinars.errors import IncompleteError, NotFoundError, StaleRevisionError
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.agreements import get_standing, list_organisers_to_tell
from webinars.queries.handouts import list_handouts
from webinars.queries.joined import count_told_of
from webinars.queries.memberships import get_webinar_of
from webinars.queries.proposals import list_hosts_that_may_join
from webinars.queries.webinars import list_stops
from webinars.rules.moves import refusal_of
from webinars.rules.webinar_states import public_state
from webinars.services.agreements import (
    ask_or_agree,
    withdraw_agreement,
    withdraw_host_name,
)
from webinars.settings import current_settings
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.agreements import AgreementForm, ButtonForm
from webinars.web.public.webinars import organisations_of, timed

bp = organiser_blueprint("organiser_agreements")


@bp.get("/webinars/<key>/agreement")
def show(key: str) -> ResponseReturnValue:
    """Say where the agreement stands, and what will happen next."""
    return _page(get_webinar_of(current_organiser(), key))


@bp.route("/webinars/<key>/agreement/agree", methods=["GET", "POST"])
def agree(key: str) -> ResponseReturnValue:
    """Agree to what was read, for the organiser's hosts; ask the others, or publish."""
    webinar = get_webinar_of(current_organiser(), key, Role.EDITOR)
    form = AgreementForm()
    if form.is_submitted():
        problem = gettext("Your browser did not say what you have read. Please look once more.")
        if form.submitted() and form.revision.data is not None:
            problem = _agree(key, form.revision.data)
        if not problem:
            return redirect(url_for(".show", key=key, agreed=1), code=303)
        return _page(get_webinar_of(current_organiser(), key, Role.EDITOR), problem), 409
    return _page(webinar)


@bp.route("/webinars/<key>/agreement/withdraw", methods=["GET", "POST"])
def withdraw(key: str) -> ResponseReturnValue:
    """Say what taking the agreement back does, then do it."""
    webinar = get_webinar_of(current_organiser(), key, Role.EDITOR)
    form = ButtonForm()
    if form.submitted():
        withdraw_agreement(current_organiser(), key, now=clock.now())
        return redirect(url_for(".show", key=key), code=303)
    return render_template(
        "organiser/agreements/withdraw.html", form=form, **agreement_values(webinar)
    )


@bp.route("/webinars/<key>/agreement/names/<host>", methods=["GET", "POST"])
def withdraw_name(key: str, host: str) -> ResponseReturnValue:
    """Say what happens when a host withdraws its name, then do it."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    own = {each.key: each for each in get_standing(organiser, webinar, clock.now()).own}
    if host not in own:
        raise NotFoundError(host)
    form = ButtonForm()
    if form.submitted() and withdraw_host_name(organiser, key, host, now=clock.now()):
        return redirect(url_for("organiser_series.index", withdrawn=1), code=303)
    return render_template(
        "organiser/agreements/withdraw_name.html",
        form=form,
        webinar=webinar,
        host=own[host],
        remaining=[each for each in webinar.hosts if each.key != host],
        mails=len(list_organisers_to_tell(webinar, own[host], organiser)),
        stays=len(own) > 1,
        told=count_told_of(webinar, own[host]),
    )


@bp.get("/webinars/<key>/preview")
def preview(key: str) -> ResponseReturnValue:
    """Show a draft as visitors will see it; what is online has its public page."""
    webinar = get_webinar_of(current_organiser(), key)
    if webinar.state != WebinarState.DRAFT:
        return redirect(url_for("webinars.show", key=key), code=303)
    others = [each for each in list_stops(webinar.series_id) if each.id != webinar.id]
    siblings = sorted([*others, webinar], key=lambda each: (each.starts_at, each.id))
    return render_template(
        "organiser/agreements/preview.html",
        webinar=webinar,
        state=public_state(webinar, clock.now(), current_settings().few_seats),
        can_register=False,
        before=None,
        waiting=0,
        agenda=timed(webinar),
        organisations=organisations_of(webinar),
        siblings=siblings,
        handouts=list_handouts(webinar.id),
    )


def agreement_values(webinar: Webinar) -> dict[str, Any]:
    """Return what the panel in ``organiser/agreements/panel.html`` shows to who is signed in."""
    now = clock.now()
    standing = get_standing(current_organiser(), webinar, now)
    joinable = standing.own and refusal_of(webinar, now) is None
    return {
        "webinar": webinar,
        "standing": standing,
        "may_join": list_hosts_that_may_join(webinar) if joinable else (),
        "agreement_form": AgreementForm(),
    }


def _agree(key: str, revision: int) -> str:
    """Agree; return the sentence that says why not, or nothing."""
    try:
        ask_or_agree(current_organiser(), key, revision=revision, now=clock.now())
    except StaleRevisionError:
        return gettext(
            "Somebody has edited this webinar since you opened the page. Nothing was published or"
            " sent. Please read it once more, then agree."
        )
    except IncompleteError:
        return gettext("Nothing was published or sent, because something is missing.")
    return ""


def _page(webinar: Webinar, problem: str = "") -> str:
    return render_template(
        "organiser/agreements/show.html",
        problem=problem,
        agreed="agreed" in request.args,
        **agreement_values(webinar),
    )
