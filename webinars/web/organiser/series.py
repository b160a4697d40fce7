"""The series of an organiser's hosts: what there is, and the form for one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.errors import KeyTakenError, NotFoundError, StaleRevisionError
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar
from webinars.queries.deletions import Deleted, find_deleted
from webinars.queries.editing import (
    count_waiting_by_webinar,
    find_last_edit,
    is_public,
    list_agreed,
    list_topics,
    version_of,
)
from webinars.queries.hosts import list_hosts
from webinars.queries.memberships import get_series_of, list_hosts_of, list_series_of
from webinars.rules.archive import are_behind
from webinars.rules.desk_states import desk_state
from webinars.rules.host_order import ordered
from webinars.services.programme import DEFAULT_LADDER
from webinars.services.series import create_series, edit_series
from webinars.text import clean_line
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.reminders import preset_of
from webinars.web.forms.series import SeriesForm, Surroundings, series_preset
from webinars.web.language import current_language
from webinars.web.long_forms import expect_long_forms
from webinars.web.organiser.words import series_languages, webinar_languages

bp = organiser_blueprint("organiser_series")
expect_long_forms(bp)


@bp.get("/series")
def index() -> ResponseReturnValue:
    """Show the series of the organiser's hosts with their webinars, or those in the archive."""
    organiser, now = current_organiser(), clock.now()
    own = {host.id for host in list_hosts_of(organiser)}
    edited = list_hosts_of(organiser, Role.EDITOR)
    editable = {host.id for host in edited}
    every = list_series_of(organiser)
    archived = "archived" in request.args
    mine = {
        each.id: [w for w in each.webinars if own & {host.id for host in w.hosts}] for each in every
    }
    shown = {each.id: _in_view(each, mine[each.id], archived) for each in every}
    series = [each for each in every if bool(each.archived_at) == archived or shown[each.id]]
    webinars = [webinar for each in shown.values() for webinar in each]
    agreed = list_agreed(webinars)
    return render_template(
        "organiser/series/index.html",
        series=series,
        webinars_of=shown,
        states={w.id: desk_state(w, now, agreed=w.id in agreed) for w in webinars},
        waiting=count_waiting_by_webinar(webinars),
        languages_of_series={each.id: series_languages(each) for each in series},
        languages_of_webinar={webinar.id: webinar_languages(webinar) for webinar in webinars},
        saved="saved" in request.args,
        withdrawn="withdrawn" in request.args,
        deleted=_deleted(organiser),
        archived=archived,
        archive_count=sum(bool(w.archived_at) for each in mine.values() for w in each)
        + sum(bool(each.archived_at) for each in every),
        ending={each.id for each in every if are_behind(each.webinars, now)},
        created=request.args.get("created", type=int),
        may_create=bool(editable),
        own_hosts=edited,
        editable={each.id for each in series if editable & {host.id for host in each.hosts}},
    )


def _deleted(organiser: Organiser) -> Deleted | None:
    """Return what has just been deleted; what the address says is only looked up."""
    key = clean_line(request.args.get("deleted", ""))
    return find_deleted(organiser, key) if key else None


def _in_view(series: Series, webinars: Iterable[Webinar], archived: bool) -> list[Webinar]:
    """Return the webinars of a series that stand in the archive, or that do not."""
    there = series.archived_at is not None
    return [each for each in webinars if (there or each.archived_at is not None) == archived]


@bp.route("/series/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Ask for a new series; create it."""
    organiser = current_organiser()
    own = list_hosts_of(organiser, Role.EDITOR)
    if not own:
        raise NotFoundError
    around = _surroundings(own, (), public=False)
    ladder = [preset_of(rule) for rule in DEFAULT_LADDER]
    form = SeriesForm(around, {"hosts": [own[0].key], "reminders": ladder})
    if not form.acted() and form.submitted():
        try:
            key = create_series(organiser, form.details(), now=clock.now())
        except KeyTakenError:
            form.refuse_key()
        else:
            return redirect(url_for(".index", saved=key, _anchor=key), code=303)
    return render_template("organiser/series/form.html", form=form, series=None, merged=None)


@bp.route("/series/<key>/edit", methods=["GET", "POST"])
def edit(key: str) -> ResponseReturnValue:
    """Show a series in its form; store what was changed."""
    organiser = current_organiser()
    series = get_series_of(organiser, key, Role.EDITOR)
    public = is_public(series)
    own = list_hosts_of(organiser, Role.EDITOR)
    around = _surroundings(own, series.hosts if public else (), public=public)
    preset = series_preset(series, version_of(series))
    form = SeriesForm(around, preset)
    if not form.acted() and form.submitted():
        try:
            changed = edit_series(organiser, key, form.details(), now=clock.now())
        except KeyTakenError:
            form.refuse_key()
        except StaleRevisionError:
            return _show_both(series, form, around)
        else:
            return redirect(url_for(".index", saved=changed, _anchor=changed), code=303)
    return render_template("organiser/series/form.html", form=form, series=series, merged=None)


def _show_both(series: Series, form: SeriesForm, around: Surroundings) -> ResponseReturnValue:
    """Show both changes together, and beside it what both have changed differently."""
    stored = SeriesForm(around, series_preset(series, version_of(series)), stored=True)
    return render_template(
        "organiser/series/form.html",
        form=form,
        series=series,
        merged=form.merge(stored),
        edited_at=find_last_edit("series", series.id),
    ), 409


def _surroundings(own: Sequence[Host], kept: Sequence[Host], *, public: bool) -> Surroundings:
    return Surroundings(
        hosts=ordered(list_hosts(), current_language()),
        own=own,
        kept=kept,
        topics=list_topics(),
        language=current_language(),
        public=public,
    )
