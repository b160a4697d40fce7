import pytest

from tests.factories import make_hosts, make_notice, make_region
from webinars.errors import NotFoundError
from webinars.queries.hosts import get_host, list_hosts, list_notices, list_regions


def test_hosts_come_by_name(session):
    energy_saxony, tweed = make_hosts(session)
    assert list_hosts() == [energy_saxony, tweed]


def test_a_host_comes_by_its_key(session):
    _, tweed = make_hosts(session)
    assert get_host("tweed") is tweed
    assert get_host("tweed").region.key == "wallonia"


def test_an_unknown_host_is_not_found(session):
    make_hosts(session)
    with pytest.raises(NotFoundError):
        get_host("nobody")


def test_regions_come_in_their_order(session):
    last = make_region(session, position=9)
    first = make_region(session, position=1)
    assert list_regions() == [first, last]


def test_notices_come_by_key(session):
    second = make_notice(session, key="b")
    first = make_notice(session, key="a")
    assert list_notices() == [first, second]
