from __future__ import annotations

import logging

import pytest
from flask import Flask

from webinars.cli.logs import DiscreetFormatter, configure_logs


@pytest.fixture
def _as_before():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize("page", ["confirm", "not-me", "my", "join"])
def test_personal_links_lose_their_token_in_a_log_line(page: str):
    record = logging.LogRecord(
        "web", logging.ERROR, __file__, 1, "GET /de/%s/12.AbC_d-9 failed", (page,), None
    )

    assert DiscreetFormatter("%(message)s").format(record) == f"GET /de/{page}/… failed"


def test_no_page_whose_address_is_a_key_is_forgotten(app: Flask):
    rules = [rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments]
    assert len(rules) > 20

    formatter = DiscreetFormatter("%(message)s")
    for rule in rules:
        path = rule.replace("<token>", "12.AbC_d-9")
        record = logging.LogRecord("web", logging.ERROR, __file__, 1, path, (), None)
        assert "AbC" not in formatter.format(record), rule


def test_personal_links_lose_their_token_in_a_traceback():
    error = RuntimeError("https://webinars.example.org/fr/my/7.secret?x=1")
    info = (type(error), error, None)
    record = logging.LogRecord("web", logging.ERROR, __file__, 1, "failed", (), info)

    line = DiscreetFormatter("%(message)s").format(record)

    assert "7.secret" not in line
    assert "https://webinars.example.org/fr/my/…?x=1" in line


@pytest.mark.usefixtures("_as_before")
def test_the_log_goes_to_the_error_stream_from_its_level_on(capsys: pytest.CaptureFixture[str]):
    configure_logs("INFO")

    logging.getLogger("webinars").info("GET /en/join/3.token")
    logging.getLogger("webinars").debug("not this")
    logging.getLogger("alembic.runtime").info("nor this")

    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.endswith(" INFO webinars: GET /en/join/…\n")
    assert len(captured.err.splitlines()) == 1
