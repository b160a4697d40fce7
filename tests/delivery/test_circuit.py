from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.support.settings import environment_for
from webinars.delivery.circuit import REMEMBERED, Circuit
from webinars.settings import Settings

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def circuit_with(jitter: float) -> Circuit:
    environment = environment_for("sqlite:///never-opened.sqlite3", 25)
    return Circuit(lambda: jitter, Settings.from_environment(environment))


def test_a_new_circuit_lets_mails_through() -> None:
    assert not circuit_with(1.0).is_open(NOW)


def test_each_failure_doubles_the_pause_up_to_a_minute() -> None:
    circuit = circuit_with(1.0)

    pauses = [circuit.trip(NOW).total_seconds() for _ in range(6)]

    assert pauses == [10, 20, 40, 60, 60, 60]


def test_chance_shortens_a_pause_by_half_at_most() -> None:
    assert circuit_with(0.0).trip(NOW) == timedelta(seconds=5)


def test_a_pause_ends() -> None:
    circuit = circuit_with(1.0)
    circuit.trip(NOW)

    assert circuit.is_open(NOW + timedelta(seconds=9))
    assert not circuit.is_open(NOW + timedelta(seconds=10))


def test_a_clock_set_back_does_not_prolong_a_pause() -> None:
    circuit = circuit_with(1.0)
    circuit.trip(NOW)

    assert not circuit.is_open(NOW - timedelta(hours=1))


def test_a_success_forgets_all_failures() -> None:
    circuit = circuit_with(1.0)
    circuit.trip(NOW)
    circuit.trip(NOW)

    circuit.reset()

    assert not circuit.is_open(NOW)
    assert circuit.trip(NOW) == timedelta(seconds=10)


def test_a_message_stands_alone_once_another_was_taken_since_its_refusal() -> None:
    circuit = circuit_with(1.0)

    assert not circuit.stands_alone(7)
    circuit.accept()
    assert not circuit.stands_alone(7)
    circuit.reject(7)
    circuit.reject(8)
    assert not circuit.stands_alone(7)
    circuit.accept()
    assert circuit.stands_alone(7)


def test_many_refusals_are_not_kept_for_ever() -> None:
    circuit = circuit_with(1.0)
    for number in range(REMEMBERED + 1):
        circuit.reject(number)
    circuit.accept()

    assert not circuit.stands_alone(0)
    assert circuit.stands_alone(REMEMBERED)
