"""Whatever people, organisers, crashes and time do in whatever order: the audits stay at 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

import hypothesis.strategies as st
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.delivery.scripted_smtp import DROP, KEEP_AND_DROP, ScriptedServer, scripted_server
from tests.engine.model import PEOPLE, SEATS, WEBINARS, Model
from tests.support.recordings import URL
from webinars.models.message import MessageState
from webinars.services.objections import Wish

WHO = st.integers(0, PEOPLE - 1)
WHICH = st.integers(0, WEBINARS - 1)


@pytest.fixture
def server(app: Flask) -> Iterator[ScriptedServer]:
    with scripted_server() as running:
        app.extensions["mail"].port = running.port
        yield running


class Machine(RuleBasedStateMachine):
    """Does what may happen, in any order; after every step the promises are looked at."""

    make: ClassVar[Callable[[], Model]]

    @initialize()
    def begin(self) -> None:
        self.model = type(self).make()

    @rule(person=WHO, which=st.lists(WHICH, min_size=1, unique=True))
    def sign_up(self, person: int, which: list[int]) -> None:
        self.model.sign_up(person, which)

    @rule(person=WHO, which=WHICH)
    def leave(self, person: int, which: int) -> None:
        self.model.leave(person, which)

    @rule(person=WHO, which=WHICH, wish=st.sampled_from(Wish))
    def choose(self, person: int, which: int, wish: Wish) -> None:
        self.model.choose(person, which, wish)

    @rule(which=WHICH, hours=st.sampled_from([-24, -2, 1, 3, 24]))
    def move(self, which: int, hours: int) -> None:
        self.model.move(which, hours)

    @rule(which=WHICH)
    def move_close(self, which: int) -> None:
        self.model.move_close(which)

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        self.model.cancel(which)

    @rule(url=st.sampled_from([URL, f"{URL}&corrected"]))
    def record(self, url: str) -> None:
        self.model.record(url)

    @rule()
    def take_away(self) -> None:
        self.model.take_away()

    @rule(after_dot=st.booleans())
    def die(self, *, after_dot: bool) -> None:
        self.model.die(after_dot=after_dot)

    @rule()
    def plan(self) -> None:
        self.model.plan_alone()

    @rule(
        trouble=st.sampled_from(
            [
                ("DOT", KEEP_AND_DROP),
                ("DOT", KEEP_AND_DROP, KEEP_AND_DROP, KEEP_AND_DROP),
                ("DATA", DROP),
                ("RCPT", "450 4.2.0 later"),
                ("GREETING", "421 busy"),
            ]
        )
    )
    def disturb(self, trouble: tuple[str, ...]) -> None:
        stage, *replies = trouble
        self.model.server.script[stage] = replies

    @rule(minutes=st.sampled_from([1, 3, 45, 300, 1500]))
    def wait(self, minutes: int) -> None:
        self.model.pass_time(minutes)

    @invariant()
    def audits_are_zero(self) -> None:
        assert self.model.audits() == {}

    @invariant()
    def no_more_have_a_seat_than_there_are(self) -> None:
        assert all(number <= SEATS for number in self.model.confirmed().values())

    @invariant()
    def the_server_has_what_was_sent_and_no_copy_too_many(self) -> None:
        copies = self.model.copies()
        for message in self.model.messages():
            assert copies[message.message_id] <= 1 + min(1, message.ambiguous)
            if message.state == MessageState.SENT and not message.ambiguous:
                assert copies[message.message_id] == 1

    @invariant()
    def nobody_is_told_twice_of_a_recording(self) -> None:
        assert all(number == 1 for number in self.model.told_of_recording().values())

    @invariant()
    def no_reminder_of_a_new_time_comes_before_the_news(self) -> None:
        assert self.model.told_too_early() == []


def test_no_order_of_events_breaks_a_promise(app: Flask, server: ScriptedServer) -> None:
    class OnThisDatabase(Machine):
        make = staticmethod(lambda: Model(app, server))

    run_state_machine_as_test(
        OnThisDatabase,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
