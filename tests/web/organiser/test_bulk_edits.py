"""Editing several webinars of a series at once."""

import pytest
from sqlalchemy import select

from tests.factories import make_hosts, make_registration, make_topic, make_webinar
from tests.support.changes import queued_kinds
from tests.support.collisions import collisions
from tests.support.organisers import make_agreement
from tests.support.pages import form_fields, page, parsed
from webinars.database.engine import is_sqlite
from webinars.models.audit import AuditEntry
from webinars.models.message import MessageKind
from webinars.models.registration import RegistrationState
from webinars.models.webinar import Webinar, WebinarState
from webinars.web.forms.bulk_edits import value_of

FORM = "main form[method=post]"


@pytest.fixture
def draft(session, webinar):
    """A draft of the same series."""
    return make_webinar(session, series=webinar.series, state=WebinarState.DRAFT)


def path_of(webinar):
    return f"/en/organiser/series/{webinar.series.key}/edit-several"


def words(response):
    return " ".join(parsed(response).main.get_text(" ").split())


def mistakes(response):
    return [each.get_text(strip=True) for each in parsed(response).select(".errors li")]


def choose(client, chosen, **typed):
    path = path_of(chosen[0])
    answers = {
        "webinars": [value_of(each) for each in chosen],
        "names": [name for name in typed if name not in {"webinars", "names"}],
        **typed,
    }
    return client.post(path, data={**form_fields(page(client, path), FORM), **answers})


def go_on(client, webinar, sure):
    return client.post(path_of(webinar), data=form_fields(parsed(sure), FORM))


def stored(session, *webinars):
    session.rollback()
    return [session.get(Webinar, each.id, populate_existing=True) for each in webinars]


def test_the_preview_says_what_changes_in_each_and_who_is_told(client, session, webinar, draft):
    webinar.capacity = draft.capacity = 1
    make_registration(session, webinar=webinar)
    waiting = make_registration(session, webinar=webinar, state=RegistrationState.WAITING)
    webinar.seats_taken = 1
    make_agreement(session, draft, draft.hosts[0])
    topic = make_topic(session, key="grids")
    same = make_webinar(session, series=webinar.series, capacity=2, topics=[topic])
    full = make_webinar(session, series=webinar.series, capacity=9, seats_taken=3)
    session.commit()

    chosen = [webinar, draft, same, full]
    sure = choose(client, chosen, capacity="2", topics=["grids"])
    shown = words(sure)

    assert shown.count("Places: Before: 1 → Now: 2") == 2
    assert "It is online and changes at once. 1 person gets a place and is told." in shown
    assert "hosts that have agreed have to agree once more" in shown
    assert "Nothing changes: it says so already." in shown
    assert "Stays as it is. Places: Places taken already: 3." in shown
    assert "This will send an e-mail to 1 person." in shown
    assert "Edit 2 webinars" in shown
    assert [each.capacity for each in stored(session, webinar, draft)] == [1, 1]

    done = words(client.get(go_on(client, webinar, sure).location))

    assert f"2 webinars edited. Online, and changed at once: {webinar.key} Drafts" in done
    assert "Not edited" not in done
    rows = stored(session, *chosen)
    assert [each.capacity for each in rows] == [2, 2, 2, 9]
    assert [topic.key for topic in rows[1].topics] == ["grids"]
    assert [kind for kind, _ in queued_kinds(session, waiting)] == [MessageKind.MOVED_UP]
    assert session.scalars(select(AuditEntry.action)).all() == ["webinar.edited"] * 2


def test_what_is_not_ticked_stays_as_it_is(client, session, webinar, draft):
    before = [(each.capacity, each.meeting_url, each.recording) for each in (webinar, draft)]
    typed = {"names": ["waiting_list", "closes"], "capacity": "no number", "meeting_url": "x"}

    sure = choose(client, [webinar, draft], closes="", **typed)
    go_on(client, webinar, sure)

    rows = stored(session, webinar, draft)
    assert [(each.capacity, each.meeting_url, each.recording) for each in rows] == before
    assert [(each.waiting_list, each.closes_at) for each in rows] == [(False, None)] * 2


def test_what_somebody_else_has_changed_holds_the_others_up_in_nothing(
    client, session, webinar, draft
):
    third = make_webinar(session, series=webinar.series)
    sure = choose(client, [webinar, draft, third], capacity="57")
    webinar.revision += 1
    third.seats_taken = third.capacity = 60
    session.commit()

    done = words(client.get(go_on(client, webinar, sure).location))

    assert "1 webinar edited." in done
    assert f"changing them now: {webinar.key} Not edited" in done
    assert f"does not fit them any more: {third.key} " in done
    assert [each.capacity for each in stored(session, webinar, draft, third)][1:] == [57, 60]
    again = words(client.get(go_on(client, webinar, sure).location))
    assert "0 webinars edited." in again


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"webinars": [], "approval": "y"}, "Tick at least one webinar."),
        ({"names": []}, "Tick at least one thing that changes."),
        ({"capacity": "0"}, "Write a whole number from 1 to 100000."),
        (
            {"meeting_url": "meet"},
            "Write the whole address as your meeting service shows it, with https://.",
        ),
        (
            {"webinars": ["nothing.1"], "approval": "y"},
            "Somebody has changed one of these webinars. Please look once more.",
        ),
    ],
)
def test_a_wrong_edit_is_refused(client, session, webinar, typed, sentence):
    refused = choose(client, [webinar], **typed)
    assert refused.status_code == 422
    assert mistakes(refused) == [sentence]
    assert stored(session, webinar)[0].revision == 1


def test_webinars_of_other_series_and_other_hosts_are_out_of_reach(client, session, webinar):
    elsewhere = make_webinar(session, capacity=9)
    foreign = make_webinar(
        session, series=webinar.series, hosts=[make_hosts(session)[1]], capacity=9
    )
    sure = form_fields(parsed(choose(client, [webinar], capacity="57")), FORM)
    values = [value_of(each) for each in (elsewhere, foreign)]

    client.post(path_of(webinar), data={**sure, "webinars": values})

    assert [each.capacity for each in stored(session, elsewhere, foreign)] == [9, 9]
    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize(("times", "edited"), [(1, True), (99, False)])
def test_a_collision_holds_the_others_up_in_nothing(client, session, webinar, draft, times, edited):
    if is_sqlite():
        pytest.skip("writers of SQLite queue up and never collide")
    sure = choose(client, [webinar, draft], capacity="57")
    session.rollback()

    with collisions(draft.key, times):
        done = words(client.get(go_on(client, webinar, sure).location))

    assert ("2 webinars edited." if edited else "1 webinar edited.") in done
    assert ("Not edited" in done) != edited
    rows = stored(session, webinar, draft)
    assert [each.capacity == 57 for each in rows] == [True, edited]
