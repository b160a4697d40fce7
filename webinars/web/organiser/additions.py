"""Adding people to a webinar by hand, and those who have not yet confirmed."""

from __future__ import annotations

import secrets

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from wtforms import HiddenField

from webinars import clock
from webinars.errors import AlreadyAddedError, NotFoundError, SignUpRefusedError, SuppressedError
from webinars.models.organiser import Role
from webinars.queries.additions import count_added, find_registered, list_added, own_host
from webinars.queries.hosts import list_regions
from webinars.queries.memberships import get_webinar_of
from webinars.queries.organisations import list_organisations
from webinars.queries.suppressions import map_suppressed
from webinars.rules.webinar_states import is_open_for_registration
from webinars.services.additions import add_person, ask_again, withdraw_addition
from webinars.settings import current_settings
from webinars.tokens import row_number
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.additions import AdditionForm
from webinars.web.forms.base import BaseForm
from webinars.web.forms.messages import SUPPRESSION_WORDS
from webinars.web.language import current_language
from webinars.web.long_forms import keep_expired_forms

bp = organiser_blueprint("organiser_additions")
keep_expired_forms(bp)


class AgainForm(BaseForm):
    """Says who is to be asked again, or whose entry goes."""

    number = HiddenField()
    withdrawn = HiddenField()


@bp.route("/webinars/<key>/people/add", methods=["GET", "POST"])
def add(key: str) -> ResponseReturnValue:
    """Ask who is to be added; the person gets a mail and confirms by its link."""
    organiser, now = current_organiser(), clock.now()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    form = AdditionForm(list_regions(), current_language(), secrets.token_urlsafe(32))
    closed = not is_open_for_registration(webinar, now)
    known, added = None, False
    if form.submitted() and not closed:
        known = find_registered(organiser, webinar, form.email.data or "")
        if known is not None:
            form.refuse_known()
        else:
            try:
                add_person(organiser, key, form.details(webinar), form.nonce.data or "", now=now)
            except SignUpRefusedError:
                closed = True
            except AlreadyAddedError:
                added = True
                form.refuse_added()
            else:
                return redirect(url_for(".index", key=key), code=303)
    page = render_template(
        "organiser/people/add.html",
        webinar=webinar,
        form=form,
        closed=closed,
        known=known,
        added=added,
        host=own_host(organiser, webinar),
        organisations=list_organisations(),
        hours=current_settings().link_hours,
        days=current_settings().unconfirmed_days,
    )
    return page, 422 if form.mistakes else 409 if closed and form.is_submitted() else 200


@bp.route("/webinars/<key>/people/added", methods=["GET", "POST"])
def index(key: str) -> ResponseReturnValue:
    """Show who was added and has still to confirm; ask one of them again."""
    organiser, now = current_organiser(), clock.now()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    form, said = AgainForm(), ""
    if form.submitted():
        withdrawn = form.withdrawn.data
        said = _withdraw(key, withdrawn) if withdrawn else _ask_again(key, form.number.data or "")
    people = list_added(organiser, webinar)
    return render_template(
        "organiser/people/added.html",
        webinar=webinar,
        form=form,
        people=people,
        suppressed=map_suppressed([each.email for each in people]),
        suppression_words=SUPPRESSION_WORDS,
        found=count_added(organiser, webinar),
        now=now,
        said=said,
        days=current_settings().unconfirmed_days,
    )


def _withdraw(key: str, number: str) -> str:
    try:
        number_of_row = row_number(number) or 0
        name = withdraw_addition(current_organiser(), key, number_of_row, now=clock.now())
    except NotFoundError:
        return _gone()
    return gettext(
        "The entry of %(name)s is withdrawn. The link in the e-mail no longer works.", name=name
    )


def _gone() -> str:
    return gettext("This person has confirmed meanwhile, or the entry is deleted.")


def _ask_again(key: str, number: str) -> str:
    try:
        # Nobody has the number 0.
        wait = ask_again(current_organiser(), key, row_number(number) or 0, now=clock.now())
    except NotFoundError:
        return _gone()
    except SuppressedError:
        return gettext("No e-mail has been sent: this address gets none any more.")
    if wait:
        return ngettext(
            "This person has just been written to. Please wait %(num)s second.",
            "This person has just been written to. Please wait %(num)s seconds.",
            wait,
        )
    return gettext(
        "The e-mail is on its way, unless we have written to this address several times today."
    )
