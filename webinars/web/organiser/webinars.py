"""A webinar as the teams of its hosts see and change it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import KeyTakenError, ProposalOpenError, SeatsTakenError, StaleRevisionError
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.editing import find_last_edit, list_agreed, list_topics
from webinars.queries.handouts import list_handouts
from webinars.queries.hosts import list_hosts
from webinars.queries.memberships import (
    get_series_of,
    get_webinar_of,
    list_hosts_of,
    list_own_hosts,
    list_speakers_of,
    may_at,
)
from webinars.queries.notes import list_notes
from webinars.queries.organisations import list_organisations
from webinars.queries.proposals import find_joining, find_proposal, list_asked_hosts
from webinars.queries.schedules import count_edit_readers
from webinars.queries.webinars import count_waiting
from webinars.rules.desk_states import desk_state
from webinars.rules.host_order import ordered
from webinars.rules.recordings import may_have_recording
from webinars.services.speakers import may_use_desk
from webinars.services.webinars import create_webinar, edit_webinar
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.merging import Merged
from webinars.web.forms.webinar_presets import new_webinar_preset, webinar_preset
from webinars.web.forms.webinar_rows import Place
from webinars.web.forms.webinars import WebinarForm
from webinars.web.language import current_language
from webinars.web.long_forms import expect_long_forms
from webinars.web.organiser.agreements import agreement_values
from webinars.web.organiser.words import rule_lines, webinar_languages

bp = organiser_blueprint("organiser_webinars")
expect_long_forms(bp)


@bp.get("/webinars/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show everything that is known of a webinar, and what can be done."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key)
    agreed = bool(list_agreed([webinar]))
    return render_template(
        "organiser/webinars/show.html",
        **agreement_values(webinar),
        state=desk_state(webinar, clock.now(), agreed=agreed),
        complete=webinar_languages(webinar),
        waiting=count_waiting(webinar.id),
        rules=rule_lines(webinar),
        notes=list_notes(organiser, webinar),
        handouts=list_handouts(webinar.id),
        may_have_recording=may_have_recording(webinar, clock.now()),
        writing=list_own_hosts(organiser, webinar),
        may_edit=may_at(organiser, webinar, Role.EDITOR),
        proposals=[each for each in (find_proposal(webinar), find_joining(webinar)) if each],
        saved="saved" in request.args,
        invited="invited" in request.args,
        withdrawn="withdrawn" in request.args,
        inviting=may_use_desk(webinar, clock.now()),
        told_nobody=sum(count_edit_readers(webinar.id).values()) if "saved" in request.args else 0,
    )


@bp.route("/series/<key>/webinars/new", methods=["GET", "POST"])
def create(key: str) -> ResponseReturnValue:
    """Ask for a new webinar of a series; create it as a draft."""
    organiser = current_organiser()
    series = get_series_of(organiser, key, Role.EDITOR)
    place = place_of(organiser, series, None)
    hosts, topics = [host.key for host in series.hosts], [topic.key for topic in series.topics]
    zone = place.own[0].time_zone
    form = WebinarForm(place, new_webinar_preset(zone, hosts, topics, series.reminders))
    if not form.acted() and form.submitted():
        try:
            made = create_webinar(organiser, key, form.details(), now=clock.now())
        except KeyTakenError:
            form.refuse_key()
        else:
            return redirect(url_for(".show", key=made, saved=1), code=303)
    return _show_form(form, series, None)


@bp.route("/webinars/<key>/edit", methods=["GET", "POST"])
def edit(key: str) -> ResponseReturnValue:
    """Show a webinar in its form; store what was changed."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    place = place_of(organiser, webinar.series, webinar)
    form = WebinarForm(place, webinar_preset(webinar))
    if not form.acted() and form.submitted():
        try:
            changed = edit_webinar(organiser, key, form.details(), now=clock.now())
        except KeyTakenError:
            form.refuse_key()
        except SeatsTakenError as error:
            form.refuse_seats(error.seats)
        except ProposalOpenError:
            form.refuse_proposal()
        except StaleRevisionError:
            return _show_both(organiser, key)
        else:
            return redirect(url_for(".show", key=changed, saved=1), code=303)
    return _show_form(form, webinar.series, webinar)


def _show_both(organiser: Organiser, key: str) -> ResponseReturnValue:
    """Show both changes together, and beside it what both have changed differently."""
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    place = place_of(organiser, webinar.series, webinar)
    stored = WebinarForm(place, webinar_preset(webinar), stored=True)
    form = WebinarForm(place, webinar_preset(webinar))
    merged, edited_at = form.merge(stored), find_last_edit("webinar", webinar.id)
    return _show_form(form, webinar.series, webinar, merged, edited_at), 409


def _show_form(
    form: WebinarForm,
    series: Series,
    webinar: Webinar | None,
    merged: Merged | None = None,
    edited_at: object = None,
) -> str:
    return render_template(
        "organiser/webinars/form.html",
        form=form,
        series=series,
        webinar=webinar,
        inherited={rule.key for rule in series.reminders},
        organisations=form.place.organisations,
        waiting=count_waiting(webinar.id) if webinar is not None else 0,
        asked=list_asked_hosts(current_organiser(), webinar)
        if webinar and _is_online(webinar)
        else (),
        merged=merged,
        edited_at=edited_at,
    )


def _is_online(webinar: Webinar) -> bool:
    return webinar.state == WebinarState.PUBLISHED


def place_of(organiser: Organiser, series: Series, webinar: Webinar | None) -> Place:
    """Return what the form for a webinar can offer an organiser, and what it must keep."""
    draft = webinar is None or webinar.state == WebinarState.DRAFT
    around: Sequence[Host] = webinar.hosts if webinar is not None else ()
    offered = {host.id for host in (*series.hosts, *around)} if draft else {h.id for h in around}
    number = webinar.id if webinar is not None else None
    hosts = ordered(list_hosts(), current_language())
    return Place(
        hosts=[host for host in hosts if host.id in offered],
        all_hosts=hosts,
        own=[host for host in list_hosts_of(organiser, Role.EDITOR) if host.id in offered],
        kept=() if draft else around,
        topics=list_topics(),
        language=current_language(),
        public=not draft,
        organisations=list_organisations(),
        known_speakers=[each for each in list_speakers_of(organiser) if each.webinar_id != number],
        inherited=series.reminders,
        webinar=webinar,
    )
