from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_reminder, make_webinar, texts
from tests.support.organisers import make_organiser
from webinars.database.claims import claim_due, give_up
from webinars.database.engine import transaction
from webinars.database.leases import open_lease
from webinars.errors import IncompleteError, NotFoundError, StaleRevisionError
from webinars.models.agreement import Agreement
from webinars.models.audit import AuditEntry
from webinars.models.message import DropReason, Lane, Message, MessageKind, MessageState, Subject
from webinars.models.occurrence import Occurrence, OccurrenceState
from webinars.models.organiser import Membership, Organiser, Role
from webinars.models.webinar import PUBLICATION, Webinar, WebinarState
from webinars.queries.agreements import get_standing
from webinars.queries.memberships import get_webinar_of
from webinars.services.agreements import Progress, ask_or_agree, withdraw_agreement


@dataclass(frozen=True)
class Teams:
    """A joint draft, and who works for its hosts."""

    webinar: Webinar
    ours: Organiser
    theirs: Organiser
    viewer: Organiser
    """Of the other host; may look."""


@pytest.fixture
def teams(app: Flask, session: Session) -> Teams:
    mine, partner = make_hosts(session)
    return Teams(
        webinar=make_webinar(session, state=WebinarState.DRAFT),
        ours=make_organiser(session, {mine: Role.EDITOR}),
        theirs=make_organiser(session, {partner: Role.OWNER}, language="fr"),
        viewer=make_organiser(session, {partner: Role.VIEWER}),
    )


def agree(organiser: Organiser, webinar: Webinar, now: datetime, revision: int = 1) -> Progress:
    return ask_or_agree(organiser, webinar.key, revision=revision, now=now)


def state_of(session: Session, webinar: Webinar) -> WebinarState:
    session.rollback()
    return session.scalars(select(Webinar.state).where(Webinar.id == webinar.id)).one()


def mails(session: Session) -> list[Message]:
    session.rollback()
    return list(session.scalars(select(Message).order_by(Message.id)))


def actions(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.actor, row.action) for row in rows]


def change(session: Session, webinar: Webinar, **values: Any) -> None:
    session.execute(update(Webinar).where(Webinar.id == webinar.id).values(**values))
    session.commit()


def test_the_first_host_asks_and_the_second_publishes(
    session: Session, teams: Teams, now: datetime
) -> None:
    assert agree(teams.ours, teams.webinar, now) is Progress.WAITING
    assert state_of(session, teams.webinar) == WebinarState.DRAFT

    assert agree(teams.theirs, teams.webinar, now) is Progress.ONLINE
    assert state_of(session, teams.webinar) == WebinarState.PUBLISHED
    (told,) = [each for each in mails(session) if each.kind == MessageKind.TEAM_EDIT]
    assert (told.recipient, told.version) == (teams.ours.email, PUBLICATION)
    ours, theirs = f"organiser {teams.ours.id}", f"organiser {teams.theirs.id}"
    assert actions(session) == [
        (ours, "agreement.given"),
        (theirs, "agreement.given"),
        (theirs, "webinar.published"),
    ]


def test_a_webinar_of_one_host_goes_online_at_once_and_nobody_is_written_to(
    session: Session, teams: Teams, now: datetime
) -> None:
    alone = make_webinar(session, state=WebinarState.DRAFT, hosts=[make_hosts(session)[0]])

    assert agree(teams.ours, alone, now) is Progress.ONLINE

    assert state_of(session, alone) == WebinarState.PUBLISHED
    assert mails(session) == []


def test_who_works_for_both_hosts_agrees_for_both(
    session: Session, teams: Teams, now: datetime
) -> None:
    both = make_organiser(session, dict.fromkeys(make_hosts(session), Role.EDITOR))

    assert agree(both, teams.webinar, now) is Progress.ONLINE
    assert len(session.scalars(select(Agreement)).all()) == 2


def test_those_who_may_agree_get_one_mail_in_their_language(
    session: Session, teams: Teams, now: datetime
) -> None:
    partner = make_hosts(session)[1]
    make_organiser(session, {partner: Role.EDITOR}, active=False)
    agree(teams.ours, teams.webinar, now)
    agree(teams.ours, teams.webinar, now)

    (mail,) = mails(session)
    assert (mail.kind, mail.lane) == (MessageKind.AGREEMENT, Lane.CHANGE)
    assert (mail.recipient, mail.language) == (teams.theirs.email, "fr")
    assert (mail.subject_type, mail.subject_id) == (Subject.WEBINAR, teams.webinar.id)
    assert (mail.version, mail.useful_until) == (1, teams.webinar.starts_at)


def test_two_hosts_that_agree_at_the_same_moment_publish_exactly_once(
    app: Flask, session: Session, teams: Teams, now: datetime
) -> None:
    ids, key = (teams.ours.id, teams.theirs.id), teams.webinar.key
    session.rollback()
    barrier = threading.Barrier(2)

    def press(organiser_id: int) -> Progress:
        with app.app_context():
            with transaction() as own:
                organiser = own.get_one(Organiser, organiser_id)
            barrier.wait(30)
            return ask_or_agree(organiser, key, revision=1, now=now)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, ids))

    assert sorted(answers) == [Progress.ONLINE, Progress.WAITING]
    assert state_of(session, teams.webinar) == WebinarState.PUBLISHED
    published = [action for _, action in actions(session) if action == "webinar.published"]
    assert len(published) == 1


def test_with_the_last_agreement_the_reminders_are_planned(
    session: Session, teams: Teams, now: datetime
) -> None:
    make_reminder(session, series=teams.webinar.series)
    agree(teams.ours, teams.webinar, now)
    assert session.scalars(select(Occurrence)).all() == []

    agree(teams.theirs, teams.webinar, now)

    (planned,) = session.scalars(select(Occurrence)).all()
    assert (planned.webinar_id, planned.version) == (teams.webinar.id, 1)
    assert planned.state == OccurrenceState.PLANNED


def test_what_was_edited_since_it_was_read_is_not_agreed_to(
    session: Session, teams: Teams, now: datetime
) -> None:
    change(session, teams.webinar, revision=2)

    with pytest.raises(StaleRevisionError):
        agree(teams.theirs, teams.webinar, now)

    assert session.scalars(select(Agreement)).all() == []


def test_an_edit_makes_the_earlier_agreement_void_and_the_partner_is_asked_again(
    session: Session, teams: Teams, now: datetime
) -> None:
    agree(teams.ours, teams.webinar, now)
    change(session, teams.webinar, revision=2)
    standing = get_standing(teams.ours, teams.webinar, now)
    assert [host.name for host in standing.void] == ["Energy Saxony"]
    assert standing.mails == 1

    assert agree(teams.theirs, teams.webinar, now, revision=2) is Progress.WAITING
    assert agree(teams.ours, teams.webinar, now, revision=2) is Progress.ONLINE

    assert [(mail.recipient, mail.version) for mail in mails(session)] == [
        (teams.theirs.email, 1),
        (teams.ours.email, 2),
        (teams.theirs.email, PUBLICATION),
    ]


def test_what_is_missing_is_named_and_nothing_is_stored(
    session: Session, teams: Teams, now: datetime
) -> None:
    change(session, teams.webinar, titles={**texts("Title"), "fr": ""})

    with pytest.raises(IncompleteError) as refused:
        agree(teams.ours, teams.webinar, now)

    assert refused.value.missing == ["title"]
    assert session.scalars(select(Agreement)).all() == []
    assert mails(session) == []


def test_an_agreement_can_be_taken_back_until_the_webinar_is_online(
    session: Session, teams: Teams, now: datetime
) -> None:
    agree(teams.ours, teams.webinar, now)
    assert withdraw_agreement(teams.ours, teams.webinar.key, now=now) is Progress.WAITING
    assert agree(teams.theirs, teams.webinar, now) is Progress.WAITING
    assert agree(teams.ours, teams.webinar, now) is Progress.ONLINE

    assert withdraw_agreement(teams.ours, teams.webinar.key, now=now) is Progress.ONLINE
    assert state_of(session, teams.webinar) == WebinarState.PUBLISHED
    assert [action for _, action in actions(session)].count("agreement.withdrawn") == 1


def test_a_request_that_was_taken_back_before_it_left_is_sent_when_asked_again(
    session: Session, teams: Teams, now: datetime
) -> None:
    agree(teams.ours, teams.webinar, now)
    withdraw_agreement(teams.ours, teams.webinar.key, now=now)
    with transaction() as claiming:
        open_lease(claiming, "me", now=now, expires_at=teams.webinar.starts_at)
        (claim,) = claim_due(claiming, "me", limit=5, now=now)
        assert give_up(claiming, claim, now) == MessageState.DROPPED
    assert mails(session)[0].reason == DropReason.ANSWERED

    agree(teams.ours, teams.webinar, now)

    (mail,) = mails(session)
    assert (mail.state, mail.reason, mail.settled_at) == (MessageState.QUEUED, "", None)


def test_agreeing_to_what_is_online_or_cancelled_changes_nothing(
    session: Session, teams: Teams, now: datetime
) -> None:
    for state, progress in (
        (WebinarState.PUBLISHED, Progress.ONLINE),
        (WebinarState.CANCELLED, Progress.CANCELLED),
    ):
        change(session, teams.webinar, state=state)
        assert agree(teams.ours, teams.webinar, now) is progress
        assert withdraw_agreement(teams.ours, teams.webinar.key, now=now) is progress
    assert actions(session) == []


def test_who_may_only_look_agrees_for_nobody(session: Session, teams: Teams, now: datetime) -> None:
    for act in (
        lambda: agree(teams.viewer, teams.webinar, now),
        lambda: withdraw_agreement(teams.viewer, teams.webinar.key, now=now),
    ):
        with pytest.raises(NotFoundError):
            act()
    assert get_standing(teams.viewer, teams.webinar, now).own == ()
    assert get_webinar_of(teams.viewer, teams.webinar.key).id == teams.webinar.id


def test_a_partner_at_whose_desk_nobody_sits_is_named(
    session: Session, teams: Teams, now: datetime
) -> None:
    assert get_standing(teams.ours, teams.webinar, now).unreachable == ()
    session.execute(update(Membership).where(Membership.role == Role.OWNER).values(role="viewer"))
    session.commit()

    standing = get_standing(teams.ours, teams.webinar, now)

    assert [host.name for host in standing.unreachable] == ["TWEED"]
    assert standing.mails == 0
