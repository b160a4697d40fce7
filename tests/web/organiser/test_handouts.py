"""Editors add files to a webinar; everybody downloads them, of a draft nobody."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, update

from tests.support.handouts import make_handout
from tests.support.pages import form_fields, page, post, text_of
from tests.support.parts import part
from tests.support.speakers import SLIDES, photo_file
from webinars.models.audit import AuditEntry
from webinars.models.handout import MOST_HANDOUTS, Handout
from webinars.models.webinar import Webinar, WebinarState


def hand_out(client, webinar, data, title="Übersicht, 2. Teil", name="../x.exe"):
    path = f"/en/organiser/webinars/{webinar.key}/handouts"
    fields = form_fields(page(client, path))
    response = client.post(path, data={**fields, "title": title, "file": (BytesIO(data), name)})
    # What is sent lies in a file of the client when it is large.
    response.request.environ["wsgi.input"].close()
    return response


def offered(client, webinar):
    shown = page(client, f"/en/webinars/{webinar.key}")
    return [str(link["href"]) for link in shown.select("a[href*='/handouts/']")]


def test_a_handout_is_public_with_its_webinar_until_it_is_removed(client, session, webinar):
    assert hand_out(client, webinar, SLIDES).status_code == 303
    session.execute(update(Webinar).values(state=WebinarState.PUBLISHED))
    session.commit()
    (link,) = offered(client, webinar)
    assert "Übersicht, 2. Teil (PDF, 0.1 MB)" in text_of(
        page(client, f"/en/webinars/{webinar.key}")
    )
    file = client.get(link)
    assert (file.mimetype, file.data) == ("application/pdf", SLIDES)
    assert file.headers["Content-Disposition"] == 'attachment; filename="Ubersicht_2._Teil.pdf"'
    assert file.headers["X-Content-Type-Options"] == "nosniff"

    session.execute(update(Webinar).values(state=WebinarState.DRAFT))
    session.commit()
    assert client.get(link).status_code == 404
    preview = page(client, f"/en/organiser/webinars/{webinar.key}/preview")
    own = client.get(str(part(preview, "a[href*='/handouts/']")["href"]))
    assert (own.mimetype, own.data) == ("application/pdf", SLIDES)
    session.execute(update(Webinar).values(state=WebinarState.PUBLISHED))
    session.commit()

    there = f"/en/organiser/webinars/{webinar.key}/handouts"
    removal = str(part(page(client, there), "a[href$='/remove']")["href"])
    assert "nobody can download it" in text_of(page(client, removal))
    assert post(client, removal).location == there
    assert (offered(client, webinar), client.get(link).status_code) == ([], 404)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["handout.added", "handout.removed"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_are_turned_upright_and_written_anew_without_what_was_hidden(
    client, session, webinar, kind
):
    about = Image.Exif()
    about[0x0110] = "Camera of Kim"
    about[0x0112] = 6  # lies on its side
    data = photo_file(kind, exif=about) + b"<script>hidden</script>"

    assert hand_out(client, webinar, data).status_code == 303

    handout = session.scalars(select(Handout)).one()
    assert (handout.kind, handout.size) == (kind.lower(), len(handout.data))
    assert b"Kim" not in handout.data
    assert b"hidden" not in handout.data
    with Image.open(BytesIO(handout.data)) as picture:
        assert (picture.format, picture.size) == (kind, (400, 600))


def test_what_cannot_be_used_gets_a_sentence_and_keeps_the_title(client, session, webinar):
    gif = photo_file("GIF")
    bomb = photo_file("PNG", (5000, 5000))
    for data in (b"", b"<svg/>", b"%PDF-1.7 cut off", gif, bomb):
        refused = hand_out(client, webinar, data, name="good.pdf")
        assert refused.status_code == 422
        assert "Choose a whole PDF, PNG or JPEG file." in refused.text
        assert "Übersicht, 2. Teil" in refused.text
    large = hand_out(client, webinar, SLIDES + b"x" * 10_000_000)
    assert "at most 10 MB" in large.text
    assert "Please enter a title." in hand_out(client, webinar, SLIDES, title=" ").text
    assert session.scalars(select(Handout)).all() == []


def test_there_are_no_more_than_the_limit(client, session, webinar):
    for number in range(MOST_HANDOUTS - 1):
        make_handout(session, webinar, key=f"{number}")
    session.commit()
    path = f"/en/organiser/webinars/{webinar.key}/handouts"
    last = form_fields(page(client, path))
    assert hand_out(client, webinar, SLIDES).status_code == 303

    shown = page(client, path)
    assert "can be no more" in text_of(shown)
    assert shown.select_one("input[type=file]") is None
    client.post(path, data={**last, "title": "More", "file": (BytesIO(SLIDES), "a.pdf")})
    assert len(session.scalars(select(Handout.id)).all()) == MOST_HANDOUTS
