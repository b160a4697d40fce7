"""Support offices, as the owners of a host arrange them: invited by mail, for one region."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from webinars.database.engine import lock_address, transaction
from webinars.errors import NotFoundError
from webinars.models.message import MessageKind
from webinars.models.organiser import NewOrganiser, Organiser
from webinars.queries.hosts import list_regions
from webinars.queries.support_offices import get_office, list_series_at
from webinars.settings import current_settings
from webinars.steps.audit import actor_of
from webinars.steps.members import (
    find_account,
    find_membership,
    lock_owned_host,
    make_account,
    tell_or_forget,
)
from webinars.steps.messages import tell_organiser
from webinars.steps.password_links import mail_new_link
from webinars.steps.support_offices import give_office, take_office
from webinars.text import clean_address
from webinars.tokens import address_hash


class OfficeInvited(Enum):
    """What became of an invitation."""

    LINK = "a mail with a link to choose a password is on its way"
    TOLD = "the person had an access already, and is told of the new right"
    SAME = "the person may read it already; nothing has changed"
    MEMBER = "the person works for the host and sees more already; nothing has changed"


def invite_office(
    organiser: Organiser,
    key: str,
    person: NewOrganiser,
    series_key: str,
    region_key: str,
    *,
    now: datetime,
) -> OfficeInvited:
    """Let a person read who registered for a series of a host from one region.

    Whoever has an account keeps name and language of it; whoever has not chosen a password yet
    gets another link.

    :raises NotFoundError: when the organiser does not own this host, or there is no such series
        of it, or no such region.
    :raises TooManyMailsError: when the address got too many links today.
    """
    with transaction() as session:
        host, actor = lock_owned_host(session, organiser, key), actor_of(organiser)
        series = {each.key: each for each in list_series_at(host)}.get(series_key)
        region = {each.key: each for each in list_regions()}.get(region_key)
        if series is None or region is None:
            raise NotFoundError(series_key)
        email = clean_address(person.email)
        lock_address(session, address_hash(current_settings().address_key, email))
        invited = find_account(session, email)
        if invited is None:
            invited = make_account(session, actor, person, now=now)
        elif find_membership(session, invited, host) is not None:
            return OfficeInvited.MEMBER
        given = give_office(session, actor, invited, (host, series, region), now=now)
        if invited.password is None:
            mail_new_link(session, invited, now=now)
            return OfficeInvited.LINK
        if not given:
            return OfficeInvited.SAME
        tell_organiser(session, MessageKind.ACCESS_CHANGED, invited, now=now)
        return OfficeInvited.TOLD


def end_office(organiser: Organiser, key: str, number: int, *, now: datetime) -> None:
    """Let a support office read nothing of this any more, or take its invitation back.

    An account that was never used and works for nobody goes at once; others are told by mail.

    :param number: of the support office.
    :raises NotFoundError: when the host has none of this number, or the organiser does not own it.
    """
    with transaction() as session:
        host = lock_owned_host(session, organiser, key)
        office = get_office(host, number)
        person = office.organiser
        take_office(session, actor_of(organiser), office, now=now)
        tell_or_forget(session, person, now=now)
