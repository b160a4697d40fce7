from __future__ import annotations

import pytest
from click.testing import CliRunner

from tests.support.programme import DEMO, EXAMPLE, GUIDE, changed
from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.commands import build_command_line
from webinars.worker import run_worker, work_once


@pytest.fixture
def run(database_url):
    settings = {**environment_for(database_url, 25), "LC_ALL": "C", "LC_MESSAGES": "", "LANG": ""}
    command_line = build_command_line(create_app, run_worker, work_once)

    def invoke(*arguments, input=None, **environment):  # noqa: A002 - click's name
        return CliRunner().invoke(
            command_line, arguments, input=input, env={**settings, **environment}
        )

    return invoke


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "programme.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    return path


def test_the_example_of_the_guide_is_loaded_as_the_guide_says(run, file):
    result = run("load", str(file))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "Loaded: 6 created, 0 changed, 0 unchanged.\n"


def test_mistakes_go_to_the_error_stream_one_on_each_line_as_the_guide_shows(run, file):
    file.write_text(changed("minutes: 50", "minutes: 40"), encoding="utf-8")

    result = run("load", str(file))

    assert (result.exit_code, result.stdout) == (1, "")
    line = next(n for n, text in enumerate(EXAMPLE.split("\n"), 1) if text == "  agenda:")
    assert result.stderr == (
        f"line {line}: webinars[0].agenda: The minutes of the agenda add up to 50, not to 60.\n"
        "1 mistake. Nothing was stored.\n"
    )
    assert all(told in GUIDE for told in result.stderr.splitlines())
    assert run("dump").stdout.count("key:") == 0


def test_a_mistake_without_a_path_has_only_its_line(run, file):
    file.write_bytes(b"format: 1\n\tx")
    result = run("load", str(file))
    assert result.exit_code == 1
    assert result.stderr.startswith("line 2: From here on this cannot be read as YAML: ")


def test_a_file_may_come_from_the_standard_input(run):
    assert run("load", "-", input=EXAMPLE).exit_code == 0


def test_a_file_that_is_too_large_is_refused_without_being_read_to_its_end(run, tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as large:
        large.truncate(50_000_000_000)
    result = run("load", str(path))
    assert result.exit_code == 1
    assert "The file is larger than 2000000 bytes" in result.stderr


def test_a_missing_file_is_told(run, tmp_path):
    result = run("load", str(tmp_path / "nothing.yaml"))
    assert result.exit_code == 2
    assert "nothing.yaml" in result.stderr


def test_people_are_loaded_in_a_demo_only(run, tmp_path):
    path = tmp_path / "demo.yaml"
    path.write_text(DEMO, encoding="utf-8")

    refused = run("load", str(path))
    assert refused.exit_code == 1
    assert "they register themselves" in refused.stderr

    assert run("load", str(path), WEBINARS_DEMO="1").exit_code == 0


def test_a_dump_is_utf_8_and_can_be_loaded(run, file, tmp_path):
    run("load", str(file))
    target = tmp_path / "dump.yaml"

    assert run("dump", "--file", str(target)).exit_code == 0

    assert target.read_bytes() == run("dump").stdout_bytes
    assert "Blätter von 120 Metern" in target.read_text(encoding="utf-8")
    assert run("load", str(target)).stdout == "Loaded: 0 created, 0 changed, 6 unchanged.\n"
