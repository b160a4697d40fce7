"""A form without its protection does nothing, also where it is shown again as it was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm import Session

from tests.factories import make_signup, make_webinar
from tests.support.announcements import make_announcement
from tests.support.news import make_news
from tests.support.own_words import make_own_words
from tests.support.pages import TOKEN, form_fields, form_token, page, post
from tests.support.recordings import URL
from tests.support.routes import ROUTES, filled
from tests.support.rows import dump
from tests.support.times import starting_in
from tests.support.world import World, sign_in
from webinars.models.own_words import WordsKind
from webinars.models.webinar import WebinarState
from webinars.web.access import PREFIX
from webinars.web.long_forms import show_again

IDLE = {
    "organiser_bulk_edits.show",
    "organiser_programme_files.load",
    "organiser_questions.edit",
    "organiser_series.edit",
}
"""Sent untouched, or for the first time, these change nothing either."""

PERSON = {
    "given_name": "Jo",
    "family_name": "Exemple",
    "email": "jo.exemple@example.org",
    "organisation_name": "Exemple SA",
    "organisation_kind": "company",
    "region": "wallonia",
    "language": "fr",
    "nonce": "n" * 43,
}


@dataclass(frozen=True)
class Form:
    """A form that is ready to be sent."""

    endpoint: str
    url: str
    fields: dict[str, Any]


@pytest.fixture
def forms(app: Flask, client: FlaskClient, session: Session, world: World) -> list[Form]:
    """Every form that comes back once it has expired, filled so that sending it does something."""
    sign_in(client, "owner")
    world.own_webinar.state = WebinarState.PUBLISHED
    pressed = {**_pressed(client, session, world), **_taken_back(client, session, world)}
    found = []
    for rule in app.url_map.iter_rules():
        endpoint = rule.endpoint
        if _comes_back(app, endpoint) and "POST" in (rule.methods or ()):
            route = ROUTES[endpoint]
            changes, fields = pressed.get(endpoint, ({}, None))
            with app.test_request_context("/en/"):
                url = app.url_for(endpoint, **{**route.arguments(world), **changes})
            if fields is None:
                fields = filled(app, client, world, endpoint)
            found.append(Form(endpoint, url, fields))
    return sorted(found, key=lambda form: form.endpoint)


def _comes_back(app: Flask, endpoint: str) -> bool:
    """Tell whether a page of the desk is shown again when its form has expired."""
    blueprint = endpoint.partition(".")[0]
    handlers = app.error_handler_spec.get(blueprint, {}).get(400, {})
    return blueprint.startswith(PREFIX) and handlers.get(CSRFError) is show_again


Pressed = dict[str, tuple[dict[str, Any], dict[str, Any]]]
"""Endpoint to what its address is filled with beyond the list of routes, and to its fields."""


def _pressed(client: FlaskClient, session: Session, world: World) -> Pressed:
    """Return the forms that a first visit in this world does not show."""
    own, host = world.own_webinar, world.host
    past = {"series": own.series, "hosts": [host], "recording_url": URL, **starting_in(days=-1)}
    seen = {"seen_url": URL, "seen_until": ""}
    added = make_signup(session, webinars=[own], added_by_id=host.id)
    make_own_words(session, own, kind=WordsKind.MOVED)
    topic = form_fields(page(client, f"/en/organiser/topics/{world.webinar.topics[0].key}/remove"))
    letter, news = make_announcement(session, own), make_news(session, host)
    return {
        "organiser_additions.add": ({}, PERSON),
        "organiser_additions.index": ({}, {"withdrawn": str(added.id)}),
        "organiser_announcements.send": ({"number": letter.id}, {"seen": "1"}),
        "organiser_announcements.test": ({}, {}),
        "organiser_news.send": ({"number": news.id}, {"seen": "1"}),
        "organiser_news.test": ({}, {}),
        "organiser_own_words.reset": ({"kind": "moved"}, {"version": "1"}),
        "organiser_own_words.test": ({}, {}),
        "organiser_recordings.remove": ({"key": make_webinar(session, **past).key}, seen),
        "organiser_recordings.show": (
            {"key": make_webinar(session, **past).key},
            {**seen, "url": f"{URL}2", "until": ""},
        ),
        "organiser_topics.remove": ({}, topic),
    }


def _taken_back(client: FlaskClient, session: Session, world: World) -> Pressed:
    """Return the forms that take back letters which have been sent."""
    own, host = world.own_webinar, world.host
    letter, news = make_announcement(session, own), make_news(session, host)
    found: Pressed = {}
    for endpoint, row, path in (
        ("organiser_announcements.withhold", letter, f"webinars/{own.key}/announcements"),
        ("organiser_news.withhold", news, f"hosts/{host.key}/news"),
    ):
        here = f"/en/organiser/{path}/{row.id}"
        post(client, here, {"seen": "1"}, action=f"{here}/send")
        session.refresh(row)
        assert row.released_at
        found[endpoint] = ({"number": row.id}, {"seen": str(row.version)})
    return found


def test_a_forged_form_does_nothing_where_the_same_with_its_protection_does(
    client: FlaskClient, session: Session, world: World, forms: list[Form]
) -> None:
    token = form_token(page(client, f"/en/organiser/webinars/{world.own_webinar.key}/notes"))
    before = dump(session)

    answers = {
        form.endpoint: client.post(form.url, data={**form.fields, TOKEN: "forged"})
        for form in forms
    }

    assert len(answers) > 20
    assert dump(session) == before
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        answers, 400
    )
    silent = [name for name, answer in answers.items() if b"has expired" not in answer.data]
    assert silent == []
    idle = set()
    for form in forms:
        client.post(form.url, data={**form.fields, TOKEN: token})
        after = dump(session)
        if after == before:
            idle.add(form.endpoint)
        before = after
    assert idle == IDLE
