"""A proposal to change what is online: what would differ, and the answers to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webinars import clock, formats
from webinars.errors import ChangeRefusedError, NotFoundError, ProposalOpenError
from webinars.languages import LANGUAGES
from webinars.mail.part_names import PART_NAMES
from webinars.models.host import Host
from webinars.models.organiser import Organiser, Role
from webinars.models.proposal import Proposal, ProposalState
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of, list_own_hosts, may_at
from webinars.queries.proposals import (
    find_joining,
    get_proposal_of,
    list_asked_to_join,
    list_hosts_that_may_join,
    list_open_hosts,
    list_sides,
)
from webinars.queries.schedules import count_readers
from webinars.rules.host_order import ordered, places
from webinars.rules.moves import Times, refusal_of
from webinars.rules.proposals import columns_in, time_in
from webinars.services.proposals import (
    agree_to_proposal,
    decline_proposal,
    propose_host,
    withdraw_proposal,
)
from webinars.web.access import current_organiser, organiser_blueprint
from webinars.web.forms.agreements import ButtonForm
from webinars.web.language import current_language

bp = organiser_blueprint("organiser_proposals")

NOTHING = "–"
"""What a part says that would become empty."""

TOLD = "proposal told"
"""Key in the cookie: how many people are told of what was agreed; said once."""


@dataclass(frozen=True)
class Change:
    """A part of a webinar that a proposal would change."""

    name: str
    before: str
    after: str
    language: str = ""
    """Of the texts; empty where the language plays no part."""


@bp.get("/webinars/<key>/proposals/<int:number>")
def show(key: str, number: int) -> str:
    """Show what would differ, who has agreed, and what the reader can do."""
    organiser = current_organiser()
    return _page(organiser, get_proposal_of(organiser, key, number))


@bp.route("/webinars/<key>/hosts/<host>", methods=["GET", "POST"])
def join(key: str, host: str) -> ResponseReturnValue:
    """Say what happens when another host joins, and who is asked; then ask."""
    organiser = current_organiser()
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    named = {each.key: each for each in list_hosts_that_may_join(webinar)}
    if host not in named:
        raise NotFoundError(host)
    form = ButtonForm()
    if form.submitted():
        try:
            number = propose_host(organiser, key, host, now=clock.now())
        except (ChangeRefusedError, ProposalOpenError):
            pass  # The page says what stands in the way.
        else:
            return redirect(url_for(".show", key=key, number=number), code=303)
    return render_template(
        "organiser/proposals/join.html",
        webinar=webinar,
        host=named[host],
        possible=refusal_of(webinar, clock.now()) is None,
        proposal=find_joining(webinar),
        asked=list_asked_to_join(organiser, webinar, named[host]),
        form=form,
    )


@bp.route("/webinars/<key>/proposals/<int:number>/agree", methods=["GET", "POST"])
def agree(key: str, number: int) -> ResponseReturnValue:
    """Agree for the organiser's hosts; who only looks is led to the page with the button."""

    def act(organiser: Organiser) -> None:
        _state, told = agree_to_proposal(organiser, key, number, now=clock.now())
        session[TOLD] = told

    return _act(key, number, act)


@bp.route("/webinars/<key>/proposals/<int:number>/decline", methods=["GET", "POST"])
def decline(key: str, number: int) -> ResponseReturnValue:
    """Refuse for the organiser's hosts."""
    return _act(key, number, lambda who: decline_proposal(who, key, number, now=clock.now()))


@bp.route("/webinars/<key>/proposals/<int:number>/withdraw", methods=["GET", "POST"])
def withdraw(key: str, number: int) -> ResponseReturnValue:
    """Take the own side's proposal back."""
    return _act(key, number, lambda who: withdraw_proposal(who, key, number, now=clock.now()))


def _act(key: str, number: int, act: Callable[[Organiser], object]) -> ResponseReturnValue:
    organiser = current_organiser()
    get_proposal_of(organiser, key, number, Role.EDITOR)
    if request.method == "POST" and ButtonForm().submitted():
        act(organiser)
    return redirect(url_for(".show", key=key, number=number), code=303)


def _page(organiser: Organiser, proposal: Proposal) -> str:
    webinar = proposal.webinar
    present = list_own_hosts(organiser, webinar)
    own = {host.id for host in list_sides(organiser, proposal)}
    waiting = list_open_hosts(proposal) if proposal.state == ProposalState.OPEN else []
    time = time_in(proposal.values)
    readers = count_readers(webinar.id, time) if time and waiting else {}
    mine = [host for host in waiting if host.id in own]
    return render_template(
        "organiser/proposals/show.html",
        webinar=webinar,
        inside=may_at(organiser, webinar, Role.VIEWER),
        proposal=proposal,
        changes=list(_changes(webinar, proposal)),
        agreed=[host for host in webinar.hosts if host.id in proposal.hosts],
        waiting=waiting,
        mine=mine,
        last=len(mine) == len(waiting),
        may_withdraw=bool(waiting) and any(host.id in proposal.hosts for host in present),
        readers=readers,
        told=session.pop(TOLD, None),
        form=ButtonForm(),
    )


def _changes(webinar: Webinar, proposal: Proposal) -> Iterator[Change]:
    open_still = proposal.state == ProposalState.OPEN
    time, columns = time_in(proposal.values), columns_in(proposal.values)
    if proposal.joining is not None:
        before = _names(webinar.hosts) if open_still else ""
        after = _names({*webinar.hosts, proposal.joining})
        yield Change(str(PART_NAMES["hosts"]), before, after)
    if time is not None:
        before = _when(webinar, webinar) if open_still else ""
        yield Change(str(PART_NAMES["times"]), before, _when(webinar, time))
    for code in LANGUAGES:
        if "titles" in columns and columns["titles"].get(code) != webinar.titles.get(code):
            name = f"{PART_NAMES['titles']} ({formats.language_name(code, current_language())})"
            before = webinar.titles.get(code, "") if open_still else ""
            after = columns["titles"].get(code, "")
            yield Change(name, before, after or NOTHING, code if after else "")
    for column in ("meeting_url", "meeting_passcode"):
        if column in columns:
            before = getattr(webinar, column) if open_still else ""
            # The passcode is not kept once it is settled.
            after = columns[column] or (NOTHING if open_still else gettext("another one"))
            yield Change(str(PART_NAMES[column]), before, after)


def _names(hosts: Collection[Host]) -> str:
    language = current_language()
    return formats.join_names([host.name for host in ordered(hosts, language)], language)


def _when(webinar: Webinar, times: Times) -> str:
    language = current_language()
    around = places(webinar.hosts, language)
    return formats.when_line(times.starts_at, times.ends_at, times.time_zone, around, language)
