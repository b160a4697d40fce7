import pytest

from tests.factories import make_hosts, make_series, make_topic
from webinars.errors import NotFoundError
from webinars.queries.series import get_series, list_series


def test_a_series_comes_by_its_key_with_hosts_and_topics(session):
    topic = make_topic(session)
    made = make_series(session, key="dialogue", topics=[topic])
    found = get_series("dialogue")
    assert found is made
    assert found.hosts == list(make_hosts(session))
    assert found.topics == [topic]


def test_an_unknown_series_is_not_found(session):
    make_series(session)
    with pytest.raises(NotFoundError):
        get_series("nothing")


def test_series_come_in_the_order_in_which_they_were_added(session):
    first = make_series(session, key="zebra")
    second = make_series(session, key="antelope")
    assert list_series() == [first, second]
