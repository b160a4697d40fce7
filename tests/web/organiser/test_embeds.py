"""The page that writes the lines for the hosts' own sites."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_topic, make_webinar, texts
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.settings import BASE_URL, environment_for
from tests.support.times import starting_in
from webinars.models.organiser import Role
from webinars.settings import Settings

URL = "/en/organiser/embeds"


@pytest.fixture(autouse=True)
def viewer(signed_in) -> None:
    signed_in(Role.VIEWER)


def test_untouched_it_writes_two_lines_for_the_list(client: FlaskClient) -> None:
    soup = page(client, URL)
    assert part(soup, "textarea#script").get_text().strip().splitlines() == [
        '<div data-webinars="list" data-language="en" data-length="5">'
        f'<a href="{BASE_URL}/en/">The whole programme</a></div>',
        f'<script async src="{BASE_URL}/embed.js"></script>',
    ]
    assert f'src="{BASE_URL}/en/embed/list?length=5"' in part(soup, "textarea#frame").get_text()


def test_what_is_chosen_stands_in_the_lines_and_in_the_preview(
    client: FlaskClient, session: Session
) -> None:
    topic = make_topic(session)
    make_webinar(session, titles=texts("Grids"), topics=[topic], **starting_in(days=2))
    soup = page(client, f"{URL}?kind=next&language=fr&host=tweed&topic={topic.key}&length=3")

    asked = f'data-webinars="next" data-language="fr" data-host="tweed" data-topic="{topic.key}"'
    script = part(soup, "textarea#script").get_text()
    assert f'<div {asked}><a href="{BASE_URL}/fr/">Tout le programme</a></div>' in script
    frame = part(soup, "textarea#frame").get_text()
    assert f"{BASE_URL}/fr/embed/next?host=tweed&amp;topic={topic.key}" in frame
    assert 'title="Webinaires"' in frame
    preview = str(part(soup, ".embed-preview iframe")["src"])
    assert "Grids (fr)" in text_of(page(client, preview))
    assert part(soup, ".embed-preview")["data-host"] == "tweed"


def test_what_is_not_offered_counts_as_not_chosen(client: FlaskClient) -> None:
    soup = page(client, f'{URL}?kind=x&language=it&host="><script>&topic=none&length=999')
    written = part(soup, "textarea#script").get_text().strip()
    assert written.startswith('<div data-webinars="list" data-language="en" data-length="5">')


def test_our_own_page_may_show_the_frame_where_sites_are_named(
    app: Flask, client: FlaskClient, database_url: str
) -> None:
    environment = environment_for(database_url, 25, embed_origins="https://www.example.org")
    app.extensions["webinars_settings"] = Settings.from_environment(environment)
    response = client.get(URL)
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
    assert "on these sites only: https://www.example.org" in text_of(page(client, URL))
    policy = client.get("/en/embed/list").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.example.org" in policy
