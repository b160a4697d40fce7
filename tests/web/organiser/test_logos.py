"""Owners give their host a logo; public pages show it in place of the name."""

from io import BytesIO

import pytest
from PIL import Image

from tests.factories import make_hosts, make_webinar
from tests.support.logos import with_logo
from tests.support.pages import form_fields, page, parsed, post, text_of
from tests.support.parts import part
from tests.support.speakers import photo_file
from webinars.models.organiser import Role

SHOW = "/en/organiser/hosts/energy-saxony"
CHANGE, REMOVE = f"{SHOW}/logo", f"{SHOW}/logo/remove"
MARKS = "[data-host='energy-saxony'] .host-name"


@pytest.fixture
def host(session, signed_in):
    """The host of an owner who is signed in."""
    signed_in(Role.OWNER)
    return make_hosts(session)[0]


def hand_in(client, data, name="../x.exe"):
    fields = form_fields(page(client, CHANGE))
    response = client.post(CHANGE, data={**fields, "file": (BytesIO(data), name)})
    # What is sent lies in a file of the client when it is large.
    response.request.environ["wsgi.input"].close()
    return response


def test_every_public_page_shows_a_logo_at_once_until_it_is_removed(client, session, host):
    webinar = make_webinar(session, hosts=[host])
    paths = ["/en/", f"/en/webinars/{webinar.key}", f"/de/series/{webinar.series.key}"]
    names = {path: [each.get_text() for each in page(client, path).select(MARKS)] for path in paths}
    assert all(set(each) == {"Energy Saxony"} and len(each) == 2 for each in names.values())

    sent = hand_in(client, photo_file("PNG", (600, 200)))

    assert sent.status_code == 303
    shown = page(client, sent.location)
    assert "Saved." in text_of(shown)
    source = str(part(shown, "main img.host-logo")["src"])
    for path in paths:
        images = page(client, path).select(f"{MARKS} img")
        assert len(images) == 2
        for image in images:
            assert image.attrs == {
                "class": ["host-logo"],
                "src": source,
                "width": "480",
                "height": "160",
                "alt": "Energy Saxony",
            }
        assert [each.get_text() for each in page(client, path).select(MARKS)] == ["", ""]
    assert "TWEED" in text_of(page(client, "/en/"), "footer [data-host='tweed'] .host-name")

    assert "the name stands in its place again" in text_of(page(client, REMOVE))
    assert post(client, REMOVE).status_code == 303
    for path in paths:
        assert [each.get_text() for each in page(client, path).select(MARKS)] == names[path]
    assert client.get(source).status_code == 404


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_logo_is_kept_for_ever_under_its_name(client, session, host, kind):
    for name, value in with_logo(kind).items():
        setattr(host, name, value)
    path = f"/logos/{host.logo_name}"

    file = client.get(path)

    assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in file.headers
    with Image.open(BytesIO(file.data)) as picture:
        assert (file.mimetype, picture.format) == (f"image/{kind}", kind.upper())
    assert client.get(path, headers={"If-None-Match": file.headers["ETag"]}).status_code == 304
    assert client.get(f"/logos/{'0' * 32}.{kind}").status_code == 404


def test_what_cannot_be_used_gets_a_sentence(client, host):
    picture = photo_file("PNG")
    whole = "Choose a whole PNG or JPEG picture, at least 40 pixels wide and high"
    sentences = {
        b"": whole,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>": whole,
        photo_file("PNG", (39, 100)): whole,
        picture + b"PK<script>": "Something else than the picture is in this file.",
        picture + b"x" * 2_000_000: "The file is too large; use one of at most 2 MB.",
    }
    for data, sentence in sentences.items():
        refused = hand_in(client, data, name="logo.png")
        assert refused.status_code == 422
        shown = parsed(refused)
        assert sentence in text_of(shown, "#file-error")
        assert sentence in text_of(shown, ".errors")
    assert "Add a logo" in text_of(page(client, SHOW))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_others_of_the_team_see_the_logo_and_cannot_change_it(client, session, signed_in, role):
    signed_in(role)
    for name, value in with_logo().items():
        setattr(make_hosts(session)[0], name, value)
    shown = page(client, SHOW)
    assert part(shown, "main img.host-logo")
    assert not shown.select(f"a[href='{CHANGE}']")
    assert [client.get(path).status_code for path in (CHANGE, REMOVE)] == [404, 404]
