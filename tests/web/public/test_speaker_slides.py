"""A speaker hands in slides; everybody reads them once a host has released them, not before."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import update

from tests.support.organisers import make_organiser
from tests.support.pages import form_fields, page, text_of
from tests.support.speakers import SLIDES, desk_path, make_speaker_desk
from webinars.errors import NotPossibleError
from webinars.models.audit import AuditEntry
from webinars.models.organiser import Role
from webinars.models.webinar import SlidesState, Webinar, WebinarState
from webinars.services.rights import erase_person, export_person
from webinars.services.slides import decide_slides


@pytest.fixture
def desk(session):
    made = make_speaker_desk(session)
    session.commit()
    return made


@pytest.fixture
def organiser(session, desk):
    return make_organiser(session, {desk.speaker.webinar.hosts[0]: Role.EDITOR})


def hand_in(client, desk, data=SLIDES, **more):
    path = f"{desk_path(desk)}/slides"
    fields = form_fields(page(client, path))
    response = client.post(path, data={**fields, "file": (BytesIO(data), "talk.pdf"), **more})
    # What is sent lies in a file of the client when it is large.
    response.request.environ["wsgi.input"].close()
    return response


def decide(session, organiser, desk, now, *, release):
    session.expire_all()
    key, number, seen = desk.speaker.webinar.key, desk.speaker_id, desk.slides_key
    session.commit()
    decide_slides(organiser, key, number, seen=seen, release=release, now=now)
    session.expire_all()


def offered(client, desk):
    """Return where the public page offers slides."""
    shown = page(client, f"/en/webinars/{desk.speaker.webinar.key}")
    return [str(link["href"]) for link in shown.select("a[href$='/slides.pdf']")]


def test_slides_are_public_from_their_release_until_others_are_handed_in(
    client, session, now, desk, organiser
):
    assert hand_in(client, desk).status_code == 303
    session.expire_all()
    first = f"/en/speakers/{desk.slides_key}/slides.pdf"
    assert "wait until a host releases them" in text_of(page(client, desk_path(desk)))
    assert (offered(client, desk), client.get(first).status_code) == ([], 404)

    decide(session, organiser, desk, now, release=True)
    assert offered(client, desk) == [first]
    file = client.get(first)
    assert (file.mimetype, file.data) == ("application/pdf", SLIDES)
    assert file.headers["Content-Disposition"] == 'attachment; filename="slides.pdf"'
    assert "stand on the webinar’s page" in text_of(page(client, desk_path(desk)))
    assert desk.speaker.webinar.changed_at == now

    hand_in(client, desk, SLIDES.replace(b"1.7", b"1.6"))
    assert (offered(client, desk), client.get(first).status_code) == ([], 404)
    hand_in(client, desk, b"", remove="1")
    session.expire_all()
    assert (desk.slides, desk.slides_state, desk.slides_size) == (None, None, 0)
    logged = session.query(AuditEntry).order_by(AuditEntry.id)
    actions = [entry.action.split("_", 1)[1] for entry in logged]
    assert actions == ["handed_in", "released", "handed_in", "removed"]


def test_what_is_not_released_is_deleted_and_the_speaker_reads_it(
    client, session, now, desk, organiser
):
    hand_in(client, desk)
    decide(session, organiser, desk, now, release=False)

    assert (desk.slides, desk.slides_state) == (None, SlidesState.REFUSED)
    assert "they were deleted" in text_of(page(client, desk_path(desk)))
    assert hand_in(client, desk).status_code == 303


def test_nobody_releases_other_slides_than_those_seen_or_of_another_host(
    client, session, now, desk, organiser
):
    hand_in(client, desk)
    key, number = desk.speaker.webinar.key, desk.speaker_id
    for seen in ("", "older"):
        with pytest.raises(NotPossibleError):
            decide_slides(organiser, key, number, seen=seen, release=True, now=now)

    assert offered(client, desk) == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choose a whole PDF file."),
        (b"<script>", "Choose a whole PDF file."),
        (b"%PDF-1.7 cut off", "Choose a whole PDF file."),
        (SLIDES + b"x" * 10_000_000, "The file is too large; use one of at most 10 MB."),
    ],
    ids=["nothing", "no PDF", "cut off", "too large"],
)
def test_what_cannot_be_used_gets_a_sentence_and_changes_nothing(
    client, session, desk, data, sentence
):
    refused = hand_in(client, desk, data)

    assert refused.status_code == 422
    assert sentence in refused.get_data(as_text=True)
    session.expire_all()
    assert desk.slides_state is None


def test_a_draft_shows_nothing_and_a_cancelled_webinar_takes_nothing(
    client, session, now, desk, organiser
):
    fields = form_fields(page(client, f"{desk_path(desk)}/slides"))
    hand_in(client, desk)
    decide(session, organiser, desk, now, release=True)
    public = f"/en/speakers/{desk.slides_key}/slides.pdf"
    for state, status in ((WebinarState.DRAFT, 404), (WebinarState.CANCELLED, 200)):
        session.execute(update(Webinar).values(state=state))
        session.commit()
        assert client.get(public).status_code == status
    path = f"{desk_path(desk)}/slides"
    assert client.post(path, data={**fields, "remove": "1"}).status_code == 303
    assert "has been cancelled" in text_of(page(client, path))
    assert client.get(public).status_code == 200


def test_slides_are_exported_and_go_with_the_person(client, session, now, desk, organiser):
    hand_in(client, desk)
    decide(session, organiser, desk, now, release=True)
    (public,) = offered(client, desk)
    session.commit()
    assert "%PDF-1.7" in str(export_person("alex@example.org", now=now))

    erase_person("alex@example.org", now=now)
    assert client.get(public).status_code == 404
