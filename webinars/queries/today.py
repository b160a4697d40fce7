"""What waits for the hosts of an organiser, and what happens next; a fixed number of questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from webinars.database.engine import session
from webinars.models.agreement import Agreement
from webinars.models.host import Host
from webinars.models.objection import ReminderObjection
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.proposal import Proposal
from webinars.models.registration import Registration, RegistrationState
from webinars.models.reminder import Audience
from webinars.models.webinar import Webinar, WebinarState, webinar_hosts
from webinars.queries.joined import list_seen_whole
from webinars.queries.memberships import list_memberships
from webinars.queries.messages import count_undecided
from webinars.queries.not_reached import count_not_reached
from webinars.queries.proposals import list_proposals
from webinars.rules.access import includes
from webinars.rules.completeness import DRAFT_WITHIN, Lack, lacking, missing_languages

COMING = 100
"""How many webinars ahead are looked at."""

SHOWN = 6
"""How many reminders and webinars are listed as next."""


@dataclass(frozen=True)
class Asked:
    """A draft on which one side has agreed."""

    webinar: Webinar
    agreed: tuple[Host, ...]
    open: tuple[Host, ...]
    since: datetime


@dataclass(frozen=True)
class Untranslated:
    """A coming webinar and the languages in which a text is missing."""

    webinar: Webinar
    languages: tuple[str, ...]
    may_edit: bool
    """Whether the organiser may fill them in."""


@dataclass(frozen=True)
class Unready:
    """A webinar that comes soon, and what it lacks."""

    webinar: Webinar
    lacks: Lack
    may_edit: bool
    """Whether the organiser may add it."""


@dataclass(frozen=True)
class Trouble:
    """A coming webinar about which e-mails did not arrive, or nobody knows whether they did."""

    webinar: Webinar
    unreached: int
    """People whom no e-mail reaches."""
    undecided: int
    """Messages of unknown outcome."""


@dataclass(frozen=True)
class Queue:
    """A coming webinar with people on its waiting list, or who ask for approval."""

    webinar: Webinar
    waiting: int


@dataclass(frozen=True)
class Upcoming:
    """A reminder that is planned, and to how many people it goes as things stand."""

    occurrence: Occurrence
    people: int


@dataclass(frozen=True, kw_only=True)
class Today:
    """All that the page shows."""

    memberships: list[Membership]
    asked: list[Asked] = field(default_factory=list)
    """Drafts that wait for the organiser's hosts."""
    pending: list[Asked] = field(default_factory=list)
    """Drafts that wait for other hosts."""
    proposals: list[Proposal] = field(default_factory=list)
    """Changes of what is online that wait for the organiser's hosts."""
    proposed: list[Proposal] = field(default_factory=list)
    """Those that wait for other hosts."""
    troubles: list[Trouble] = field(default_factory=list)
    unready: list[Unready] = field(default_factory=list)
    untranslated: list[Untranslated] = field(default_factory=list)
    queues: list[Queue] = field(default_factory=list)
    requests: list[Queue] = field(default_factory=list)
    reminders: list[Upcoming] = field(default_factory=list)
    webinars: list[Webinar] = field(default_factory=list)
    """Published ones, the next first."""
    drafts: list[Webinar] = field(default_factory=list)

    @property
    def tasks(self) -> int:
        """How many things need a decision."""
        missing = len(self.unready) + len(self.untranslated)
        waiting = (self.asked, self.proposals, self.queues, self.requests)
        wrong = sum(bool(each.unreached) + bool(each.undecided) for each in self.troubles)
        return wrong + missing + sum(len(each) for each in waiting)

    @property
    def edits(self) -> bool:
        """Whether the organiser may change anything anywhere."""
        return any(includes(each.role, Role.EDITOR) for each in self.memberships)


def get_today(organiser: Organiser, now: datetime) -> Today:
    """Return what waits for an organiser's hosts now, and what happens next."""
    memberships = list_memberships(organiser)
    coming = _coming(organiser, now)
    own = {each.host_id for each in memberships}
    editing = {each.host_id for each in memberships if includes(each.role, Role.EDITOR)}
    drafts = [webinar for webinar in coming if webinar.state == WebinarState.DRAFT]
    published = [webinar for webinar in coming if webinar.state == WebinarState.PUBLISHED]
    asked, pending = _agreements(drafts, own)
    proposals = list_proposals(published, own, now)
    mine = [each for each in proposals if _is_asked(each, own)]
    return Today(
        memberships=memberships,
        asked=asked,
        pending=pending,
        proposals=mine,
        proposed=[each for each in proposals if each not in mine],
        troubles=_troubles(organiser, published),
        unready=[
            Unready(webinar, lacks, _may_edit(webinar, editing))
            for webinar in published
            if (
                lacks := lacking(
                    webinar.starts_at - now, webinar.meeting_url, provisional=webinar.provisional
                )
            )
        ],
        untranslated=[
            Untranslated(webinar, languages, _may_edit(webinar, editing))
            for webinar in coming
            if (languages := _missing_languages(webinar, now))
        ],
        queues=_queues(published, RegistrationState.WAITING),
        requests=_queues(published, RegistrationState.REQUESTED),
        reminders=_reminders(organiser, now),
        webinars=published[:SHOWN],
        drafts=drafts,
    )


def _of(organiser: Organiser) -> ColumnElement[bool]:
    return exists().where(
        webinar_hosts.c.webinar_id == Webinar.id,
        webinar_hosts.c.host_id == Membership.host_id,
        Membership.organiser_id == organiser.id,
    )


def _coming(organiser: Organiser, now: datetime) -> list[Webinar]:
    statement = (
        select(Webinar)
        .where(_of(organiser), Webinar.state != WebinarState.CANCELLED, Webinar.ends_at > now)
        .order_by(Webinar.starts_at, Webinar.id)
        .limit(COMING)
        .options(joinedload(Webinar.series), selectinload(Webinar.hosts))
    )
    return list(session().scalars(statement))


def _agreements(drafts: Sequence[Webinar], own: set[int]) -> tuple[list[Asked], list[Asked]]:
    """Return the drafts that wait for hosts of ours, and those that wait for others only."""
    statement = (
        select(Agreement)
        .join(Webinar, Webinar.id == Agreement.webinar_id)
        .where(
            Agreement.webinar_id.in_([webinar.id for webinar in drafts]),
            Agreement.revision == Webinar.revision,
        )
        .order_by(Agreement.id)
    )
    given: dict[int, dict[int, datetime]] = {}
    for row in session().scalars(statement):
        given.setdefault(row.webinar_id, {})[row.host_id] = row.agreed_at
    asked: list[Asked] = []
    pending: list[Asked] = []
    for webinar in drafts:
        agreed = given.get(webinar.id, {})
        waits_for = [host for host in webinar.hosts if host.id not in agreed]
        if not agreed or not waits_for:
            continue
        found = Asked(
            webinar,
            agreed=tuple(host for host in webinar.hosts if host.id in agreed),
            open=tuple(waits_for),
            since=max(agreed.values()),
        )
        ours = any(host.id in own for host in waits_for)
        (asked if ours else pending).append(found)
    return asked, pending


def _is_asked(proposal: Proposal, own: set[int]) -> bool:
    asked = {proposal.joining_id, *(host.id for host in proposal.webinar.hosts)}
    return bool(asked & own - set(proposal.hosts))


def _missing_languages(webinar: Webinar, now: datetime) -> tuple[str, ...]:
    if webinar.state == WebinarState.DRAFT and webinar.starts_at - now > DRAFT_WITHIN:
        return ()
    return missing_languages((webinar.titles, webinar.teasers, webinar.descriptions))


def _may_edit(webinar: Webinar, host_ids: set[int]) -> bool:
    return any(host.id in host_ids for host in webinar.hosts)


def _troubles(organiser: Organiser, webinars: Sequence[Webinar]) -> list[Trouble]:
    numbers = list_seen_whole(organiser, [webinar.id for webinar in webinars])
    unreached, undecided = count_not_reached(numbers), count_undecided(numbers)
    return [
        Trouble(webinar, unreached.get(webinar.id, 0), undecided.get(webinar.id, 0))
        for webinar in webinars
        if webinar.id in unreached or webinar.id in undecided
    ]


def _queues(webinars: Sequence[Webinar], state: RegistrationState) -> list[Queue]:
    statement = (
        select(Registration.webinar_id, func.count())
        .where(
            Registration.webinar_id.in_([webinar.id for webinar in webinars]),
            Registration.state == state,
        )
        .group_by(Registration.webinar_id)
    )
    people = {row[0]: row[1] for row in session().execute(statement)}
    return [Queue(webinar, people[webinar.id]) for webinar in webinars if webinar.id in people]


def _reminders(organiser: Organiser, now: datetime) -> list[Upcoming]:
    objects = exists().where(
        ReminderObjection.attendee_id == Registration.attendee_id,
        or_(
            ReminderObjection.webinar_id.is_(None),
            ReminderObjection.webinar_id == Registration.webinar_id,
        ),
    )
    people = (
        select(func.count())
        .where(
            Registration.webinar_id == Occurrence.webinar_id,
            or_(
                _goes_to(Audience.WAITING, RegistrationState.WAITING),
                _goes_to(Audience.CONFIRMED, RegistrationState.CONFIRMED),
            ),
            ~objects.correlate(Registration),
        )
        .correlate(Occurrence)
        .scalar_subquery()
    )
    statement = (
        select(Occurrence, people)
        .join(Occurrence.webinar)
        .where(
            _of(organiser),
            Webinar.state == WebinarState.PUBLISHED,
            Occurrence.state == OccurrenceState.PLANNED,
            Occurrence.version == Webinar.schedule_version,
            Occurrence.due_at > now,
            Occurrence.audience.in_((Audience.CONFIRMED, Audience.WAITING)),
        )
        .order_by(Occurrence.due_at, Occurrence.id)
        .limit(SHOWN)
        .options(joinedload(Occurrence.webinar), joinedload(Occurrence.reminder))
    )
    return [Upcoming(occurrence, count) for occurrence, count in session().execute(statement)]


def _goes_to(audience: Audience, state: RegistrationState) -> ColumnElement[bool]:
    return and_(Occurrence.audience == audience, Registration.state == state)
