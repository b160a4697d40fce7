"""Every page for organisers × everybody who might try to open it (T06, T07)."""

from dataclasses import replace

import pytest

from tests.support.pages import body_of, form_token, page
from tests.support.route import Who
from tests.support.routes import LANGUAGES, ROUTES
from tests.support.rows import TABLES, dump
from tests.support.world import PRIVATE, sign_in
from webinars.models.organiser import Role
from webinars.models.webinar import WebinarState
from webinars.rules.access import includes

DESK = sorted(name for name, route in ROUTES.items() if route.who.visitor)
"""Every endpoint for organisers."""

OF_A_HOST = [name for name in DESK if ROUTES[name].least is not None]
"""Those that show or change something of a host."""

OF_SUPPORT = [name for name in DESK if ROUTES[name].who is Who.SUPPORT]
"""Those that show people of one region."""

STRANGERS = ("other", "removed", "support")
"""Organisers for whom nothing of the host's own webinar exists."""

LOGGED = [table for table in TABLES if table.name != "organiser_sessions"]
"""What reading never changes; when a session was last used is written down."""


MAY = [
    (endpoint, role)
    for endpoint in OF_A_HOST
    for role in Role
    if includes(role, str(ROUTES[endpoint].least))
]
"""What each role opens."""


def answers(app, client, world, endpoints, name):
    """Return the status of reading and of sending an empty form, by endpoint, as this organiser."""
    sign_in(client, name)
    token = form_token(page(client, f"/en/webinars/{world.webinar.key}/register"))
    paths = {endpoint: ROUTES[endpoint].url(app, world, endpoint) for endpoint in endpoints}
    return {
        endpoint: (
            client.get(path).status_code,
            client.post(path, data={"csrf_token": token}).status_code,
        )
        for endpoint, path in paths.items()
    }


def others_than(found, allowed):
    """Return the endpoints that answered otherwise, with what they answered."""
    return {endpoint: codes for endpoint, codes in found.items() if not set(codes) <= allowed}


@pytest.mark.parametrize("name", ["", "inactive"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(app, client, session, world, name):
    before = dump(session, LOGGED)
    found = answers(app, client, world, DESK, name)
    assert len(found) > 20
    assert others_than(found, {303, 405}) == {}
    assert dump(session, LOGGED) == before


@pytest.mark.parametrize("name", STRANGERS)
def test_what_belongs_to_another_host_does_not_exist(app, client, session, world, name):
    before = dump(session, LOGGED)
    found = answers(app, client, world, OF_A_HOST, name)
    assert len(found) > 10
    assert others_than(found, {404, 405}) == {}
    assert dump(session, LOGGED) == before


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_a_role_opens_nothing_that_asks_for_a_higher_one(app, client, session, world, role):
    higher = [endpoint for endpoint in OF_A_HOST if (endpoint, role) not in MAY]
    before = dump(session, LOGGED)
    found = answers(app, client, world, higher, role.value)
    assert len(found) > 5
    assert others_than(found, {404, 405}) == {}
    assert dump(session, LOGGED) == before


@pytest.mark.parametrize(("endpoint", "role"), MAY)
def test_a_role_opens_what_it_includes(app, client, world, endpoint, role):
    found = answers(app, client, world, [endpoint], role.value)
    reading, sending = found[endpoint]
    assert reading in {ROUTES[endpoint].answer, 405}
    assert sending not in {403, 404}


@pytest.mark.parametrize("name", STRANGERS)
def test_no_page_tells_another_host_of_what_is_private(app, client, world, name):
    sign_in(client, name)
    telling = [
        (endpoint, language)
        for endpoint in DESK
        for language in LANGUAGES
        if PRIVATE.lower()
        in body_of(client.get(ROUTES[endpoint].url(app, world, endpoint, language))).lower()
    ]
    assert telling == []


def test_who_loses_a_role_loses_it_at_once(app, client, session, world):
    for endpoint in OF_A_HOST:
        sign_in(client, "owner")
        path = ROUTES[endpoint].url(app, world, endpoint)
        assert client.get(path).status_code in {ROUTES[endpoint].answer, 405}
    world.organisers["owner"].memberships.clear()
    session.commit()
    for endpoint in OF_A_HOST:
        path = ROUTES[endpoint].url(app, world, endpoint)
        assert client.get(path).status_code in {404, 405}


def test_a_support_office_opens_nothing_of_the_series_but_its_own_pages(
    app, client, session, world
):
    before = dump(session, LOGGED)
    inside = replace(world, own_webinar=world.webinar, own_registration=world.registration)

    refused = answers(app, client, inside, OF_A_HOST, "support")
    opened = answers(app, client, inside, OF_SUPPORT, "support")

    assert others_than(refused, {404, 405}) == {}
    assert opened == dict.fromkeys(OF_SUPPORT, (200, 405))
    assert dump(session, LOGGED) == before


@pytest.mark.parametrize("name", ["other", "removed", "owner"])
def test_the_pages_of_a_support_office_open_for_nobody_else(app, client, world, name):
    found = answers(app, client, world, OF_SUPPORT, name)
    assert others_than(found, {404, 405}) == {}


@pytest.mark.parametrize("lost", ["region", "office", "host", "draft", "account"])
def test_a_support_office_loses_what_is_taken_at_once(app, client, session, world, lost):
    sign_in(client, "support")
    paths = [ROUTES[endpoint].url(app, world, endpoint) for endpoint in OF_SUPPORT]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    if lost == "region":
        world.registration.attendee.region = "wallonia"
    elif lost == "office":
        session.delete(world.office)
    elif lost == "host":
        world.series.hosts.remove(world.host)
        world.webinar.hosts.remove(world.host)
    elif lost == "draft":
        world.webinar.state = WebinarState.DRAFT
    else:
        world.organisers["support"].active = False
    session.commit()

    refusal = 303 if lost == "account" else 404
    expected = [200 if lost == "region" else refusal, refusal]
    assert [client.get(path).status_code for path in paths] == expected
