"""Shifting several webinars of a series at once."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.factories import make_hosts, make_webinar
from tests.support.changes import make_seated, queued_kinds
from tests.support.collisions import collisions
from tests.support.pages import form_fields, page, parsed
from webinars.database.engine import is_sqlite
from webinars.models.audit import AuditEntry
from webinars.models.message import MessageKind
from webinars.models.schedule import Schedule
from webinars.models.webinar import Webinar, WebinarState
from webinars.web.forms.shifts import value_of
from webinars.zones import to_utc

FORM = "main form[method=post]"


@pytest.fixture
def draft(session, webinar):
    """A draft of the same series, on 17 March 2027."""
    return make_webinar(
        session,
        series=webinar.series,
        state=WebinarState.DRAFT,
        local_start=datetime(2027, 3, 17, 14, 0),
        closes_at=to_utc(datetime(2027, 3, 16, 12, 0), "Europe/Berlin"),
    )


def path_of(webinar):
    return f"/en/organiser/series/{webinar.series.key}/shift"


def words(response):
    return " ".join(parsed(response).main.get_text(" ").split())


def mistakes(response):
    return [each.get_text(strip=True) for each in parsed(response).select(".errors li")]


def choose(client, chosen, **typed):
    path = path_of(chosen[0])
    answers = {"webinars": [value_of(each) for each in chosen], **typed}
    return client.post(path, data={**form_fields(page(client, path), FORM), **answers})


def go_on(client, webinar, sure):
    return client.post(path_of(webinar), data=form_fields(parsed(sure), FORM))


def starts(session, *webinars):
    session.rollback()
    return [session.get(Webinar, each.id).local_start for each in webinars]


def test_the_preview_says_of_each_when_it_was_and_will_be_and_how_many_are_told(
    client, session, webinar, draft
):
    for language in ("de", "fr"):
        make_seated(session, webinar, language=language)

    shown = words(choose(client, [webinar, draft], days="14", reason_de="Messe"))

    assert "Wednesday 3 February 2027" in shown
    assert "Wednesday 17 February 2027" in shown
    assert "2 people are told." in shown
    assert "Wednesday 31 March 2027" in shown
    assert "the hosts have to agree to the new date" in shown
    assert "1 in German, 1 in French, 0 in English" in shown
    assert "Shift 2 webinars" in shown
    assert starts(session, webinar, draft) == [webinar.local_start, draft.local_start]


def test_each_is_moved_by_the_clocks_and_its_people_are_told(client, session, webinar, draft):
    person = make_seated(session, webinar)
    before = draft.revision

    response = go_on(client, webinar, choose(client, [webinar, draft], days="14", hours="-1"))

    shown = words(client.get(response.location))
    assert "2 webinars shifted. 1 person is told." in shown
    moved = [datetime(2027, 2, 17, 13, 0), datetime(2027, 3, 31, 13, 0)]
    assert starts(session, webinar, draft) == moved
    assert queued_kinds(session, person) == [(MessageKind.MOVED, 2)]
    row = session.get(Webinar, draft.id)
    # Summer time has begun in between.
    assert row.starts_at == to_utc(datetime(2027, 3, 31, 13, 0), "Europe/Berlin")
    assert row.closes_at == to_utc(datetime(2027, 3, 30, 11, 0), "Europe/Berlin")
    assert (row.revision, row.schedule_version) == (before + 1, 2)
    versions = session.scalars(select(Schedule.version).where(Schedule.webinar_id == row.id))
    assert sorted(versions) == [1, 2]
    assert session.scalars(select(AuditEntry.action)).all() == ["webinar.moved"] * 2


def test_a_second_press_moves_nothing_twice(client, session, webinar, draft):
    sure = choose(client, [webinar, draft])
    for _ in range(2):
        response = go_on(client, webinar, sure)

    shown = words(client.get(response.location))
    assert "0 webinars shifted." in shown
    assert "somebody has changed them in the meantime" in shown
    days = [each.day for each in starts(session, webinar, draft)]
    assert days == [10, 24]


def test_what_somebody_else_has_moved_holds_the_others_up_in_nothing(
    client, session, webinar, draft
):
    sure = choose(client, [webinar, draft])
    webinar.schedule_version += 1
    session.commit()

    response = go_on(client, webinar, sure)

    assert "1 webinar shifted. No e-mail will be sent." in words(client.get(response.location))
    assert [each.day for each in starts(session, webinar, draft)] == [3, 24]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"webinars": []}, "Tick at least one webinar."),
        ({"days": "0", "hours": "0"}, "Say by how many days or hours."),
        ({"days": "soon"}, "Write a whole number from -366 to 366."),
        ({"hours": "24"}, "Write a whole number from -23 to 23."),
        ({"days": "-300"}, "One of these webinars would lie in the past."),
        (
            {"webinars": ["nothing.1"]},
            "Somebody has changed one of these webinars. Please look once more.",
        ),
    ],
)
def test_a_wrong_shift_is_refused(client, session, webinar, typed, sentence):
    asked = {"chosen": [webinar], **typed}
    assert mistakes(choose(client, **asked)) == [sentence]
    assert starts(session, webinar) == [webinar.local_start]


def test_webinars_of_other_series_and_other_hosts_are_out_of_reach(client, session, webinar):
    elsewhere = make_webinar(session)
    foreign = make_webinar(session, series=webinar.series, hosts=[make_hosts(session)[1]])
    sure = form_fields(parsed(choose(client, [webinar])), FORM)
    values = [value_of(each) for each in (elsewhere, foreign)]

    client.post(path_of(webinar), data={**sure, "webinars": values})

    assert [each.day for each in starts(session, elsewhere, foreign)] == [3, 3]
    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(("times", "moved"), [(1, True), (99, False)])
def test_a_collision_moves_nothing_twice_and_holds_the_others_up_in_nothing(
    client, session, webinar, draft, times, moved
):
    if is_sqlite():
        pytest.skip("writers of SQLite queue up and never collide")
    third = make_webinar(session, series=webinar.series)
    sure = choose(client, [webinar, draft, third])
    session.rollback()

    with collisions(draft.key, times):
        response = go_on(client, webinar, sure)

    shown = words(client.get(response.location))
    assert f"{3 if moved else 2} webinars shifted." in shown
    assert (draft.key in shown.partition("Not shifted")[2].partition("Shift several")[0]) != moved
    assert webinar.key not in shown.partition("Not shifted")[2].partition("Shift several")[0]
    days = [each.day for each in starts(session, webinar, draft, third)]
    assert days == [10, 24 if moved else 17, 10]
    actions = session.scalars(select(AuditEntry.action)).all()
    assert actions == ["webinar.moved"] * (3 if moved else 2)
