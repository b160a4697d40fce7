"""A speaker hands in a photo at the own desk: who sees it, who removes it, when it goes."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import update

from tests.support.pages import form_fields, page, text_of
from tests.support.speakers import desk_path, make_speaker_desk, photo_file
from webinars.models.audit import AuditEntry
from webinars.models.webinar import SpeakerDesk, Webinar, WebinarState
from webinars.services.rights import erase_person, export_person
from webinars.steps.speakers import write_speakers


@pytest.fixture
def desk(session):
    made = make_speaker_desk(session)
    session.commit()
    return made


def hand_in(client, desk, data, name="me.jpg", **more):
    path = f"{desk_path(desk)}/photo"
    fields = form_fields(page(client, path))
    response = client.post(path, data={**fields, "file": (BytesIO(data), name), **more})
    # What is sent lies in a file of the client when it is large.
    response.request.environ["wsgi.input"].close()
    return response


def public(client, desk):
    return page(client, f"/en/webinars/{desk.speaker.webinar.key}")


def photos(client, desk):
    """Return the photos on the public page."""
    return public(client, desk).select("img.mono")


def test_a_photo_stands_beside_the_name_until_the_speaker_removes_it(client, session, desk):
    assert photos(client, desk) == []
    assert "Add a photo of yourself" in text_of(page(client, desk_path(desk)))

    saved = hand_in(client, desk, photo_file(comment=b"Secret comment"))
    assert saved.status_code == 303
    assert "Saved." in text_of(page(client, saved.location))

    (shown,) = photos(client, desk)
    assert shown["alt"] == "Photo of Alex Muster"
    address = str(shown["src"])
    file = client.get(address)
    assert (file.mimetype, b"Secret" in file.data) == ("image/jpeg", False)
    first = session.get_one(Webinar, desk.speaker.webinar_id, populate_existing=True).revision

    hand_in(client, desk, photo_file("PNG"))
    assert client.get(address).status_code == 404
    (other,) = photos(client, desk)
    assert other["src"] != address

    hand_in(client, desk, b"", remove="1")
    assert photos(client, desk) == []
    assert client.get(str(other["src"])).status_code == 404
    session.expire_all()
    assert desk.photo is None
    assert desk.speaker.webinar.revision == first + 2
    actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions == ["speaker.photo_changed"] * 2 + ["speaker.photo_removed"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choose a photo as JPEG, PNG or WebP"),
        (b"no picture", "Choose a photo as JPEG, PNG or WebP"),
        (b"x" * 5_000_001, "The photo is too large; use one of at most 5 MB."),
    ],
    ids=["nothing", "no picture", "too large"],
)
def test_what_cannot_be_used_gets_a_sentence_and_changes_nothing(
    client, session, desk, data, sentence
):
    hand_in(client, desk, photo_file())
    before = photos(client, desk)

    refused = hand_in(client, desk, data)

    assert refused.status_code == 422
    assert sentence in refused.get_data(as_text=True)
    assert photos(client, desk) == before


def test_a_cancelled_webinar_takes_no_photo_and_a_dead_link_leads_nowhere(client, session, desk):
    path = f"{desk_path(desk)}/photo"
    fields = form_fields(page(client, path))
    sent = {**fields, "file": (BytesIO(photo_file()), "me.jpg")}
    session.execute(update(Webinar).values(state=WebinarState.CANCELLED))
    session.commit()
    assert client.post(path, data=sent).status_code == 303
    assert "has been cancelled" in text_of(page(client, path))
    session.expire_all()
    assert desk.photo_key == ""

    session.execute(update(SpeakerDesk).values(invited_at=None))
    session.commit()
    assert client.get(path).status_code == 404


def test_it_is_exported_and_goes_with_the_person_or_the_address(app, client, session, now, desk):
    hand_in(client, desk, photo_file())
    session.expire_all()
    exported = str(export_person(desk.email, now=now))
    assert "'photo': '/9j/" in exported

    speaker = desk.speaker
    moved = {"number": str(speaker.id), "name": speaker.name, "language": "de"}
    write_speakers(list(speaker.webinar.speakers), [{**moved, "email": "other@example.org"}])
    assert (desk.photo, desk.photo_key) == (None, "")
    session.rollback()
    assert desk.photo_key != ""
    session.commit()

    (shown,) = photos(client, desk)
    erase_person(desk.email, now=now)
    assert client.get(str(shown["src"])).status_code == 404


def test_without_a_photo_the_initials_of_the_name_stand_there_and_not_of_its_title(
    client, session, desk
):
    desk.speaker.name = "Prof. Dr. Tamara van der Muster"
    session.commit()
    assert text_of(public(client, desk), "span.mono") == "TM"
