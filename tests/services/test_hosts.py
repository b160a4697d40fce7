"""What the pages say of a host, as its owners change it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts, make_webinar, texts
from tests.support.organisers import make_organiser
from webinars.errors import NotFoundError, StaleRevisionError
from webinars.models.audit import AuditEntry
from webinars.models.host import Host
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar
from webinars.queries.hosts import EDITED, version_of
from webinars.services.hosts import HostDetails, edit_host

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def host(session):
    return make_hosts(session)[0]


@pytest.fixture
def owner(session, host):
    return make_organiser(session, {host: Role.OWNER})


def details(host, **changes):
    columns = {name: getattr(host, name) for name in EDITED}
    return HostDetails(version=version_of(host), columns={**columns, **changes})


def entries(session):
    session.rollback()
    return list(session.scalars(select(AuditEntry)))


def test_what_has_changed_is_stored_and_logged_with_what_was_before(session, host, owner):
    cities = texts("Leipzig")
    before = dict(host.time_city)
    changes = {"name": "New Energy", "time_city": cities, "represented_by": "Alex Muster"}

    edit_host(owner, host.key, details(host, **changes), now=NOW)

    [entry] = entries(session)
    stored = session.get_one(Host, host.id)
    assert {name: getattr(stored, name) for name in changes} == changes
    assert (entry.action, entry.subject_type, entry.subject_id) == ("host.edited", "host", host.id)
    assert entry.actor == f"organiser {owner.id}"
    assert entry.details["changed"] == ["name", "time_city", "represented_by"]
    assert entry.details["values"] == {
        "name": ["Energy Saxony", "New Energy"],
        "time_city": [before, cities],
    }
    assert "Muster" not in str(entry.details)
    assert session.scalars(select(Message)).all() == []


def test_saving_what_is_stored_already_changes_nothing(session, host, owner):
    webinar = make_webinar(session, hosts=[host])
    edit_host(owner, host.key, details(host), now=LATER)
    assert entries(session) == []
    assert session.get_one(Webinar, webinar.id).changed_at == NOW


@pytest.mark.parametrize(
    ("changes", "changed_at"),
    [({"name": "New Energy"}, LATER), ({"vat_number": "DE 000"}, NOW)],
)
def test_feeds_learn_of_what_they_say_of_a_host(session, host, owner, changes, changed_at):
    own = make_webinar(session, hosts=[host])
    other = make_webinar(session, hosts=[make_hosts(session)[1]])
    revision = own.revision

    edit_host(owner, host.key, details(host, **changes), now=LATER)

    session.rollback()
    stored = session.get_one(Webinar, own.id)
    assert (stored.changed_at, stored.revision) == (changed_at, revision)
    assert session.get_one(Webinar, other.id).changed_at == NOW


def test_what_somebody_else_has_saved_meanwhile_is_not_overwritten(session, host, owner):
    for name in EDITED:
        opened = details(host, telephone="1")
        value = getattr(host, name)
        setattr(host, name, texts("Other") if isinstance(value, dict) else "Other")
        session.commit()
        with pytest.raises(StaleRevisionError):
            edit_host(owner, host.key, opened, now=NOW)
    assert entries(session) == []


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER, None])
def test_only_owners_of_the_host_change_it(session, host, role):
    somebody = make_organiser(
        session, {host: role} if role else {make_hosts(session)[1]: Role.OWNER}
    )
    with pytest.raises(NotFoundError):
        edit_host(somebody, host.key, details(host, name="Mine"), now=NOW)
    assert entries(session) == []
    assert session.get_one(Host, host.id).name == "Energy Saxony"
