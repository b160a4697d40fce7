"""The archive of the desk."""

from datetime import datetime

import pytest
from sqlalchemy import select

from tests.factories import make_series, make_webinar
from tests.support.pages import form_fields, page, parsed, text_of
from webinars.models.audit import AuditEntry
from webinars.models.organiser import Role
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState

INDEX = "/en/organiser/series"
FORM = "main form[method=post]"


@pytest.fixture
def past(session, signed_in):
    """A webinar that is over, of somebody who is signed in."""
    made = make_webinar(session, local_start=datetime(2020, 2, 3, 14, 0))
    signed_in()
    return made


def path_of(row):
    kind = "webinars" if isinstance(row, Webinar) else "series"
    return f"/en/organiser/{kind}/{row.key}/archive"


def press(client, row):
    return client.post(path_of(row), data=form_fields(page(client, path_of(row)), FORM))


def listed(client, path=INDEX):
    return [each.get_text(strip=True) for each in page(client, path).select(".stop h3")]


def test_a_past_webinar_leaves_the_list_and_comes_back(client, session, past):
    coming = make_webinar(session, series=past.series)

    response = press(client, past)

    assert listed(client) == [coming.titles["en"]]
    assert listed(client, response.location) == [past.titles["en"]]
    assert client.get(f"/en/webinars/{past.key}").status_code == 200
    press(client, past)
    assert listed(client) == [past.titles["en"], coming.titles["en"]]
    session.rollback()
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["webinar.archived", "webinar.unarchived"]


def test_a_second_press_does_not_undo_the_first(client, session, past):
    fields = form_fields(page(client, path_of(past)), FORM)
    for _ in range(2):
        client.post(path_of(past), data=fields)
    session.rollback()
    assert session.get(Webinar, past.id).archived_at is not None
    assert len(session.scalars(select(AuditEntry)).all()) == 1


def test_a_whole_series_leaves_the_list_and_comes_back(client, session, past):
    make_webinar(
        session, series=past.series, state=WebinarState.CANCELLED, cancelled_at=past.ends_at
    )
    other = make_series(session)

    response = press(client, past.series)

    assert past.series.titles["en"] not in text_of(page(client, INDEX))
    assert other.titles["en"] in text_of(page(client, INDEX))
    assert len(listed(client, response.location)) == 2
    press(client, past.series)
    assert len(listed(client)) == 2


def test_what_is_still_to_come_is_not_archived(client, session, past):
    coming = make_webinar(session, series=past.series)
    empty = make_series(session)
    token = form_fields(page(client, path_of(past)), FORM)
    for row in (coming, coming.series, empty):
        shown = page(client, path_of(row))
        assert "can be archived" in text_of(shown)
        ways = [link["href"] for link in shown.select(".desk-work p.row a")]
        assert ways[-1].startswith(INDEX)
        assert all(client.get(way).status_code == 200 for way in ways)
        response = client.post(path_of(row), data=token)
        assert response.status_code == 409
        assert "can be archived" in parsed(response).main.get_text()
    session.rollback()
    for model in (Webinar, Series):
        assert set(session.scalars(select(model.archived_at))) == {None}


def test_only_who_may_change_it_is_led_to_the_archive(client, session, signed_in):
    past = make_webinar(session, local_start=datetime(2020, 2, 3, 14, 0))
    signed_in(Role.VIEWER)
    assert "Move to the archive" not in text_of(page(client, f"/en/organiser/webinars/{past.key}"))
    signed_in(Role.EDITOR)
    assert "Move to the archive" in text_of(page(client, f"/en/organiser/webinars/{past.key}"))
    assert "The archive is empty." in text_of(page(client, f"{INDEX}?archived=1"))
