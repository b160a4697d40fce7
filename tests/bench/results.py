"""What was measured: floors and the things beside them, with their median and spread."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from webinars.paths import ROOT

LATEST = ROOT / "build" / "bench.json"
RECORDED = ROOT / "docs" / "performance.json"

LOSS = 0.2
"""So much worse than recorded is a loss."""

NOISE = 0.25
"""Cores that other processes may use; a result with more is disturbed."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """One thing, measured in turn with its floor; without a floor it is measured by itself."""

    name: str
    database: str = ""
    what: str
    floor_is: str = ""
    unit: str
    thing: Sequence[float]
    floor: Sequence[float] = ()
    at_least: float | None = None
    """Target of the ratio; of the value itself when there is no floor."""
    at_most: float | None = None
    goal: bool = False
    """Whether the target is aimed at and not demanded; missing it is said and fails nothing."""
    faults: Sequence[str] = ()
    """What makes the result invalid, such as a mail that came twice."""
    notes: Mapping[str, float | int | str] = field(default_factory=dict)
    others: float = 0.0
    """Cores that other processes used meanwhile."""

    @property
    def key(self) -> str:
        """Name and database."""
        return f"{self.name} {self.database}".strip()

    @property
    def ratio(self) -> float | None:
        """The middle of the ratios of all rounds; None without a floor."""
        if not self.floor:
            return None
        return median(t / f for t, f in zip(self.thing, self.floor, strict=True))

    @property
    def measured(self) -> float:
        """What the target speaks of: the ratio, or the value when there is no floor."""
        return self.ratio if self.ratio is not None else median(self.thing)

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        least, most = self.at_least, self.at_most
        enough = least is None or self.measured >= least
        return enough and (most is None or self.measured <= most) and not self.faults

    @property
    def failed(self) -> bool:
        """Whether it is invalid or misses what is demanded."""
        return bool(self.faults) or not (self.met or self.goal)

    @property
    def disturbed(self) -> bool:
        """Whether other processes used too much of the machine."""
        return self.others > NOISE

    def loss(self, before: Result) -> float:
        """Return by which part it is worse than before; negative when it is better."""
        if self.ratio is None or before.ratio is None:
            return 0.0
        lower_is_better = self.at_most is not None
        now, then = self.ratio, before.ratio
        return (now / then if lower_is_better else then / now) - 1


def with_others(result: Result, cores: float) -> Result:
    """Return a result with how much others used of the machine meanwhile."""
    return replace(result, others=cores)


def spread(values: Sequence[float]) -> float:
    """Return the distance between the extremes, as a part of the median."""
    return (max(values) - min(values)) / median(values)


def machine() -> dict[str, str]:
    """Return what the machine is, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    release = platform.freedesktop_os_release()
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GiB",
        "system": release.get("PRETTY_NAME", platform.system()),
        "python": platform.python_version(),
    }


def write(
    results: Iterable[Result], size: str, path: Path, about: Mapping[str, str] | None = None
) -> None:
    """Keep the results of a run.

    :param about: the machine that it was on; None: this one.
    """
    path.parent.mkdir(exist_ok=True)
    rows = [_rounded(asdict(each)) for each in results]
    text = json.dumps({"machine": about or machine(), "size": size, "results": rows}, indent=1)
    path.write_text(f"{text}\n")


def read(path: Path) -> tuple[dict[str, Any], list[Result]]:
    """Return about a run, and its results."""
    content = json.loads(path.read_text())
    return content, [Result(**row) for row in content.pop("results")]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(each) for each in value]
    return value
