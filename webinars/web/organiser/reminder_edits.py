"""Reminders added, changed, switched off and on: first what that means for people, then the act."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock
from webinars.errors import ChangeRefusedError, NotFoundError, Refusal, StaleRevisionError
from webinars.formats import moment
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.editing import find_last_edit
from webinars.queries.memberships import get_webinar_of
from webinars.queries.proposals import list_asked_hosts
from webinars.queries.reminder_effects import Effect, effect_of
from webinars.rules.programme import Columns
from webinars.rules.reminder_changes import refusal_of_change
from webinars.services.webinars import edit_reminders
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.base import SeenForm
from webinars.web.forms.reminders import RuleForm, effective, own_rules, preset_of
from webinars.web.language import current_language
from webinars.web.organiser.words import rule_line, rule_lines

bp = organiser_blueprint("organiser_reminder_edits")

_NEW = {"unit": "days", "side": "before", "audience": "confirmed"}


@bp.route("/webinars/<key>/new-reminder", methods=["GET", "POST"])
def create(key: str) -> ResponseReturnValue:
    """Ask for another reminder, say who gets it, then add it."""
    webinar = _webinar(key)
    return _ask(webinar, RuleForm(webinar.revision, _NEW), None)


@bp.route("/webinars/<key>/reminders/<rule>/change", methods=["GET", "POST"])
def change(key: str, rule: str) -> ResponseReturnValue:
    """Ask when and to whom a reminder goes, say what that means for people, then change it."""
    webinar = _webinar(key)
    before = _columns(webinar, rule)
    return _ask(webinar, RuleForm(webinar.revision, preset_of(before)), before)


@bp.route("/webinars/<key>/reminders/<rule>/switch", methods=["GET", "POST"])
def switch(key: str, rule: str) -> ResponseReturnValue:
    """Say who gets a reminder no longer, or does again; then switch it off, or on."""
    webinar = _webinar(key)
    before = _columns(webinar, rule)
    after = {**before, "active": not before["active"]}
    form = SeenForm(data={"seen": str(webinar.revision)})
    effect = effect_of(webinar, before, after)
    try:
        _check(effect, form, webinar)
        if not form.submitted():
            return _show_sure(webinar, form, effect, before, after)
        _store(webinar, form, after)
    except ChangeRefusedError as refused:
        sentence = _sentence(refused.why, effect, webinar)
        return _show_sure(webinar, form, effect, before, after, refused=sentence)
    except StaleRevisionError:
        return _show_switched(key, rule), 409
    return _saved(key)


def _ask(webinar: Webinar, form: RuleForm, before: Columns | None) -> ResponseReturnValue:
    if not form.submitted():
        return _show_form(webinar, form, before), 422 if form.mistakes else 200
    after = form.columns(before["key"] if before else "")
    effect = effect_of(webinar, before, after)
    key = webinar.key
    try:
        _check(effect, form, webinar)
        if not form.sure.data:
            return _show_sure(webinar, form, effect, before, after)
        _store(webinar, form, after)
    except ChangeRefusedError as refused:
        form.refuse(form.rule.form.amount, _sentence(refused.why, effect, webinar))
        return _show_form(webinar, form, before), 422
    except StaleRevisionError:
        webinar = _webinar(key)
        form.seen.data, form.sure.data = str(webinar.revision), ""
        return _show_form(webinar, form, before, faster=True), 409
    return _saved(key)


def _check(effect: Effect, form: SeenForm, webinar: Webinar) -> None:
    """Raise what speaks against a change, before anybody is asked whether to make it."""
    if form.seen_version != webinar.revision:
        raise StaleRevisionError(webinar.key)
    why = refusal_of_change(effect.was, effect.will, clock.now())
    if why is not None:
        raise ChangeRefusedError(why)


def _store(webinar: Webinar, form: SeenForm, after: Columns) -> None:
    inherited = webinar.series.reminders
    rules = effective(inherited, webinar.reminders)
    wanted = [after if each["key"] == after["key"] else each for each in rules]
    rest = () if after in wanted else (after,)
    stored = own_rules([*wanted, *rest], inherited)
    edit_reminders(
        current_organiser(), webinar.key, stored, seen=form.seen_version, now=clock.now()
    )


def _saved(key: str) -> ResponseReturnValue:
    return redirect(url_for("organiser_reminders.index", key=key, saved=1), code=303)


def _sentence(why: Refusal, effect: Effect, webinar: Webinar) -> str:
    if why == Refusal.SENT or effect.will is None:
        return gettext(
            "The moment of this reminder has come: it can no longer be changed or switched off."
            " You can add another one."
        )
    when = moment(effect.will, webinar.time_zone, current_language())
    return gettext(
        "It would have left already: %(when)s. Choose a time that lies ahead.", when=when
    )


def _show_form(
    webinar: Webinar, form: RuleForm, before: Columns | None, *, faster: bool = False
) -> str:
    return render_template(
        "organiser/reminders/form.html",
        webinar=webinar,
        form=form,
        line=None if before is None else rule_line(webinar, before),
        faster=faster,
        edited_at=find_last_edit("webinar", webinar.id) if faster else None,
        rules=rule_lines(webinar),
    )


def _show_sure(
    webinar: Webinar,
    form: SeenForm,
    effect: Effect,
    before: Columns | None,
    after: Columns,
    *,
    refused: str = "",
    faster: bool = False,
) -> str:
    online = webinar.state == WebinarState.PUBLISHED
    return render_template(
        "organiser/reminders/sure.html",
        webinar=webinar,
        form=form,
        effect=effect,
        before=None if before is None else rule_line(webinar, before),
        after=rule_line(webinar, after),
        asked=list_asked_hosts(current_organiser(), webinar) if online else [],
        refused=refused,
        faster=faster,
        edited_at=find_last_edit("webinar", webinar.id) if faster else None,
        rules=rule_lines(webinar),
    )


def _show_switched(key: str, rule: str) -> str:
    """Show how a reminder stands that somebody else has changed meanwhile."""
    webinar = _webinar(key)
    before = _columns(webinar, rule)
    after = {**before, "active": not before["active"]}
    form = SeenForm(formdata=None, data={"seen": str(webinar.revision)})
    effect = effect_of(webinar, before, after)
    return _show_sure(webinar, form, effect, before, after, faster=True)


def _webinar(key: str) -> Webinar:
    webinar = get_webinar_of(current_organiser(), key, Role.EDITOR)
    if webinar.state == WebinarState.CANCELLED:
        raise NotFoundError(key)
    return webinar


def _columns(webinar: Webinar, key: str) -> Columns:
    """Return a reminder as it holds for a webinar, one switched off too."""
    for line in rule_lines(webinar):
        if line.columns["key"] == key:
            return line.columns
    raise NotFoundError(key)
