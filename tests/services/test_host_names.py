"""A host that withdraws its name from what is online."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_registration, make_webinar
from tests.support.organisers import make_organiser
from webinars.database.engine import transaction
from webinars.errors import NotFoundError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organiser import Organiser, Role
from webinars.models.webinar import Webinar
from webinars.queries.memberships import get_webinar_of
from webinars.services.agreements import withdraw_host_name


@pytest.fixture
def webinar(app: Flask, session: Session) -> Webinar:
    return make_webinar(session)


def test_a_host_withdraws_its_own_name_and_the_other_goes_on_alone(
    session: Session, webinar: Webinar, now: datetime
) -> None:
    mine, partner = make_hosts(session)
    ours = make_organiser(session, {mine: Role.EDITOR})
    theirs = make_organiser(session, {partner: Role.OWNER}, language="fr")
    looker = make_organiser(session, {mine: Role.VIEWER})
    registration = make_registration(session, webinar=webinar)

    for organiser, host in ((ours, partner), (looker, mine)):
        with pytest.raises(NotFoundError):
            withdraw_host_name(organiser, webinar.key, host.key, now=now)
    assert withdraw_host_name(ours, webinar.key, mine.key, now=now)

    session.expire_all()
    (mail,) = session.scalars(select(Message))
    assert (mail.kind, mail.recipient) == (MessageKind.NAME_WITHDRAWN, theirs.email)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.details["host"]) == ("webinar.name_withdrawn", mine.key)
    assert (webinar.hosts, webinar.changed_at) == ([partner], now)
    assert registration.webinar_id == webinar.id
    for organiser in (ours, looker):
        with pytest.raises(NotFoundError):
            get_webinar_of(organiser, webinar.key)

    assert not withdraw_host_name(theirs, webinar.key, partner.key, now=now)
    session.expire_all()
    assert webinar.hosts == [partner]


def test_of_two_hosts_that_withdraw_at_once_one_remains(
    app: Flask, session: Session, webinar: Webinar, now: datetime
) -> None:
    hosts = make_hosts(session)
    turns = [(make_organiser(session, {host: Role.EDITOR}).id, host.key) for host in hosts]
    key = webinar.key
    session.rollback()
    barrier = threading.Barrier(2)

    def press(turn: tuple[int, str]) -> bool:
        with app.app_context():
            with transaction() as own:
                organiser = own.get_one(Organiser, turn[0])
            barrier.wait(30)
            return withdraw_host_name(organiser, key, turn[1], now=now)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, turns)) == [False, True]

    assert len(session.scalars(select(Webinar)).one().hosts) == 1
