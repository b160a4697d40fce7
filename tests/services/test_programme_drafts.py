"""Drafts of a series from a file: tried, stored, and refused whole."""

import pytest
from sqlalchemy import delete, func, select

from tests.factories import (
    NOW,
    make_agenda_item,
    make_hosts,
    make_series,
    make_speaker,
    make_topic,
    make_webinar,
)
from tests.support.organisers import make_organiser
from tests.support.programme import NEW_DRAFT as NEW
from webinars.documents.programme_dump import write_webinars
from webinars.documents.programme_mistakes import ProgrammeFileError
from webinars.documents.programme_sheet import write_sheets
from webinars.errors import NotFoundError, StaleRevisionError
from webinars.models.audit import AuditEntry
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.schedule import Schedule
from webinars.models.webinar import AgendaItem, AgendaKind, Speaker, Webinar, WebinarState
from webinars.services.programme_drafts import store_drafts, try_drafts


@pytest.fixture
def series(session):
    make_topic(session, key="wind")
    return make_series(session, key="grids", hosts=list(make_hosts(session)))


@pytest.fixture
def organiser(session, series):
    return make_organiser(session, {make_hosts(session)[0]: Role.EDITOR})


def stored(session):
    session.rollback()
    return {row.key: row for row in session.scalars(select(Webinar))}


def load(organiser, data, sheet=False):
    data = data.encode() if isinstance(data, str) else data
    seen = try_drafts(organiser, "grids", data, sheet=sheet, now=NOW).seen
    return store_drafts(organiser, "grids", data, sheet=sheet, seen=seen, now=NOW)


def mistakes_in(organiser, text):
    with pytest.raises(ProgrammeFileError) as caught:
        try_drafts(organiser, "grids", text.encode(), sheet=False, now=NOW)
    return [(each.line, each.sentence) for each in caught.value.mistakes]


def test_trying_says_what_would_happen_and_stores_nothing(session, organiser):
    found = try_drafts(organiser, "grids", NEW.encode(), sheet=False, now=NOW)

    assert [(each.key, each.created) for each in found.drafts] == [("longer-blades", True)]
    assert found.drafts[0].titles == {"de": "Längere Rotorblätter"}
    assert stored(session) == {}
    assert session.scalar(select(func.count(AuditEntry.id))) == 0


def test_what_was_seen_is_stored_as_drafts_of_all_hosts(session, organiser, series):
    load(organiser, NEW)

    row = stored(session)["longer-blades"]
    assert (row.state, row.capacity, row.teasers) == (WebinarState.DRAFT, 50, {})
    assert {host.key for host in row.hosts} == {host.key for host in series.hosts}
    entries = session.scalars(select(AuditEntry)).all()
    assert [(each.action, each.actor) for each in entries] == [
        ("webinar.created", f"organiser {organiser.id}")
    ]
    assert session.scalar(select(func.count(Message.id))) == 0


def test_twice_changes_nothing_the_second_time(session, organiser):
    load(organiser, NEW)
    again = load(organiser, NEW)

    assert (again.created, again.changed) == (0, 0)
    assert stored(session)["longer-blades"].revision == 1


def test_a_draft_that_differs_is_changed_and_says_in_what(session, organiser):
    load(organiser, NEW)
    found = load(organiser, NEW.replace("50", "80").replace("14:00", "15:00"))

    assert set(found.drafts[0].changed) == {"capacity", "times"}
    assert stored(session)["longer-blades"].capacity == 80
    values = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first().details
    assert values["values"]["capacity"] == [50, 80]


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_what_is_taken_along_can_be_handed_in_again(session, organiser, series, kind):
    rows = [
        make_webinar(session, series=series, state=state)
        for state in (WebinarState.DRAFT, WebinarState.PUBLISHED)
    ]
    for row in rows:
        pitch = {"kind": AgendaKind.PITCH, "minutes": row.duration_minutes}
        make_agenda_item(session, webinar=row, position=0, **pitch)
        make_speaker(session, webinar=row, position=0)
    data = write_sheets(rows) if kind == "xlsx" else write_webinars(rows)

    found = load(organiser, data, sheet=kind == "xlsx")

    assert [(each.created, each.changed) for each in found.drafts] == [(False, ())] * 2


def test_agenda_and_speakers_of_a_draft_come_from_an_excel_file(session, organiser, series):
    pattern = make_webinar(session, series=series, state=WebinarState.DRAFT)
    make_agenda_item(session, webinar=pattern, kind=AgendaKind.PITCH, minutes=75)
    make_speaker(session, webinar=pattern)
    data = write_sheets([pattern])
    session.execute(delete(AgendaItem))
    session.execute(delete(Speaker))
    session.commit()

    (draft,) = load(organiser, data, sheet=True).drafts

    assert set(draft.changed) == {"agenda", "speakers"}
    row = stored(session)[pattern.key]
    assert [(each.kind, each.minutes) for each in row.agenda] == [(AgendaKind.PITCH, 75)]
    assert len(row.speakers) == 1


def test_what_is_online_is_not_changed_by_a_file(session, organiser, series):
    row = make_webinar(session, series=series)
    text = write_webinars([row]).replace("capacity: ", "capacity: 1")

    [(line, sentence)] = mistakes_in(organiser, text)
    assert line == 4
    assert sentence.startswith("Only drafts are changed by a file.")
    assert stored(session)[row.key].revision == 1


def test_fewer_places_than_are_taken_are_refused_in_words(session, organiser, series):
    row = make_webinar(session, series=series, capacity=5, seats_taken=5)
    text = write_webinars([row]).replace("capacity: 5", "capacity: 2")

    assert "Only drafts" in mistakes_in(organiser, text)[0][1]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("series: grids", "series: other", "This webinar belongs to another series"),
        ("longer-blades", "taken", "This webinar belongs to another series"),
        ("state: draft", "state: cancelled\n  teasers: {en: A}", "A file makes drafts"),
        ("capacity: 50", "capacity: 50\n  hosts: [tweed]", "None of its hosts is yours."),
        ("capacity: 50", "capacity: 50\n  topics: [winds]", "Did you mean ‘wind’?"),
        ("webinars:", "topics:\n- {key: a, icon: hydrogen}\nwebinars:", "Only webinars are read"),
    ],
)
def test_what_a_file_may_not_do_is_refused_with_its_line(session, organiser, old, new, sentence):
    make_webinar(session, key="taken", series=make_series(session, key="other"))

    found = mistakes_in(organiser, NEW.replace(old, new, 1))

    assert [line for line, said in found if sentence in said]
    assert set(stored(session)) == {"taken"}


def test_an_empty_file_says_so(organiser):
    assert mistakes_in(organiser, "format: 1\n") == [(1, "There is no webinar in this file.")]


def test_one_mistake_stores_nothing_of_the_rest(session, organiser):
    other = NEW.split("webinars:\n")[1].replace("longer-blades", "b").replace("60", "0")
    assert len(mistakes_in(organiser, NEW + other)) == 1
    assert stored(session) == {}


def test_what_has_changed_since_it_was_seen_is_shown_again_first(session, organiser):
    load(organiser, NEW)
    wanted = NEW.replace("50", "80").encode()
    seen = try_drafts(organiser, "grids", wanted, sheet=False, now=NOW).seen
    load(organiser, NEW.replace("50", "60"))

    with pytest.raises(StaleRevisionError):
        store_drafts(organiser, "grids", wanted, sheet=False, seen=seen, now=NOW)
    assert stored(session)["longer-blades"].capacity == 60


def test_who_may_not_edit_the_series_finds_none(session, series):
    viewer = make_organiser(session, {make_hosts(session)[0]: Role.VIEWER})
    with pytest.raises(NotFoundError):
        try_drafts(viewer, "grids", NEW.encode(), sheet=False, now=NOW)


def test_another_date_alone_is_one_that_nobody_has_agreed_to(session, organiser):
    load(organiser, NEW)
    found = load(organiser, NEW.replace("14:00", "15:00"))

    assert found.drafts[0].changed == ("times",)
    row = stored(session)["longer-blades"]
    assert (row.revision, row.schedule_version) == (2, 2)
    kept = session.scalars(select(Schedule.version).where(Schedule.webinar_id == row.id)).all()
    assert sorted(kept) == [1, 2]
