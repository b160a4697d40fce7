import pytest

from tests.factories import make_hosts, make_topic
from tests.support.pages import page
from webinars.paths import TEMPLATES
from webinars.rules.icons import PICTOGRAMS
from webinars.rules.webinar_states import PublicState


@pytest.fixture
def gallery(app, client, session, demo_settings):
    make_hosts(session)
    for _ in range(2):
        make_topic(session)
    app.extensions["webinars_settings"] = demo_settings
    return page(client, "/de/gallery")


def test_outside_the_demo_there_is_no_gallery(client, session):
    make_hosts(session)
    page(client, "/en/gallery", 404)


def test_the_gallery_shows_a_webinar_in_every_state(gallery):
    shown = {stop["data-state"] for stop in gallery.select(".stops.roomy .stop")}
    assert shown == {"past" if each == "over" else each.value for each in PublicState}
    assert {stop.get("data-line") for stop in gallery.select(".stops.roomy .stop")} == {
        None,
        "1",
        "2",
    }


def test_the_gallery_shows_every_pictogram(gallery):
    used = {use["href"] for use in gallery.select("main use")}
    drawn = {f"#{file.stem}" for file in (TEMPLATES / "macros/symbols").glob("i-*.svg")}
    assert used >= drawn | {f"#t-{name}" for name in PICTOGRAMS}


def test_the_gallery_shows_fields_with_and_without_mistakes(gallery):
    assert gallery.select(".errors a")
    assert len(gallery.select(".field .error")) == 3
    assert gallery.select("fieldset > .error")
    assert gallery.select(".field:not(:has(.error)) input[type=email]")
