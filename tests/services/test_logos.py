"""Logos of hosts, as their owners set and remove them."""

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts
from tests.support.organisers import make_organiser
from tests.support.speakers import photo_file
from webinars.documents.logos import read_logo
from webinars.errors import NotFoundError
from webinars.models.audit import AuditEntry
from webinars.models.host import Host
from webinars.models.organiser import Role
from webinars.queries.hosts import get_logo
from webinars.services.hosts import remove_logo, set_logo


@pytest.fixture
def host(session):
    return make_hosts(session)[0]


def entries(session):
    session.rollback()
    statement = select(AuditEntry).order_by(AuditEntry.id)
    return [(each.action, each.details) for each in session.scalars(statement)]


def test_a_logo_has_another_address_as_soon_as_it_is_another_one(session, host):
    owner = make_organiser(session, {host: Role.OWNER})
    first, second = read_logo(photo_file("PNG")), read_logo(photo_file("JPEG", (300, 60)))
    set_logo(owner, host.key, first, now=NOW)
    set_logo(owner, host.key, first, now=NOW)
    session.rollback()
    before = session.get_one(Host, host.id).logo_name
    assert get_logo(before) == first.data

    set_logo(owner, host.key, second, now=NOW)

    session.rollback()
    stored = session.get_one(Host, host.id)
    name = stored.logo_name
    assert before.endswith(".png")
    assert name.endswith(".jpeg")
    assert (stored.logo_width, stored.logo_height) == (300, 60)
    assert get_logo(name) == second.data
    with pytest.raises(NotFoundError):
        get_logo(before)

    remove_logo(owner, host.key, now=NOW)
    remove_logo(owner, host.key, now=NOW)

    assert entries(session) == [
        ("host.logo_changed", {"logo": before}),
        ("host.logo_changed", {"logo": name}),
        ("host.logo_removed", {"logo": ""}),
    ]
    assert session.get_one(Host, host.id).logo is None
    for gone in (name, ""):
        with pytest.raises(NotFoundError):
            get_logo(gone)


def test_only_owners_of_the_host_set_and_remove_its_logo(session, host):
    partner = make_hosts(session)[1]
    logo = read_logo(photo_file("PNG"))
    for roles in ({host: Role.EDITOR}, {host: Role.VIEWER}, {partner: Role.OWNER}):
        somebody = make_organiser(session, roles)
        with pytest.raises(NotFoundError):
            set_logo(somebody, host.key, logo, now=NOW)
        with pytest.raises(NotFoundError):
            remove_logo(somebody, host.key, now=NOW)
    assert entries(session) == []
    assert session.get_one(Host, host.id).logo_name == ""
