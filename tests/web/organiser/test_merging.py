"""Two organisers edit the same webinar or series at the same time."""

import pytest
from sqlalchemy import select

from tests.factories import make_agenda_item, make_series, make_speaker, make_webinar
from tests.support.pages import form_fields, page, parsed, text_of
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState

EDIT = "/en/organiser/webinars/grids/edit"
EDIT_SERIES = "/en/organiser/series/storage/edit"


@pytest.fixture
def grids(session, signed_in):
    """A draft with a point and a speaker, for somebody who is signed in."""
    signed_in()
    made = make_webinar(session, key="grids", state=WebinarState.DRAFT)
    make_agenda_item(session, webinar=made, minutes=made.duration_minutes)
    make_speaker(session, webinar=made, name="Kim Beispiel")
    return made


def stored(session, row=Webinar, key="grids"):
    session.rollback()
    return session.scalars(select(row).where(row.key == key)).one()


def edit_together(client, mine, theirs, url=EDIT):
    """Open the form twice; let the other one save first; return the answer to the second one."""
    opened = form_fields(page(client, url))
    saved = client.post(url, data={**opened, **theirs})
    assert saved.status_code == 303
    return client.post(url, data={**opened, **mine})


def test_changes_of_different_fields_are_put_together_and_both_saved(client, session, grids):
    theirs = {"titles-en": "Theirs", "capacity": "70", "agenda-0-kind": "pitch", "approval": "y"}
    answer = edit_together(client, {"titles-fr": "Le mien", "speakers-0-name": "Mine"}, theirs)
    assert answer.status_code == 409
    shown = parsed(answer)
    told = text_of(shown, "[role=alert]")
    assert "This entry was changed at" in told
    assert "Taken over into the form, as you had not changed it:" in told
    for line in ("Title · English Theirs", "Places 70", "Point 1 · Talk or company pitch Company"):
        assert line in told
    assert "Both of you have changed this" not in told
    assert "both stay" in told
    assert stored(session).titles["fr"] != "Le mien"
    assert client.post(EDIT, data=form_fields(shown)).status_code == 303
    made = stored(session)
    assert (made.titles["en"], made.titles["fr"]) == ("Theirs", "Le mien")
    assert (made.capacity, made.approval, made.agenda[0].kind.value) == (70, True, "pitch")
    assert [each.name for each in made.speakers] == ["Mine"]


def test_only_what_both_have_changed_is_asked_and_the_own_version_stands(client, session, grids):
    theirs = {"titles-en": "Theirs", "capacity": "70", "agenda-0-titles-en": "New"}
    mine = {"titles-en": "Mine", "capacity": "70", "agenda-0-kind": "pitch"}
    shown = parsed(edit_together(client, mine, theirs))
    told = text_of(shown, "[role=alert]")
    asked = told.partition("Both of you have changed this.")[2]
    assert "Title · English Theirs" in asked
    assert "Point 1 · What happens · English New" in asked
    assert "Taken over" not in told
    assert "Places" not in told
    fields = form_fields(shown)
    assert (fields["titles-en"], fields["agenda-0-kind"]) == (["Mine"], ["pitch"])
    assert client.post(EDIT, data=fields).status_code == 303
    assert stored(session).titles["en"] == "Mine"


def test_who_was_overtaken_twice_keeps_what_all_have_changed(client, session, grids):
    first = parsed(edit_together(client, {"titles-fr": "Le mien"}, {"titles-en": "Theirs"}))
    third = {**form_fields(page(client, EDIT)), "capacity": "70"}
    assert client.post(EDIT, data=third).status_code == 303
    second = client.post(EDIT, data=form_fields(first))
    told = text_of(parsed(second), "[role=alert]")
    assert "Places 70" in told
    assert "Theirs" not in told
    assert client.post(EDIT, data=form_fields(parsed(second))).status_code == 303
    made = stored(session)
    assert (made.titles["en"], made.titles["fr"], made.capacity) == ("Theirs", "Le mien", 70)


@pytest.mark.parametrize("opened", ["", "=", "titles-en", "titles-en=x", "x=y z"])
def test_a_form_that_does_not_say_what_it_held_is_asked_about_everything(
    client, session, grids, opened
):
    mine = {"opened": opened, "titles-fr": "Le mien"}
    told = text_of(parsed(edit_together(client, mine, {"titles-en": "Theirs"})), "[role=alert]")
    asked = told.partition("Both of you have changed this.")[2]
    assert "Title · English Theirs" in asked
    assert "Taken over" not in told


def test_changes_of_a_series_are_put_together_too(client, session, signed_in):
    signed_in()
    make_series(session, key="storage")
    theirs = {"descriptions-en": "Theirs"}
    shown = parsed(edit_together(client, {"titles-en": "Mine"}, theirs, EDIT_SERIES))
    assert "Description · English Theirs" in text_of(shown, "[role=alert]")
    assert client.post(EDIT_SERIES, data=form_fields(shown)).status_code == 303
    made = stored(session, Series, "storage")
    assert (made.titles["en"], made.descriptions["en"]) == ("Mine", "Theirs")


@pytest.mark.parametrize("revision", ["", "x", "²", "9" * 5000])
def test_a_form_that_says_nonsense_about_what_it_has_seen_saves_nothing(client, grids, revision):
    fields = {**form_fields(page(client, EDIT)), "titles-en": "Mine", "revision": revision}
    assert client.post(EDIT, data=fields).status_code == 409
