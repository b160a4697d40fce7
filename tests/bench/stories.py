"""Whole sign-ups as a browser makes them, eight at once, from a process of their own.

``python -m tests.bench.stories PORT COUNT PREFIX`` opens the form, sends it, opens the page of the
mail's link and confirms, each step for all people before the next one begins; it prints how fast
each step was, as JSON.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from tests.bench.seed import WEBINAR
from tests.support.settings import KEYS
from tests.support.signups import WHOLE
from webinars.tokens import Purpose, derive

AT_ONCE = 8
FORM = f"/en/webinars/{WEBINAR}/register"
STEPS = ("form", "send", "page", "confirm")

_FIELD = re.compile(r'name="(csrf_token|nonce)"[^>]*value="([^"]*)"')


@dataclass
class _Line:
    """A connection, over which one person after the other asks."""

    connection: http.client.HTTPConnection
    source: str
    """Network address, as the reverse proxy tells it."""


@dataclass
class _Person:
    email: str
    cookie: str = ""
    path: str = FORM
    fields: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def form(self, line: _Line) -> None:
        """Open the page with the form, and remember what a browser would."""
        body = self._ask(line, "GET", 200)
        self.fields = dict(_FIELD.findall(body))

    def send(self, line: _Line) -> None:
        """Send the form; the number of the sign-up stands in the cookie."""
        answers = {**WHOLE, **self.fields, "email": self.email, "webinars": WEBINAR}
        self._ask(line, "POST", 303, answers)
        kept = _read(self.cookie)["sent"]["signup"]
        token = derive(KEYS["WEBINARS_LINK_KEY"], Purpose.CONFIRM, kept, 1)
        self.path = f"/en/confirm/{token}"

    def confirm(self, line: _Line) -> None:
        """Press the button of the page behind the mail's link."""
        self._ask(line, "POST", 303, self.fields)

    def _ask(
        self, line: _Line, method: str, status: int, fields: dict[str, str] | None = None
    ) -> str:
        headers = {
            "Host": "localhost",
            "Cookie": f"session={self.cookie}",
            "X-Forwarded-For": line.source,
        }
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        line.connection.request(
            method, self.path, urlencode(fields) if fields else None, headers=headers
        )
        response = line.connection.getresponse()
        body = response.read().decode()
        self.seconds += time.perf_counter() - began
        if response.status != status:
            raise RuntimeError(f"{method} answered {response.status}")
        kept = response.getheader("Set-Cookie") or ""
        if kept.startswith("session="):
            self.cookie = kept.removeprefix("session=").partition(";")[0]
        return body


_Step = Callable[[_Person, _Line], None]


def tell(port: int, count: int, prefix: str) -> dict[str, Any]:
    """Let so many people sign up; return the rate of each step, and of the whole."""
    command = [sys.executable, "-m", "tests.bench.stories", str(port), str(count), prefix]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _tell(port: int, count: int, prefix: str) -> dict[str, float]:
    lines = [
        _Line(http.client.HTTPConnection("127.0.0.1", port), f"192.0.2.{place + 1}")
        for place in range(AT_ONCE)
    ]
    people = [_Person(f"{prefix}.{number}@example.org") for number in range(count)]
    steps: list[_Step] = [_Person.form, _Person.send, _Person.form, _Person.confirm]
    seconds = {}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for name, step in zip(STEPS, steps, strict=True):
            # Whoever is free takes the next one: connections fall unevenly to the processes.
            waiting = iter(people)
            began = time.perf_counter()
            for _ in threads.map(partial(_all, step, waiting), lines):
                pass
            seconds[name] = time.perf_counter() - began
    rates = {name: count / each for name, each in seconds.items()}
    slowest = quantiles([person.seconds for person in people], n=20)[18]
    return {**rates, "story": count / sum(seconds.values()), "p95": slowest}


def _all(step: _Step, waiting: Iterator[_Person], line: _Line) -> None:
    for person in waiting:
        step(person, line)


@cache
def _serializer() -> Any:
    # Made once: the visitors must not cost the service what they have to themselves.
    app = Flask(__name__)
    app.secret_key = KEYS["WEBINARS_SECRET_KEY"]
    return SecureCookieSessionInterface().get_signing_serializer(app)


def _read(cookie: str) -> dict[str, Any]:
    values: dict[str, Any] = _serializer().loads(cookie)
    return values


if __name__ == "__main__":
    print(json.dumps(_tell(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
