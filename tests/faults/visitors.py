"""Many visitors at once: sign-ups and confirmations over HTTP, as browsers send them.

``python -m tests.faults.visitors PLAN`` sends what the plan says and prints what came of it; the
storms run two such processes, so that the load costs the service little.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import secrets
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
_NONCE = re.compile(rb'name="nonce"[^>]*value="([^"]+)"')

WHO = {
    "given_name": "Kim",
    "family_name": "Beispiel",
    "organisation_name": "Beispielwerk",
    "organisation_kind": "company",
    "region": "saxony",
    "language": "de",
}


@dataclass
class Answers:
    """What came of the posts."""

    statuses: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    retry_after: list[str] = field(default_factory=list)


class Visitor:
    """One browser: keeps its cookie and its connection."""

    def __init__(self, base_url: str, source: str) -> None:
        """Come from this network address, as the reverse proxy tells it."""
        self._address = urlsplit(base_url)
        self._source = source
        self._cookie = ""
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, bytes, str]:
        """Return status, page, and Retry-After or the address that the answer leads to."""
        headers = {"Host": self._address.netloc, "X-Forwarded-For": self._source}
        if self._cookie:
            headers["Cookie"] = self._cookie
        if body:
            headers["Content-Type"] = FORM
        connection = self._connected()
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            page = answer.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            self._connection = None
            raise
        for name, text in answer.getheaders():
            if name.lower() == "set-cookie" and text.startswith("session="):
                self._cookie = text.partition(";")[0]
        return answer.status, page, answer.getheader("Retry-After") or ""

    def open_form(self, path: str) -> dict[str, str]:
        """Return the hidden fields of the form on this page."""
        status, page, _ = self.ask("GET", path)
        assert status == http.client.OK, (path, status)
        token, nonce = _TOKEN.search(page), _NONCE.search(page)
        assert token is not None, page
        found = {"csrf_token": token[1].decode()}
        return found if nonce is None else {**found, "nonce": nonce[1].decode()}

    def adopt(self, other: Visitor) -> None:
        """Be another tab of the same browser."""
        self._cookie = other._cookie

    def close(self) -> None:
        """Leave."""
        if self._connection is not None:
            self._connection.close()

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            port = self._address.port or 80
            self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        return self._connection


def sign_up_path(webinar: str) -> str:
    """Return the page with the form of this webinar."""
    return f"/en/webinars/{webinar}/register"


def post_sign_up(
    visitor: Visitor, webinar: str, hidden: dict[str, str], email: str
) -> tuple[int, str]:
    """Send the form; return status and Retry-After."""
    values = {**WHO, **hidden, "email": email, "webinars": webinar, "time_zone": "Europe/Berlin"}
    status, _, retry = visitor.ask("POST", sign_up_path(webinar), urlencode(values))
    return status, retry


def sign_many_up(
    base_url: str, webinar: str, emails: Iterable[str], *, clients: int, doubles: float
) -> Answers:
    """Sign people up with so many clients at once; a share of the forms is sent twice.

    Each client opens the form once; each person then has a nonce of their own, as a form opened
    anew has.
    """
    waiting, answers = iter(list(emails)), Answers()

    def work(number: int) -> None:
        visitor = Visitor(base_url, f"192.0.2.{number + 1}")
        hidden = visitor.open_form(sign_up_path(webinar))
        for email in waiting:
            hidden["nonce"] = secrets.token_urlsafe(32)
            twice = random.random() < doubles  # noqa: S311 - a share, not a secret
            for _ in range(1 + twice):
                begun = time.perf_counter()
                status, _retry = post_sign_up(visitor, webinar, hidden, email)
                answers.seconds.append(time.perf_counter() - begun)
                answers.statuses.append(status)
        visitor.close()

    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(work, range(clients)))
    return answers


def confirm_many(base_url: str, paths: Iterable[str], *, clients: int) -> Answers:
    """Press the buttons behind these links with so many clients at once."""
    waiting, answers = iter(list(paths)), Answers()

    def work(number: int) -> None:
        visitor = Visitor(base_url, f"192.0.2.{number + 1}")
        hidden: dict[str, str] = {}
        for path in waiting:
            hidden = hidden or visitor.open_form(path)
            begun = time.perf_counter()
            status, _, _ = visitor.ask("POST", path, urlencode(hidden))
            answers.seconds.append(time.perf_counter() - begun)
            answers.statuses.append(status)
        visitor.close()

    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(work, range(clients)))
    return answers


def main() -> None:
    """Do what the plan on the standard input says."""
    plan = json.load(sys.stdin)
    if "emails" in plan:
        webinar, emails = plan["webinar"], plan["emails"]
        done = sign_many_up(
            plan["url"], webinar, emails, clients=plan["clients"], doubles=plan["doubles"]
        )
    else:
        done = confirm_many(plan["url"], plan["paths"], clients=plan["clients"])
    json.dump({"statuses": done.statuses, "seconds": done.seconds}, sys.stdout)


if __name__ == "__main__":
    main()
