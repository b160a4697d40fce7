"""Every endpoint, who may open it, and with what: the list that new endpoints must be added to."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.support.desk_routes import DESK_ROUTES
from tests.support.pages import form_fields, page
from tests.support.route import Route, Who
from tests.support.world import World
from webinars.tokens import Purpose
from webinars.web.assets import asset_url


def _webinar(world: World) -> dict[str, Any]:
    return {"key": world.webinar.key}


def _series(world: World) -> dict[str, Any]:
    return {"key": world.series.key}


def _host(world: World) -> dict[str, Any]:
    return {"key": world.host.key}


def _mail(world: World) -> dict[str, Any]:
    return {"identifier": world.mail}


def _registration(world: World) -> dict[str, Any]:
    return {
        "given_name": "Jo",
        "family_name": "Exemple",
        "email": "jo.exemple@example.org",
        "organisation_name": "Exemple SA",
        "organisation_kind": "company",
        "region": "wallonia",
        "country": "",
        "language": "fr",
        "webinars": [world.webinar.key],
        "news_hosts": [world.host.key],
    }


def _address(world: World) -> dict[str, Any]:
    return {"email": world.organisers["owner"].email}


def _link(purpose: Purpose, *, posts: bool = False) -> Route:
    return Route(who=Who.HOLDER, purpose=purpose, posts=posts)


ROUTES = {
    **DESK_ROUTES,
    "assets.hosts_css": Route(),
    "assets.static": Route(
        arguments=lambda world: {"hashed": asset_url("site.css").removeprefix("/static/")}
    ),
    "embed_script.script": Route(),
    "embeds.following": Route(),
    "embeds.upcoming": Route(),
    "entrance.enter": Route(answer=302),
    "discovery.robots": Route(),
    "discovery.site": Route(),
    "feeds.host_calendar": Route(arguments=_host),
    "feeds.news": Route(),
    "feeds.programme_calendar": Route(),
    "feeds.series_calendar": Route(arguments=_series),
    "feeds.webinar_entry": Route(arguments=_webinar),
    "health.show": Route(),
    "gallery.show": Route(who=Who.DEMO),
    "home.show": Route(),
    "join.show": _link(Purpose.JOIN, posts=True),
    "legal.accessibility": Route(),
    "legal.imprint": Route(arguments=_host),
    "legal.joint": Route(),
    "legal.privacy": Route(arguments=_host),
    "logos.show": Route(arguments=lambda world: {"name": world.host.logo_name}),
    "lost_link.ask": Route(posts=True, changes=lambda world: {"email": world.attendee.email}),
    "lost_link.sent": Route(),
    "mailbox.attachment": Route(
        who=Who.DEMO, arguments=lambda world: {"identifier": world.mail, "number": 1}
    ),
    "mailbox.html": Route(who=Who.DEMO, arguments=_mail),
    "mailbox.index": Route(who=Who.DEMO),
    "mailbox.show": Route(who=Who.DEMO, arguments=_mail),
    "my_additions.add": Route(
        who=Who.HOLDER, purpose=Purpose.MY_PAGE, arguments=_series, posts=True
    ),
    "my_address.ask": Route(
        who=Who.HOLDER,
        purpose=Purpose.MY_PAGE,
        posts=True,
        changes=lambda world: {"email": "new.place@example.org"},
    ),
    "my_address.confirm_new": _link(Purpose.NEW_ADDRESS, posts=True),
    "my_address.confirm_old": _link(Purpose.OLD_ADDRESS, posts=True),
    "my_answers.edit": Route(
        who=Who.HOLDER,
        purpose=Purpose.MY_PAGE,
        arguments=lambda world: {"number": world.registration.id},
        answer=303,
        sends=True,
    ),
    "my_offers.answer": Route(
        who=Who.HOLDER,
        purpose=Purpose.MY_PAGE,
        arguments=lambda world: {"number": world.registration.id},
        sends=True,
    ),
    "my_page.cancel": Route(
        who=Who.HOLDER,
        purpose=Purpose.MY_PAGE,
        arguments=lambda world: {"number": world.registration.id},
        posts=True,
    ),
    "my_page.cancel_every": _link(Purpose.MY_PAGE, posts=True),
    "my_page.details": _link(Purpose.MY_PAGE, posts=True),
    "my_standing.end": Route(
        who=Who.HOLDER, purpose=Purpose.MY_PAGE, arguments=_series, posts=True
    ),
    "speaker_desk.photo": Route(
        who=Who.HOLDER,
        purpose=Purpose.SPEAKER,
        posts=True,
        changes=lambda _world: {"remove": "1"},
    ),
    "speaker_desk.slides": Route(
        who=Who.HOLDER,
        purpose=Purpose.SPEAKER,
        posts=True,
        changes=lambda _world: {"remove": "1"},
    ),
    "speaker_desk.show": _link(Purpose.SPEAKER, posts=True),
    "metrics.show": Route(),
    "my_page.show": _link(Purpose.MY_PAGE),
    "my_data.delete": _link(Purpose.MY_PAGE, posts=True),
    "my_data.deleted": Route(),
    "my_data.download": _link(Purpose.MY_PAGE),
    "my_data.read": _link(Purpose.MY_PAGE),
    "my_data.own_calendar": _link(Purpose.MY_CALENDAR),
    "my_data.show": _link(Purpose.MY_PAGE, posts=True),
    "my_news.choose": _link(Purpose.STOP_NEWS, posts=True),
    "my_news.one_click": Route(who=Who.HOLDER, purpose=Purpose.STOP_NEWS, only_posts=True),
    "my_news.show": _link(Purpose.STOP_NEWS),
    "my_news.withdraw": Route(who=Who.HOLDER, purpose=Purpose.MY_PAGE, arguments=_host, posts=True),
    "reminders.choose": _link(Purpose.STOP_REMINDERS, posts=True),
    "reminders.one_click": Route(who=Who.HOLDER, purpose=Purpose.STOP_REMINDERS, only_posts=True),
    "reminders.show": _link(Purpose.STOP_REMINDERS),
    "programme.month": Route(arguments=lambda _world: {"year": 2027, "month": 2}),
    "programme.past": Route(),
    "programme.show": Route(),
    "programme.this_month": Route(),
    "series.show": Route(arguments=_series),
    "sharing.handout": Route(arguments=lambda world: {"key": world.handout.key}),
    "sharing.programme_image": Route(),
    "sharing.series_code_svg": Route(arguments=_series),
    "sharing.series_flyer": Route(arguments=_series),
    "sharing.series_flyer_pdf": Route(arguments=_series),
    "sharing.series_image": Route(arguments=_series),
    "sharing.speaker_photo": Route(arguments=lambda world: {"key": world.desk.photo_key}),
    "sharing.speaker_slides": Route(arguments=lambda world: {"key": world.desk.slides_key}),
    "sharing.webinar_code_png": Route(arguments=_webinar),
    "sharing.webinar_code_svg": Route(arguments=_webinar),
    "sharing.webinar_flyer": Route(arguments=_webinar),
    "sharing.webinar_flyer_pdf": Route(arguments=_webinar),
    "sharing.webinar_image": Route(arguments=_webinar),
    "sign_in.challenge": Route(answer=303, sends=True),
    "sign_in.forgotten": Route(posts=True, changes=_address),
    "sign_in.set_password": _link(Purpose.SET_PASSWORD, posts=True),
    "sign_in.show": Route(posts=True, changes=_address),
    "signups.confirm": _link(Purpose.CONFIRM, posts=True),
    "signups.not_me": _link(Purpose.NOT_ME, posts=True),
    "signups.register_for_series": Route(arguments=_series, posts=True, changes=_registration),
    "signups.register_for_webinar": Route(arguments=_webinar, posts=True, changes=_registration),
    "signups.sent": Route(answer=303, posts=True),
    "webinars.show": Route(arguments=_webinar),
}
"""Endpoint to how it is opened. A new endpoint without a line here fails the tests."""

POSTING = sorted(endpoint for endpoint, route in ROUTES.items() if route.posts)
HOLDING = sorted(endpoint for endpoint, route in ROUTES.items() if route.purpose is not None)
LOOSE = {
    "mailbox.attachment",
    "mailbox.html",
    "organiser_announcements.mail",
    "organiser_news.mail",
    "organiser_own_words.mail",
    "organiser_reminders.mail",
}
"""Mails bring styles of their own; nothing of them may run."""

LANGUAGES = ("de", "fr", "en")


def register(app: Flask, client: FlaskClient, world: World) -> None:
    """Send a registration with this client, so that the page after it can be opened."""
    endpoint = "signups.register_for_webinar"
    response = client.post(
        ROUTES[endpoint].url(app, world, endpoint), data=filled(app, client, world, endpoint)
    )
    assert response.status_code == 303, response.get_data(as_text=True)


def filled(app: Flask, client: FlaskClient, world: World, endpoint: str) -> dict[str, Any]:
    """Return a form as a careful visitor sends it, token included."""
    route = ROUTES[endpoint]
    return {
        **form_fields(page(client, route.url(app, world, endpoint)), *route.forms),
        **route.changes(world),
    }
