"""The desk of a speaker: what it shows, what it keeps, and to whom."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tests.factories import make_agenda_item, make_speaker, make_webinar, texts
from tests.support.pages import form_fields, page, text_of
from tests.support.speakers import desk_path, make_speaker_desk
from webinars.models.webinar import Speaker, Webinar, WebinarState

PRESENTERS = "https://meet.example.org/strictly-for-presenters"


@pytest.fixture
def desk(session):
    """The desk of one of two speakers."""
    webinar = make_webinar(session, presenter_url=PRESENTERS)
    make_agenda_item(session, webinar=webinar, titles=texts("A talk about grids"))
    make_speaker(session, webinar=webinar, name="Robin Beispiel")
    made = make_speaker_desk(session, webinar=webinar)
    session.commit()
    return made


def test_the_desk_alone_shows_the_way_in_and_no_page_an_address(client, session, desk):
    shown = page(client, desk_path(desk))

    assert shown.select_one(f"a[href='{PRESENTERS}']") is not None
    for text in ("A talk about grids", "Robin Beispiel", "Alex Muster"):
        assert text in text_of(shown)
    public = client.get(f"/en/webinars/{desk.speaker.webinar.key}").get_data(as_text=True)
    assert "Alex Muster" in public
    assert PRESENTERS not in public
    assert "alex@example.org" not in public + str(shown)


def test_what_is_saved_is_public_and_what_is_wrong_is_kept_with_a_sentence(client, session, desk):
    path = desk_path(desk)
    fields = form_fields(page(client, path))

    long = client.post(path, data={**fields, "biographies-fr": "x" * 2001, "roles-fr": "Réseaux"})
    assert long.status_code == 422
    assert "Use at most 2000 characters" in long.get_data(as_text=True)
    assert 'value="Réseaux"' in long.get_data(as_text=True)

    saved = client.post(path, data={**fields, "biographies-en": "Plans grids."})
    assert saved.status_code == 303
    assert "Saved." in text_of(page(client, saved.location))
    assert "Plans grids." in text_of(page(client, f"/en/webinars/{desk.speaker.webinar.key}"))


def test_two_at_once_see_both_versions_and_nothing_is_overwritten_unseen(client, session, desk):
    path = desk_path(desk)
    fields = form_fields(page(client, path))
    row = session.get_one(Speaker, desk.speaker_id)
    row.roles, row.revision = {"en": "Head of grids"}, row.revision + 1
    session.commit()

    both = client.post(path, data={**fields, "roles-en": "Mine"})

    assert both.status_code == 409
    text = both.get_data(as_text=True)
    assert "Head of grids" in text
    assert 'value="Mine"' in text
    session.expire_all()
    assert session.get_one(Speaker, desk.speaker_id).roles == {"en": "Head of grids"}


def test_a_cancelled_webinar_is_said_to_be_and_takes_nothing_more(client, session, desk):
    path = desk_path(desk)
    fields = form_fields(page(client, path))
    session.execute(update(Webinar).values(state=WebinarState.CANCELLED))
    session.commit()

    assert "has been cancelled" in text_of(page(client, path))
    assert client.post(path, data={**fields, "roles-en": "Mine"}).status_code == 303
    session.expire_all()
    assert "en" not in desk.speaker.roles or desk.speaker.roles["en"] != "Mine"
