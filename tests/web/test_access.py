"""Who may open what: the list of all endpoints, and T06."""

import pytest

from tests.support.pages import body_of
from tests.support.route import Who
from tests.support.routes import HOLDING, LANGUAGES, POSTING, ROUTES, filled
from tests.support.rows import dump
from tests.support.world_states import SECRET
from webinars.tokens import LARGEST_ROW, Purpose

READING = {"GET", "HEAD", "OPTIONS"}

OPEN = {name: route for name, route in ROUTES.items() if not route.who.visitor}
"""What opens without signing in; the rest stands in ``test_access_of_organisers.py``."""

NEVER_LINKS = (
    "1",
    "1.",
    ".x",
    "x",
    "0.x",
    "-1.x",
    "2147483648.x",
    "9999999999.x",
    "999999999999999999.x",
    "1.x%00",
    "%F0%28",
    "1.%F0%9F%92%A9",
)


def test_every_endpoint_is_listed_and_every_listed_one_exists(routed):
    assert {rule.endpoint for rule in routed.url_map.iter_rules()} == set(ROUTES)


def test_a_number_that_no_row_can_have_leads_to_no_page(client, world, url_of):
    numbered = {
        endpoint: route.arguments(world)["number"]
        for endpoint, route in ROUTES.items()
        if "number" in route.arguments(world)
    }
    assert numbered
    for endpoint, number in numbered.items():
        found = url_of(endpoint)
        for larger in (LARGEST_ROW + 1, 10**30):
            path = found.replace(f"/{number}", f"/{larger}")
            assert f"/{larger}" in path, endpoint
            assert client.get(path).status_code == 404, path


def test_an_endpoint_takes_the_methods_it_is_listed_with_and_no_others(routed):
    methods: dict[str, set[str]] = {}
    for rule in routed.url_map.iter_rules():
        methods.setdefault(rule.endpoint, set()).update(rule.methods or ())

    assert methods == {
        endpoint: {"OPTIONS", "POST"}
        if route.only_posts
        else READING | ({"POST"} if route.posts or route.sends else set())
        for endpoint, route in ROUTES.items()
    }


def test_a_token_in_an_address_is_listed_with_its_purpose(routed):
    rules = routed.url_map.iter_rules()
    with_token = {rule.endpoint for rule in rules if "token" in rule.arguments}
    assert with_token == set(HOLDING)
    assert with_token == {name for name, route in ROUTES.items() if route.who is Who.HOLDER}


def test_every_purpose_of_a_link_has_a_page():
    assert {ROUTES[endpoint].purpose for endpoint in HOLDING} == set(Purpose)


def test_what_is_open_to_anyone_opens(app, client, world):
    answers = {
        endpoint: client.get(route.url(app, world, endpoint)).status_code
        for endpoint, route in OPEN.items()
    }
    assert answers == {endpoint: route.answer for endpoint, route in OPEN.items()}


@pytest.mark.parametrize("endpoint", HOLDING)
def test_a_link_opens_only_what_it_was_made_for(app, session, client, world, endpoint):
    route = ROUTES[endpoint]
    path = route.url(app, world, endpoint)
    right = world.token(route.purpose)
    row, signature = right.split(".")
    theirs = world.token(route.purpose, other=True).split(".")[0]
    foreign = [world.token(purpose) for purpose in Purpose if purpose is not route.purpose]
    outdated = [world.token(route.purpose, later=later) for later in (-1, 1)]
    cut = [f"{row}.{signature[:-1]}", f"{row}.{signature}x", f"{theirs}.{signature}"]
    before = dump(session)

    opened = {
        wrong: answers
        for wrong in (*foreign, *outdated, *cut, *NEVER_LINKS)
        if (answers := refusals(client, path.replace(right, wrong))) is not None
    }

    assert opened == {}
    assert client.get(path).status_code == route.answer
    assert dump(session) == before


def refusals(client, path):
    reading, writing = client.get(path).status_code, client.post(path).status_code
    return None if reading == 404 and writing in {400, 404, 405} else (reading, writing)


@pytest.mark.parametrize("endpoint", HOLDING)
def test_a_personal_page_names_nobody_else(app, client, world, endpoint):
    shown = body_of(client.get(ROUTES[endpoint].url(app, world, endpoint)))
    assert "Robin" not in shown
    assert "robin@" not in shown


def test_the_mailbox_is_there_in_a_demo_only(app, client, settings, world):
    demo = {name: route for name, route in ROUTES.items() if route.who is Who.DEMO}
    app.extensions["webinars_settings"] = settings

    answers = {
        client.get(route.url(app, world, endpoint)).status_code for endpoint, route in demo.items()
    }

    assert len(demo) >= 4
    assert answers == {404}


def test_a_draft_is_nowhere_to_be_seen(app, client, world):
    told = [
        (endpoint, language)
        for endpoint, route in ROUTES.items()
        for language in LANGUAGES
        if SECRET.lower() in body_of(client.get(route.url(app, world, endpoint, language))).lower()
    ]
    assert told == []


def test_a_draft_has_no_page(client, world):
    for path in ("webinars/{}", "webinars/{}/register"):
        assert refusals(client, "/en/" + path.format(world.draft.key)) is None


@pytest.mark.parametrize(
    "endpoint", ["signups.register_for_series", "signups.register_for_webinar"]
)
def test_nobody_can_register_for_a_draft(app, session, client, world, endpoint):
    before = dump(session)
    fields = filled(app, client, world, endpoint) | {"webinars": [world.draft.key]}

    response = client.post(ROUTES[endpoint].url(app, world, endpoint), data=fields)

    assert response.status_code == 422
    assert SECRET not in response.get_data(as_text=True)
    assert dump(session) == before


def test_the_list_of_forms_is_not_empty():
    assert len(POSTING) >= 5
