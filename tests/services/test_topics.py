"""Topics as organisers add, rename, merge and remove them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import (
    NOW,
    make_hosts,
    make_organisation,
    make_series,
    make_topic,
    make_webinar,
    texts,
)
from tests.support.organisers import make_organiser
from webinars.errors import NotFoundError, NotPossibleError, StaleRevisionError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageKind
from webinars.models.organisation import Organisation
from webinars.models.organiser import Role
from webinars.models.series import Series, Topic
from webinars.models.webinar import Webinar
from webinars.queries.topics import count_readers, list_carriers, version_of
from webinars.services.topics import TopicDetails, create_topic, remove_topic, rename_topic


@pytest.fixture
def hosts(session):
    return make_hosts(session)


@pytest.fixture
def editor(session, hosts):
    return make_organiser(session, {hosts[0]: Role.EDITOR})


def details(name, version=""):
    return TopicDetails(names=texts(name), icon="battery", version=version)


def acts(session):
    session.rollback()
    statement = select(AuditEntry).order_by(AuditEntry.id)
    return [(each.action, each.subject_type) for each in session.scalars(statement)]


def only(session, model):
    return session.scalars(select(model)).one()


def test_a_topic_is_added_last_and_renamed_wherever_it_is_carried(session, hosts, editor):
    first = make_topic(session)
    key = create_topic(editor, details("Gezeiten"), now=NOW)
    again = create_topic(editor, details("Gezeiten"), now=NOW)
    assert again == f"{key}-2"
    topic = session.scalars(select(Topic).where(Topic.key == key)).one()
    assert (topic.position, topic.icon) == (first.position + 1, "battery")
    webinar = make_webinar(session, hosts=[hosts[1]], topics=[topic])
    revision, later = webinar.revision, NOW + timedelta(hours=1)
    version = version_of(topic)

    rename_topic(editor, key, details("Tides", version), now=later)
    with pytest.raises(StaleRevisionError):
        rename_topic(editor, key, details("Waves", version), now=NOW)

    assert acts(session) == [("topic.created", "host")] * 4 + [("topic.renamed", "host")] * 2
    assert only(session, Webinar).topics[0].names == texts("Tides")
    assert only(session, Webinar).changed_at == later
    assert only(session, Webinar).revision == revision


def test_merging_puts_the_other_topic_in_its_place(session, hosts, editor):
    make_organiser(session, {hosts[1]: Role.EDITOR})
    goes, stays = make_topic(session, key="h2"), make_topic(session, key="hydrogen")
    keys = {"topics": ["h2", "hydrogen"], "offers": {"topics": ["h2"], "texts": {}}}
    make_organisation(session, **keys)
    series = make_series(session, topics=[goes])
    webinar = make_webinar(session, series=series, topics=[goes, stays])
    revision = webinar.revision
    assert count_readers(editor, list_carriers(editor, goes).webinars, NOW) == 1

    remove_topic(editor, "h2", into="hydrogen", seen=2, now=NOW)

    assert acts(session) == [
        ("webinar.edited", "webinar"),
        ("series.edited", "series"),
        *[("topic.merged", "host")] * 2,
    ]
    assert [each.key for each in only(session, Webinar).topics] == ["hydrogen"]
    assert [each.key for each in only(session, Series).topics] == ["hydrogen"]
    assert only(session, Webinar).revision == revision + 1
    assert only(session, Organisation).topics == ["hydrogen"]
    assert only(session, Organisation).offers == {"topics": ["hydrogen"], "texts": {}}
    assert only(session, Organisation).seeks == {}
    assert only(session, Topic).key == "hydrogen"
    assert only(session, Message).kind == MessageKind.TEAM_EDIT


def test_removing_happens_only_as_it_was_said(session, hosts, editor):
    topic = make_topic(session, key="h2")
    webinar = make_webinar(session, hosts=[hosts[0]], topics=[topic])
    with pytest.raises(StaleRevisionError):
        remove_topic(editor, "h2", into="", seen=0, now=NOW)
    with pytest.raises(NotPossibleError):
        remove_topic(editor, "h2", into="h2", seen=1, now=NOW)
    with pytest.raises(NotFoundError):
        remove_topic(editor, "h2", into="unknown", seen=1, now=NOW)
    assert acts(session) == []

    remove_topic(editor, "h2", into="", seen=1, now=NOW)

    assert acts(session)[-1] == ("topic.removed", "host")
    assert session.get_one(Webinar, webinar.id).topics == []
    assert session.scalars(select(Topic)).all() == []
    assert session.scalars(select(Message)).all() == []


def test_what_other_hosts_alone_carry_is_not_removed(session, hosts, editor):
    topic = make_topic(session, key="h2")
    make_webinar(session, hosts=[hosts[1]], topics=[topic])
    assert list_carriers(editor, topic).elsewhere
    with pytest.raises(NotPossibleError):
        remove_topic(editor, "h2", into="", seen=0, now=NOW)
    assert acts(session) == []


def test_who_edits_for_no_host_changes_no_topic(session, hosts):
    viewer = make_organiser(session, {hosts[0]: Role.VIEWER})
    topic = make_topic(session, key="h2")
    with pytest.raises(NotFoundError):
        create_topic(viewer, details("Tides"), now=NOW)
    with pytest.raises(NotFoundError):
        rename_topic(viewer, "h2", details("Tides", version_of(topic)), now=NOW)
    with pytest.raises(NotFoundError):
        remove_topic(viewer, "h2", into="", seen=0, now=NOW)
    assert acts(session) == []
