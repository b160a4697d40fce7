"""Publishing a webinar: at once by its only host, together when every host has agreed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from webinars.database.engine import transaction
from webinars.errors import IncompleteError, NotFoundError, StaleRevisionError
from webinars.models.organiser import Organiser, Role
from webinars.models.proposal import ProposalState
from webinars.models.webinar import PUBLICATION, Webinar, WebinarState
from webinars.queries.joined import count_told_of
from webinars.queries.memberships import get_webinar_of, list_own_hosts
from webinars.queries.proposals import find_joining, find_proposal, list_asked_hosts
from webinars.rules.agreement import gaps_of
from webinars.steps.agreements import agree, ask_hosts, publish_agreed, withdraw, withdraw_name
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.proposals import settle, tell_teams
from webinars.steps.seats import hold_webinar


class Progress(StrEnum):
    """Where a webinar stands after somebody agreed."""

    WAITING = "waiting"
    ONLINE = "online"
    CANCELLED = "cancelled"


def ask_or_agree(organiser: Organiser, key: str, *, revision: int, now: datetime) -> Progress:
    """Agree to a revision for the organiser's hosts; with the last agreement it goes online.

    Until then the other hosts are asked. Agreeing twice is agreeing once.

    :param revision: what the organiser has seen.
    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    :raises StaleRevisionError: when it has been edited since.
    :raises IncompleteError: when something is missing.
    """
    with transaction() as session:
        webinar = _locked(session, organiser, key)
        if webinar.state != WebinarState.DRAFT:
            return _settled(webinar)
        if webinar.revision != revision:
            raise StaleRevisionError
        gaps = gaps_of(webinar, now)
        if gaps:
            raise IncompleteError([gap.kind for gap in gaps])
        for host in list_own_hosts(organiser, webinar):
            if agree(session, webinar, host, organiser, now=now):
                _audit(session, organiser, "agreement.given", webinar, now, host=host.key)
        if publish_agreed(session, webinar, now=now):
            _audit(session, organiser, "webinar.published", webinar, now)
            partners = list_asked_hosts(organiser, webinar)
            tell_teams(session, partners, webinar, now=now, version=PUBLICATION)
            return Progress.ONLINE
        ask_hosts(session, webinar, now=now)
        return Progress.WAITING


def withdraw_agreement(organiser: Organiser, key: str, *, now: datetime) -> Progress:
    """Take back the agreement of the organiser's hosts; once it is online this changes nothing.

    :raises NotFoundError: when it is none of the organiser's webinars to edit.
    """
    with transaction() as session:
        webinar = _locked(session, organiser, key)
        if webinar.state != WebinarState.DRAFT:
            return _settled(webinar)
        for host in list_own_hosts(organiser, webinar):
            if withdraw(session, webinar, host):
                _audit(session, organiser, "agreement.withdrawn", webinar, now, host=host.key)
        return Progress.WAITING


def withdraw_host_name(organiser: Organiser, key: str, host_key: str, *, now: datetime) -> bool:
    """Name one of the organiser's hosts no longer on what is online; the others are told.

    False, and nothing happens, unless it is online and another host remains that everybody who
    registered was told of.

    :raises NotFoundError: when it is no host of the webinar that the organiser may act for.
    """
    with transaction() as session:
        webinar = _locked(session, organiser, key)
        host = next(
            (each for each in list_own_hosts(organiser, webinar) if each.key == host_key), None
        )
        if host is None:
            raise NotFoundError(host_key)
        if not webinar.may_lose_host or count_told_of(webinar, host):
            return False
        withdraw_name(session, webinar, host, organiser, now=now)
        for open_still in (find_proposal(webinar), find_joining(webinar)):
            if open_still is not None:
                # Whom it asked, or who made it, is no host of this webinar any more.
                settle(session, organiser, open_still, ProposalState.OVERTAKEN, now=now)
        _audit(session, organiser, "webinar.name_withdrawn", webinar, now, host=host.key)
        return True


def _locked(session: Session, organiser: Organiser, key: str) -> Webinar:
    """Return the webinar as it is now; other agreements and edits wait until we are done."""
    webinar = get_webinar_of(organiser, key, Role.EDITOR)
    hold_webinar(session, webinar.id)
    session.expire(webinar)
    return webinar


def _settled(webinar: Webinar) -> Progress:
    online = webinar.state == WebinarState.PUBLISHED
    return Progress.ONLINE if online else Progress.CANCELLED


def _audit(
    session: Session,
    organiser: Organiser,
    action: str,
    webinar: Webinar,
    now: datetime,
    **details: str,
) -> None:
    subject = ("webinar", webinar.id)
    write_audit(
        session,
        actor_of(organiser),
        action,
        subject,
        now=now,
        revision=webinar.revision,
        **details,
    )
