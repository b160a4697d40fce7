"""Editors add files to a webinar; everybody downloads them, of a draft nobody."""

from __future__ import annotations

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from sqlalchemy import select, update

from tests.support.handouts import make_handout
from tests.support.pages import form_fields, page, post, text_of
from tests.support.parts import part
from tests.support.speakers import SLIDES, photo_file
from webinars.models.audit import AuditEntry
from webinars.models.handout import MOST_HANDOUTS, Handout
from webinars.models.organiser import Role
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


def titles(client, webinar):
    shown = page(client, f"/en/webinars/{webinar.key}")
    return [link.get_text().split(" (")[0] for link in shown.select("a[href*='/handouts/']")]


def test_editors_choose_the_order_in_which_everybody_sees_handouts(client, session, webinar):
    session.execute(update(Webinar).values(state=WebinarState.PUBLISHED))
    # Those of before all stand at the same position.
    made = [make_handout(session, webinar, key=each, title=each) for each in ("A", "B", "C")]
    session.commit()
    there = f"/en/organiser/webinars/{webinar.key}/handouts"

    def press(handout, words):
        chosen = f"#handout-{handout.id} form:has(:-soup-contains('{words}'))"
        form = part(page(client, there), chosen)
        fields = {field["name"]: field["value"] for field in form.select("input")}
        answer = client.post(str(form["action"]), data=fields)
        assert answer.location == f"{there}#handout-{handout.id}"

    assert titles(client, webinar) == ["A", "B", "C"]
    press(made[2], "Move up")
    assert titles(client, webinar) == ["A", "C", "B"]
    press(made[0], "Move down")
    assert titles(client, webinar) == ["C", "A", "B"]
    assert hand_out(client, webinar, SLIDES, title="D").status_code == 303
    assert titles(client, webinar) == ["C", "A", "B", "D"]

    buttons = [
        [button.get_text() for button in row.select("button")]
        for row in page(client, there).select("[id^=handout-]")
    ]
    assert buttons[0] == ["Move down C"]
    assert buttons[1] == ["Move up A", "Move down A"]
    assert buttons[-1] == ["Move up D"]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-3:] == ["handout.moved", "handout.moved", "handout.added"]


def test_whoever_moves_the_first_up_or_the_last_down_changes_nothing(client, session, webinar):
    first = make_handout(session, webinar, key="A", title="A")
    last = make_handout(session, webinar, key="B", title="B", position=1)
    session.commit()
    there = f"/en/organiser/webinars/{webinar.key}/handouts"
    before = session.scalars(select(AuditEntry.id)).all()

    for handout, decision in ((first, "up"), (last, "down")):
        action = f"{there}/{handout.id}/move"
        assert post(client, there, {"decision": decision}, action=action).status_code == 303

    session.rollback()
    assert (first.position, last.position) == (0, 1)
    assert session.scalars(select(AuditEntry.id)).all() == before


def test_a_handout_gets_another_title_which_the_log_names(client, session, webinar):
    handout = make_handout(session, webinar, title="Draft")
    session.commit()
    path = f"/en/organiser/webinars/{webinar.key}/handouts/{handout.id}/title"
    assert form_fields(page(client, path))["title"] == ["Draft"]

    assert post(client, path, {"title": "Draft"}).status_code == 303
    refused = post(client, path, {"title": " ", "seen": "Draft"})
    assert (refused.status_code, "Please enter a title." in refused.text) == (422, True)
    assert post(client, path, {"title": "Overview of 2027", "seen": "Draft"}).status_code == 303

    session.rollback()
    assert handout.title == "Overview of 2027"
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.action.like("handout.%")))
    assert entry.action == "handout.renamed"
    assert entry.details["values"] == {"title": ["Draft", "Overview of 2027"]}
    there = path.partition(f"/{handout.id}/")[0]
    assert "Overview of 2027" in text_of(page(client, there))


def test_who_renames_a_handout_second_sees_its_present_title_and_keeps_the_own_one(
    client, session, webinar
):
    handout = make_handout(session, webinar, title="Draft")
    session.commit()
    path = f"/en/organiser/webinars/{webinar.key}/handouts/{handout.id}/title"
    mine = {**form_fields(page(client, path)), "title": "Mine"}
    assert post(client, path, {"title": "Theirs", "seen": "Draft"}).status_code == 303

    second = client.post(path, data=mine)

    assert second.status_code == 409
    shown = BeautifulSoup(second.text, "html.parser")
    assert "Someone was faster" in text_of(shown)
    assert "Title Theirs" in text_of(shown)
    again = form_fields(shown)
    assert (again["title"], again["seen"]) == (["Mine"], ["Theirs"])
    session.rollback()
    assert handout.title == "Theirs"
    assert client.post(path, data=again).status_code == 303
    session.rollback()
    assert handout.title == "Mine"


def test_viewers_neither_name_nor_order_handouts(client, session, webinar, signed_in):
    handout = make_handout(session, webinar)
    session.commit()
    there = f"/en/organiser/webinars/{webinar.key}/handouts"
    token = form_fields(page(client, there))
    signed_in(Role.VIEWER)

    for path in (f"{there}/{handout.id}/title", f"{there}/{handout.id}/move"):
        answer = client.post(path, data={**token, "title": "Mine", "decision": "up"})
        assert answer.status_code in {403, 404}
    session.rollback()
    assert handout.title == "Overview"
