"""Inviting speakers at the desk of the hosts, and seeing what they changed."""

from __future__ import annotations

from sqlalchemy import select

from tests.factories import NOW
from tests.support.pages import form_fields, page, post, text_of
from tests.support.parts import part
from tests.support.speakers import SLIDES, make_speaker_desk, with_photo, with_slides
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.webinar import SlidesState, Speaker, SpeakerDesk


def test_an_invitation_says_first_to_whom_and_the_webinar_shows_it_then(client, session, webinar):
    desk = make_speaker_desk(session, webinar=webinar, language="fr", generation=0, invited_at=None)
    session.commit()
    shown = f"/en/organiser/webinars/{webinar.key}"
    path = f"{shown}/speakers/{desk.speaker_id}/invite"
    assert page(client, shown).select_one(f"a[href='{path}']") is not None

    asked = text_of(page(client, path))
    assert "alex@example.org: Français" in asked.replace("to ", "")
    assert session.scalars(select(Message)).all() == []

    sent = post(client, path)
    assert "on its way" in text_of(page(client, sent.location))
    session.expire_all()
    assert [row.recipient for row in session.scalars(select(Message))] == ["alex@example.org"]

    withdrawn = post(client, f"{shown}/speakers/{desk.speaker_id}/withdraw")
    assert "no longer works" in text_of(page(client, withdrawn.location))


def test_the_form_keeps_the_speaker_and_takes_an_address(client, session, webinar):
    desk = make_speaker_desk(session, webinar=webinar)
    session.commit()
    number, path = desk.speaker_id, f"/en/organiser/webinars/{webinar.key}/edit"
    fields = form_fields(page(client, path))
    assert fields["speakers-0-number"] == [str(number)]

    wrong = client.post(path, data={**fields, "speakers-0-email": "alex@"})
    assert "name@example.org" in wrong.get_data(as_text=True)
    changed = {"speakers-0-email": "Alex@Example.org", "speakers-0-language": "de"}
    assert client.post(path, data={**fields, **changed}).status_code == 303

    session.expire_all()
    assert session.scalars(select(Speaker.id)).all() == [number]
    (kept,) = session.scalars(select(SpeakerDesk))
    # Written differently, it is the same address: the link goes on working.
    assert (kept.email, kept.invited_at) == ("alex@example.org", NOW)


def test_hosts_see_what_the_speaker_changed_and_viewers_no_address(
    client, session, webinar, signed_in
):
    before = {"roles": {"en": "Formerly"}, "biographies": {}}
    make_speaker_desk(session, webinar=webinar, changed_at=NOW, texts_before=before)
    session.commit()
    path = f"/en/organiser/webinars/{webinar.key}"

    seen = text_of(page(client, path))
    assert "Changed by the speaker on" in seen
    assert "Formerly" in seen
    assert "alex@example.org" in seen

    signed_in(Role.VIEWER)
    assert "alex@example.org" not in text_of(page(client, path))


def test_an_editor_removes_a_photo_after_a_page_that_says_what_happens(client, session, webinar):
    desk = make_speaker_desk(session, webinar=webinar, **with_photo("portrait"))
    session.commit()
    there = f"/en/organiser/webinars/{webinar.key}"
    shown = page(client, there)
    assert shown.select_one("img.mono[src$='/speakers/portrait.jpg']") is not None
    removal = str(part(shown, f"a[href$='/speakers/{desk.speaker_id}/photo']")["href"])

    assert client.post(removal, data=form_fields(page(client, removal))).status_code == 303

    assert page(client, there).select_one("img.mono") is None
    assert "There is no photo." in text_of(page(client, removal))
    session.expire_all()
    assert desk.photo is None


def test_an_editor_looks_at_slides_and_releases_those_that_were_seen(client, session, webinar):
    waiting = with_slides("first", SlidesState.PENDING)
    desk = make_speaker_desk(session, webinar=webinar, **waiting)
    session.commit()
    there = f"/en/organiser/webinars/{webinar.key}"
    path = str(part(page(client, there), "a[href$='/slides']")["href"])
    shown = page(client, path)
    assert client.get(str(part(shown, "a[href$='/slides.pdf']")["href"])).data == SLIDES
    fields = form_fields(shown)
    assert fields["decision"] == ["release first"]
    desk.slides_key = "second"
    session.commit()

    assert client.post(path, data=fields).location == path
    session.expire_all()
    assert desk.slides_state == SlidesState.PENDING

    assert client.post(path, data=form_fields(page(client, path))).status_code == 303
    assert "stand on the webinar’s page" in text_of(page(client, there))
    assert "Take them off the page" in text_of(page(client, path))
    client.post(path, data=form_fields(page(client, path)))
    assert "There are no slides." in text_of(page(client, path))
