"""T51: what others wrote cannot forge a line, and no line says who somebody is."""

from __future__ import annotations

import json
import logging

import pytest

from webinars.cli.logs import DiscreetFormatter, JsonFormatter

HOSTILE = "Kim\r\n2027-01-11 INFO forged: all is well\x1b[2J\u2028<kim@example.org>"

FORMATTERS = (DiscreetFormatter("%(levelname)s %(name)s: %(message)s"), JsonFormatter())


def record(message: str, *arguments: object, error: BaseException | None = None):
    info = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("web", logging.ERROR, __file__, 1, message, arguments, info)


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_hostile_name_stays_on_one_line(formatter):
    line = formatter.format(record("name=%s", HOSTILE))

    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_a_hostile_error_begins_no_line(formatter):
    lines = formatter.format(record("failed", error=ValueError(HOSTILE))).splitlines()

    assert [line for line in lines[1:] if not line.startswith("    ")] == []


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_addresses_are_masked_in_messages_and_tracebacks(formatter):
    error = KeyError("Kim.Beispiel@example.org")
    line = formatter.format(record("recipient=kim@example.org", error=error))

    assert "kim@" not in line
    assert "Beispiel" not in line
    assert "k***@example.org" in line


def test_a_json_line_says_the_same_in_fields():
    line = JsonFormatter().format(record("message sent id=%s reply=%r", 7, "250 2.0.0 fine"))

    found = json.loads(line)
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "ERROR",
        "logger": "web",
        "message": "message sent id=7 reply='250 2.0.0 fine'",
        "fields": {"id": "7", "reply": "250 2.0.0 fine"},
    }


def test_a_traceback_is_a_list_in_json():
    found = json.loads(JsonFormatter().format(record("failed", error=RuntimeError("on purpose"))))

    assert found["traceback"][-1] == "RuntimeError: on purpose"
    assert "fields" not in found
