"""What a run needs: the judge, the books, a crew on the database of the test."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.crew import QUICK, Crew, crew_at_work
from tests.faults.points import Plan
from tests.faults.sink import Judge, judging
from tests.support.settings import environment_for
from webinars.settings import Settings

Workers = Callable[..., AbstractContextManager[Crew]]
"""Runs a crew; takes what ``crew_at_work`` takes, and settings by name."""

Figures = Callable[..., None]
"""Writes down what a run has measured."""


ALIKE = ("test_changes", "test_clock", "test_mail_server")
"""Modules about what hardly depends on the database: the small form runs them on one of the two."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in ALIKE and "postgresql" in item.name:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def judge() -> Iterator[Judge]:
    with judging() as running:
        yield running


@pytest.fixture
def settings(database_url: str, judge: Judge) -> Settings:
    """As the workers have them, so that what the test does is done as they do it."""
    return Settings.from_environment(environment_for(database_url, judge.port, **QUICK))


@pytest.fixture
def workers(database_url: str, judge: Judge, tmp_path: Path) -> Workers:
    def at_work(
        plan: Plan | None = None, *, size: int = 2, stop_seconds: float = 5, **more: str
    ) -> AbstractContextManager[Crew]:
        environment = environment_for(database_url, judge.port, **{**QUICK, **more})
        folder = tmp_path / "crew"
        return crew_at_work(environment, folder, plan, size=size, stop_seconds=stop_seconds)

    return at_work


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Keep what was measured in the file that FIGURES names."""

    def keep(**measured: Any) -> None:
        file = os.environ.get("FIGURES")
        if file:
            with Path(file).open("a") as target:
                target.write(json.dumps({"test": request.node.name, **measured}) + "\n")

    return keep
