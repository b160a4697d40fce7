"""The last seats under a storm: real web processes, real HTTP, both databases."""

from __future__ import annotations

import http.client
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import make_signup, make_webinar
from tests.support.service import running_service
from tests.support.settings import environment_for
from tests.support.smtp import Sink
from webinars.clock import now
from webinars.models.message import Message, MessageKind
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

PEOPLE = 200
SEATS = 50


class Visitor:
    """One browser with its own cookies, ready to press the button."""

    def __init__(self, base_url: str, token: str, barrier: threading.Barrier) -> None:
        self.netloc = urlsplit(base_url).netloc
        self.path = f"/de/confirm/{token}"
        self.barrier = barrier

    def press(self) -> tuple[int, str]:
        """Open the page, wait for everybody else, press; return status and target."""
        _, headers, body = self._request("GET", {})
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', body)
        assert found, body
        cookie = headers["Set-Cookie"].partition(";")[0]
        form = urlencode({"csrf_token": found.group(1)})
        self.barrier.wait(60)
        kind = "application/x-www-form-urlencoded"
        sent = {"Cookie": cookie, "Content-Type": kind}
        status, headers, _ = self._request("POST", sent, form)
        return status, headers.get("Location", "")

    def _request(
        self, method: str, headers: dict[str, str], body: str = ""
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection(self.netloc, timeout=60)
        try:
            connection.request(method, self.path, body, {"Host": self.netloc, **headers})
            response = connection.getresponse()
            return response.status, response.headers, response.read().decode()
        finally:
            connection.close()


def test_200_people_press_the_button_at_once_for_50_seats(
    session: Session, database_url: str, smtp: Sink
) -> None:
    in_a_month = (now() + timedelta(days=30)).replace(tzinfo=None)
    webinar = make_webinar(session, capacity=SEATS, local_start=in_a_month)
    soon = {"created_at": now(), "webinars": [webinar]}
    signups = [make_signup(session, **soon).id for _ in range(PEOPLE)]
    key = current_settings().link_key
    tokens = [derive(key, Purpose.CONFIRM, signup_id, 1) for signup_id in signups]
    session.rollback()
    environment = environment_for(database_url, smtp.port, web_processes="3", web_threads="4")

    with running_service(environment, ["serve"]) as base_url:
        barrier = threading.Barrier(PEOPLE)
        visitors = [Visitor(base_url, token, barrier) for token in tokens]
        with ThreadPoolExecutor(PEOPLE) as crowd:
            answers = list(crowd.map(Visitor.press, visitors))

    assert {status for status, _ in answers} == {303}
    assert all("/de/my/" in target for _, target in answers)
    session.rollback()
    query = select(Registration.state, func.count()).group_by(Registration.state)
    assert dict(session.execute(query).all()) == {
        RegistrationState.CONFIRMED: SEATS,
        RegistrationState.WAITING: PEOPLE - SEATS,
    }
    assert session.get_one(Webinar, webinar.id).seats_taken == SEATS
    mails = select(Message.kind, func.count()).group_by(Message.kind)
    assert dict(session.execute(mails).all()) == {
        MessageKind.REGISTERED: PEOPLE,
        MessageKind.INVITATION: SEATS,
    }
