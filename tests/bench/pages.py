"""Public pages beside Flask that only says hello, and the organiser's longest list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from tests.bench import seed
from tests.bench.load import Load, load
from tests.bench.measure import Size, alone, in_turn, processor_seconds
from tests.bench.processes import SERVE, running
from tests.bench.results import Result
from tests.bench.stage import KINDS, Stage, Stages
from tests.factories import make_hosts
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import Client
from tests.support.service import await_answer, free_port
from tests.support.statements import recorded_statements
from webinars.database.engine import db
from webinars.models.organiser import Role
from webinars.web.access import TOKEN

PAGES = {
    "home": "/en/",
    "webinar": f"/en/webinars/{seed.WEBINAR}",
    "series": "/en/series/energy-in-dialogue",
}
HOST = "localhost"
PEOPLE = f"/en/organiser/webinars/{seed.WEBINAR}/people"
SIGNED_IN = "token of the bench"

UNCACHED, KEPT, LONGEST = 0.04, 0.3, 0.050


@dataclass(frozen=True)
class Servers:
    """The ports of the service and of its floor."""

    service: int
    bare: int


@contextmanager
def serving(stage: Stage, **more: str) -> Iterator[Servers]:
    """Serve this database's pages, and the floor of pages beside them.

    :param more: further settings, by name without prefix.
    """
    servers = Servers(free_port(), free_port())
    environment = stage.environment(25, listen=f"127.0.0.1:{servers.service}", **more)
    bare = ("tests.bench.bare", str(servers.bare))
    with running(environment, SERVE), running(environment, bare):
        await_answer(servers.service, "/en/", HOST)
        await_answer(servers.bare, "/", HOST)
        yield servers


def measure_pages(stages: Stages, size: Size) -> Iterator[Result]:
    """Yield how many requests each page answers."""
    for kind in KINDS:
        with stages.fresh(kind) as stage:
            session = db.session()
            seed.register_people(session, 100)
            cookie = _signed_in(stage.app)
            few = _count_statements(stage.app, PEOPLE, cookie)
            seed.register_people(session, size.people - 100, first=101)
            session.close()
            with serving(stage, page_kept_seconds="0") as servers:
                for name in PAGES:
                    yield _page(stage, servers, name, size, kept=False)
                yield _list(stage, servers, cookie, few, size)
            with serving(stage) as servers:
                for name in PAGES:
                    yield _page(stage, servers, name, size, kept=True)


def _page(stage: Stage, servers: Servers, name: str, size: Size, *, kept: bool) -> Result:
    faults: list[str] = []
    path, words = PAGES[name], "kept page" if kept else "page"
    spent: list[float] = []

    def rate(port: int, address: str) -> float:
        before = processor_seconds()
        found = load(port, address, HOST, seconds=size.seconds)
        faults.extend(_faults(found))
        if port == servers.service:
            spent.append((processor_seconds() - before) / (found.per_second * size.seconds))
        return found.per_second

    floor, thing = in_turn(
        lambda: rate(servers.bare, "/"), lambda: rate(servers.service, path), size.rounds
    )
    statements = {} if kept else {"statements": _count_statements(stage.app, path)}
    return Result(
        name=f"{words} {name}",
        database=stage.kind,
        what=f"the {words} {path}, 8 connections",
        floor_is="bare Flask on the same server",
        unit="requests/s",
        floor=floor,
        thing=thing,
        at_least=KEPT if kept else UNCACHED,
        goal=not kept,
        faults=faults,
        notes={**statements, "processor ms": round(1000 * median(spent), 2)},
    )


def _list(stage: Stage, servers: Servers, cookie: str, few: int, size: Size) -> Result:
    faults: list[str] = []

    def middle() -> float:
        found = load(
            servers.service, PEOPLE, HOST, connections=1, seconds=size.seconds, Cookie=cookie
        )
        faults.extend(_faults(found))
        return found.median

    thing = alone(middle, size.rounds)
    many = _count_statements(stage.app, PEOPLE, cookie)
    if many != few:
        faults.append(f"{few} statements for 100 registrations, {many} for {size.people:,}")
    return Result(
        name="list of registrations",
        database=stage.kind,
        what=f"a page of 50 out of {size.people:,} registrations",
        unit="s",
        thing=thing,
        at_most=LONGEST,
        faults=faults,
        notes={"statements": many},
    )


def _faults(found: Load) -> list[str]:
    return [] if set(found.statuses) == {"200"} else [f"answers: {found.statuses}"]


def _signed_in(app: Flask) -> str:
    """Return the cookie of an owner of both hosts."""
    session = db.session()
    roles = dict.fromkeys(make_hosts(session), Role.OWNER)
    make_session(session, make_organiser(session, roles), SIGNED_IN)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return f"session={serializer.dumps({TOKEN: SIGNED_IN})}"


def _count_statements(app: Flask, path: str, cookie: str = "") -> int:
    app.test_client_class = Client
    with app.app_context():
        client = app.test_client(use_cookies=False)
        client.get(path, headers={"Cookie": cookie})
        with recorded_statements() as statements:
            # By another address, under which no page is kept yet.
            response = client.get(f"{path}?once=more", headers={"Cookie": cookie})
        assert response.status_code == 200, (path, response.status)
        db.session.remove()
    return len(statements)
