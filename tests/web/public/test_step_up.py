"""One more step: machines have to work or to wait, people lose nothing and are never shut out."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.factories import NOW, make_signup
from tests.support.clock import Clock
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.settings import environment_for
from tests.support.signups import URL, WHOLE, sign_ups
from tests.support.smtp import Sink
from webinars import clock
from webinars.models.message import Message
from webinars.models.webinar import Webinar
from webinars.settings import Settings
from webinars.steps.entrance import PLAIN_PER_HOUR

FREE = 3

pytestmark = pytest.mark.usefixtures("webinars")


@pytest.fixture
def settings(database_url: str, smtp: Sink) -> Settings:
    given = environment_for(database_url, smtp.port, form_seconds="3", sign_ups_per_hour=str(FREE))
    return Settings.from_environment(given)


@pytest.fixture
def time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock(NOW)
    monkeypatch.setattr(clock, "now", standing)
    return standing


def filled(client: FlaskClient, **fields: Any) -> dict[str, Any]:
    return {**form_fields(page(client, URL)), "webinars": ["w1"], **WHOLE, **fields}


def after(
    client: FlaskClient, time: Clock, seconds: float, network: str = "192.0.2.1", **fields: Any
) -> TestResponse:
    """Open the form, wait, send it."""
    values = filled(client, **fields)
    time.forward(seconds=seconds)
    return posted(client, values, network)


def posted(client: FlaskClient, values: dict[str, Any], network: str = "192.0.2.1") -> TestResponse:
    return client.post(URL, data=values, environ_base={"REMOTE_ADDR": network})


def step_of(answer: TestResponse) -> tuple[BeautifulSoup, dict[str, Any]]:
    """Return the page with the step more and what its form sends."""
    assert answer.status_code in {200, 429}
    soup = parsed(answer)
    return soup, form_fields(soup)


def calculated(soup: BeautifulSoup) -> str:
    form = soup.select_one("form[data-wanted]")
    assert form is not None
    numbers = range(int(str(form["data-most"])))
    begun = hashlib.sha256(str(form["data-beginning"]).encode())
    for number in numbers:
        whole = begun.copy()
        whole.update(str(number).encode())
        if whole.hexdigest() == form["data-wanted"]:
            return f"{form['data-sealed']}{number}"
    raise AssertionError("no number")


def test_who_takes_a_few_seconds_needs_no_step_more(
    client: FlaskClient, session: Session, time: Clock
) -> None:
    assert after(client, time, 3).status_code == 303
    assert len(sign_ups(session)) == 1


@pytest.mark.parametrize(
    ("seconds", "fields"),
    [
        (2, {}),
        (2 * 3600 + 1, {}),
        (30, {"opened": ""}),
        (30, {"opened": "1799658000.forged"}),
        (30, {"second_line": "Kim"}),
    ],
    ids=["too fast", "too old", "never opened", "forged", "filled what nobody sees"],
)
def test_what_looks_like_a_machine_is_asked_for_one_more_step_and_loses_nothing(
    client: FlaskClient, session: Session, time: Clock, seconds: int, fields: dict[str, str]
) -> None:
    soup, kept = step_of(after(client, time, seconds, **fields))
    assert not sign_ups(session)
    assert "Nothing you have typed is lost" in text_of(soup)
    assert {name: kept[name] for name in WHOLE} == {name: [value] for name, value in WHOLE.items()}
    assert posted(client, kept).status_code == 303
    (signup,) = sign_ups(session)
    assert (signup.email, signup.given_name) == ("kim@example.org", "Kim")


def test_a_mistake_is_told_before_the_step_and_the_time_goes_on(
    client: FlaskClient, session: Session, time: Clock
) -> None:
    answer = after(client, time, 1, email="")
    assert answer.status_code == 422
    again = {**form_fields(parsed(answer)), "email": WHOLE["email"]}
    time.forward(seconds=2)
    assert posted(client, again).status_code == 303


def test_a_calculation_opens_however_many_came_from_the_same_network(
    client: FlaskClient, session: Session, time: Clock
) -> None:
    for number in range(FREE):
        assert after(client, time, 9, email=f"kim{number}@example.org").status_code == 303
    for number in range(FREE, FREE + PLAIN_PER_HOUR + 2):
        soup, kept = step_of(after(client, time, 9, email=f"kim{number}@example.org"))
        assert posted(client, {**kept, "proof": calculated(soup)}).status_code == 303
    assert len(sign_ups(session)) == FREE + PLAIN_PER_HOUR + 2


def test_an_answer_opens_once(client: FlaskClient, session: Session, time: Clock) -> None:
    soup, kept = step_of(after(client, time, 0))
    proof = calculated(soup)
    assert posted(client, {**kept, "proof": proof}).status_code == 303
    again = {**kept, "proof": proof, "email": "another@example.org"}
    answer = posted(client, again, "198.51.100.9")
    assert answer.status_code == 200
    assert "One more step" in text_of(parsed(answer), "h1")
    assert [signup.email for signup in sign_ups(session)] == ["kim@example.org"]


def test_the_same_answer_sent_twice_by_impatient_fingers_is_one_sign_up(
    client: FlaskClient, session: Session, time: Clock
) -> None:
    soup, kept = step_of(after(client, time, 0))
    values = {**kept, "proof": calculated(soup)}
    assert [posted(client, values).status_code for _ in range(3)] == [303] * 3
    assert len(sign_ups(session)) == 1


def test_a_machine_without_calculation_gets_few_forms_through_within_an_hour(
    client: FlaskClient, session: Session, time: Clock
) -> None:
    kept = filled(client, second_line="cheap pills")
    for number in range(40):
        posted(client, {**kept, "email": f"bot{number}@example.org", "proof": ""})
        posted(client, {**filled(client), "email": f"other{number}@example.org"})
        time.forward(seconds=5)
    assert len(sign_ups(session)) <= FREE + PLAIN_PER_HOUR
    assert session.scalar(select(func.count()).select_from(Message)) == len(sign_ups(session))


def test_without_scripts_the_step_says_when_it_opens_again_and_whom_to_write_to(
    client: FlaskClient, session: Session, time: Clock
) -> None:
    for number in range(PLAIN_PER_HOUR):
        _, kept = step_of(after(client, time, 0, email=f"kim{number}@example.org"))
        assert posted(client, kept).status_code == 303
    _, kept = step_of(after(client, time, 0))
    time.forward(minutes=10)
    answer = posted(client, kept)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3000")
    told = text_of(parsed(answer), ".errors")
    assert "try again in 50 minutes" in told
    assert "write to host-" in told
    assert posted(client, kept, "198.51.100.9").status_code == 303, "another network is open"
    time.forward(minutes=50)
    assert posted(client, {**kept, "email": "last@example.org"}).status_code == 303


def test_processes_at_once_let_no_more_through_than_one(
    app: Flask, client: FlaskClient, session: Session, time: Clock
) -> None:
    values = filled(client)
    time.forward(seconds=9)
    cookie = client.get_cookie("session")
    assert cookie is not None

    def once(number: int) -> int:
        other = FlaskClient(app, app.response_class)
        other.set_cookie("session", cookie.value)
        return posted(other, {**values, "email": f"kim{number}@example.org"}).status_code

    session.commit()
    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(once, range(12)))
    assert answers == [200] * (12 - FREE) + [303] * FREE
    assert len(sign_ups(session)) == FREE


def test_a_storm_of_unconfirmed_forms_makes_the_calculation_harder_and_is_logged(
    client: FlaskClient,
    session: Session,
    time: Clock,
    webinars: list[Webinar],
    caplog: pytest.LogCaptureFixture,
) -> None:
    calm, _ = step_of(after(client, time, 0))
    for _ in range(51):
        make_signup(session, webinars=[webinars[0]], created_at=NOW)
    stormy, _ = step_of(after(client, time, 0))
    most = [int(str(soup.select("form[data-most]")[0]["data-most"])) for soup in (calm, stormy)]
    assert most == [50_000, 200_000]
    assert [record for record in caplog.records if record.message.startswith("storm: ")]
    time.forward(minutes=11)
    later, _ = step_of(after(client, time, 0))
    assert later.select("form[data-most='50000']")


def test_many_forms_for_one_address_from_everywhere_make_three_mails(
    client: FlaskClient, session: Session, time: Clock
) -> None:
    for number in range(12):
        answer = after(client, time, 9, f"192.0.2.{number}", given_name=f"Kim {number}")
        assert answer.status_code == 303
    assert session.scalar(select(func.count()).select_from(Message)) == 3
