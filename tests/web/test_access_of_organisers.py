"""Every page for organisers × everybody who might try to open it (T06, T07)."""

import pytest

from tests.support.pages import body_of, form_token, page
from tests.support.route import Who
from tests.support.routes import LANGUAGES, ROUTES
from tests.support.rows import TABLES, dump
from tests.support.world import PRIVATE, sign_in
from webinars.models.organiser import Role
from webinars.rules.access import includes

DESK = sorted(name for name, route in ROUTES.items() if route.who is Who.ORGANISER)
"""Every endpoint for organisers."""

OF_A_HOST = [name for name in DESK if ROUTES[name].least is not None]
"""Those that show or change something of a host."""

STRANGERS = ("other", "removed")
"""Organisers for whom nothing of the host exists."""

LOGGED = [table for table in TABLES if table.name != "organiser_sessions"]
"""What reading never changes; when a session was last used is written down."""


def answers(app, client, world, endpoint, name):
    """Return the status of reading and of sending an empty form, as this organiser."""
    sign_in(client, name)
    path = ROUTES[endpoint].url(app, world, endpoint)
    token = form_token(page(client, f"/en/webinars/{world.webinar.key}/register"))
    return client.get(path).status_code, client.post(path, data={"csrf_token": token}).status_code


@pytest.mark.parametrize("endpoint", DESK)
@pytest.mark.parametrize("name", ["", "inactive"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(app, client, session, world, endpoint, name):
    before = dump(session, LOGGED)
    reading, sending = answers(app, client, world, endpoint, name)
    assert reading in {303, 405}
    assert sending in {303, 405}
    assert dump(session, LOGGED) == before


@pytest.mark.parametrize("endpoint", OF_A_HOST)
@pytest.mark.parametrize("name", STRANGERS)
def test_what_belongs_to_another_host_does_not_exist(app, client, session, world, endpoint, name):
    before = dump(session, LOGGED)
    reading, sending = answers(app, client, world, endpoint, name)
    assert reading in {404, 405}
    assert sending in {404, 405}
    assert dump(session, LOGGED) == before


@pytest.mark.parametrize("endpoint", OF_A_HOST)
@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_it_includes_and_nothing_else(app, client, world, endpoint, role):
    route = ROUTES[endpoint]
    reading, sending = answers(app, client, world, endpoint, role.value)
    if includes(role, str(route.least)):
        assert reading in {route.answer, 405}
        assert sending not in {403, 404}
    else:
        assert reading in {404, 405}
        assert sending in {404, 405}


@pytest.mark.parametrize("endpoint", DESK)
@pytest.mark.parametrize("name", STRANGERS)
def test_no_page_tells_another_host_of_what_is_private(app, client, world, endpoint, name):
    sign_in(client, name)
    route = ROUTES[endpoint]
    for language in LANGUAGES:
        shown = body_of(client.get(route.url(app, world, endpoint, language)))
        assert PRIVATE.lower() not in shown.lower()


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
