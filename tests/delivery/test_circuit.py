from __future__ import annotations

from datetime import UTC, datetime, timedelta

from webinars.delivery.circuit import Circuit

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def test_a_new_circuit_lets_mails_through() -> None:
    assert not Circuit(lambda: 1.0).is_open(NOW)


def test_each_failure_doubles_the_pause_up_to_a_minute() -> None:
    circuit = Circuit(lambda: 1.0)

    pauses = [circuit.trip(NOW).total_seconds() for _ in range(6)]

    assert pauses == [10, 20, 40, 60, 60, 60]


def test_chance_shortens_a_pause_by_half_at_most() -> None:
    assert Circuit(lambda: 0.0).trip(NOW) == timedelta(seconds=5)


def test_a_pause_ends() -> None:
    circuit = Circuit(lambda: 1.0)
    circuit.trip(NOW)

    assert circuit.is_open(NOW + timedelta(seconds=9))
    assert not circuit.is_open(NOW + timedelta(seconds=10))


def test_a_clock_set_back_does_not_prolong_a_pause() -> None:
    circuit = Circuit(lambda: 1.0)
    circuit.trip(NOW)

    assert not circuit.is_open(NOW - timedelta(hours=1))


def test_a_success_forgets_all_failures() -> None:
    circuit = Circuit(lambda: 1.0)
    circuit.trip(NOW)
    circuit.trip(NOW)

    circuit.reset()

    assert not circuit.is_open(NOW)
    assert circuit.trip(NOW) == timedelta(seconds=10)
