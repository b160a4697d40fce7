"""Sign-ups from the form to the seat, beside one stored row for each request."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench import seed
from tests.bench.load import load
from tests.bench.measure import Size, processor_seconds
from tests.bench.pages import HOST, Servers, serving
from tests.bench.results import Result
from tests.bench.stage import KINDS, POSTGRESQL, Stage, Stages
from tests.bench.stories import AT_ONCE, FORM, STEPS, tell
from tests.support.pages import Client, form_fields, page
from tests.support.signups import send
from tests.support.statements import recorded_statements
from webinars.database.engine import db
from webinars.models.signup import SignUp
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

POST, STORIES = 0.15, 100
STORE = "one row stored and committed for each POST, on the same server"


def measure_signups(stages: Stages, size: Size) -> Iterator[Result]:
    """Yield how many people can sign up at once, and what each step costs."""
    for kind in KINDS:
        with stages.fresh(kind) as stage:
            session = db.session()
            webinar = seed.the_webinar(session)
            webinar.capacity = 1_000_000
            session.commit()
            session.close()
            statements = _count_statements(stage)
            # Each connection comes from a network of its own, as the proxy tells it.
            with serving(stage, proxy_hops="1") as servers:
                yield from _measure(stage, servers, statements, size)


def _measure(
    stage: Stage, servers: Servers, statements: dict[str, int], size: Size
) -> Iterator[Result]:
    rounds: list[dict[str, Any]] = []
    floors: list[float] = []
    faults: list[str] = []
    for number in range(size.rounds + 1):
        found = load(servers.bare, "/", HOST, seconds=size.seconds, method="POST")
        before = processor_seconds()
        story = tell(servers.service, size.stories, f"reader.{uuid.uuid4().hex[:8]}")
        story["processor"] = (processor_seconds() - before) / size.stories
        if set(found.statuses) != {"200"}:
            faults.append(f"answers of the floor: {found.statuses}")
        if number:  # the first one was to warm up
            floors.append(found.per_second)
            rounds.append(story)
    for name, words in (("send", "sending the form"), ("confirm", "pressing the button")):
        yield Result(
            name=f"sign-up: {name}",
            database=stage.kind,
            what=f"{words}, {AT_ONCE} at once",
            floor_is=STORE,
            unit="requests/s",
            floor=floors,
            thing=[each[name] for each in rounds],
            at_least=POST if name == "send" else None,
            goal=name == "send",
            faults=faults,
            notes={"statements": statements[name]},
        )
    slowest = median(each["p95"] for each in rounds)
    steps = {f"{step}/s": round(median(each[step] for each in rounds)) for step in STEPS}
    yield Result(
        name="sign-up: whole story",
        database=stage.kind,
        what=f"form, POST, page of the link, POST: {AT_ONCE} at once",
        unit="stories/s",
        thing=[each["story"] for each in rounds],
        at_least=STORIES if stage.kind == POSTGRESQL else None,
        goal=True,
        faults=faults,
        notes={
            "p95 ms": round(1000 * slowest),
            "processor ms": round(1000 * median(each["processor"] for each in rounds), 1),
            "statements": sum(statements.values()),
            **steps,
        },
    )


def _count_statements(stage: Stage) -> dict[str, int]:
    """Return how many statements each step sends to the database."""
    stage.app.test_client_class = Client
    counts: dict[str, int] = {}
    for email in ("warm.up@example.org", "kim@example.org"):
        client = stage.app.test_client()
        with recorded_statements() as statements:
            client.get(FORM)
        counts["form"] = len(statements)
        with recorded_statements() as statements:
            answer = send(client, FORM, chosen=[seed.WEBINAR], email=email)
        assert answer.status_code == 303, answer.status
        counts["send"] = len(statements) - counts["form"]
        signup = db.session().query(SignUp).filter_by(email=email).one()
        token = derive(current_settings().link_key, Purpose.CONFIRM, signup.id, 1)
        path = f"/en/confirm/{token}"
        with recorded_statements() as statements:
            fields = form_fields(page(client, path))
        counts["page"] = len(statements)
        with recorded_statements() as statements:
            assert client.post(path, data=fields).status_code == 303
        counts["confirm"] = len(statements)
    db.session.remove()
    return counts
