"""The bench: ``python -m tests.bench``; see ``docs/performance.md``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from tests.bench import results
from tests.bench.claiming import measure_claims
from tests.bench.delivery import measure_delivery
from tests.bench.measure import SIZES, Neighbours, Size
from tests.bench.moments import measure_moments
from tests.bench.pages import measure_pages
from tests.bench.planning import measure_planning
from tests.bench.results import LATEST, LOSS, RECORDED, Result
from tests.bench.signups import measure_signups
from tests.bench.stage import Stages, running_stages

Part = Callable[[Stages, Size], Iterator[Result]]

PARTS: dict[str, Part] = {
    "planning": measure_planning,
    "delivery": measure_delivery,
    "moments": measure_moments,
    "claims": measure_claims,
    "pages": measure_pages,
    "sign-ups": measure_signups,
}


def main() -> int:
    """Measure, keep what was measured, and say whether it is good; the status of the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="full")
    parser.add_argument("--only", default=",".join(PARTS), help="parts, divided by commas")
    parser.add_argument("--check", action="store_true", help="compare with the recorded run")
    options = parser.parse_args()
    measured = []
    for result in _run(options.only.split(","), SIZES[options.size]):
        measured.append(result)
        # After each, so that a run that is broken off was not for nothing.
        results.write(measured, options.size, LATEST)
    print(f"written to {LATEST}")
    for each in measured:
        if not (each.met or each.failed):
            print(f"{each.key}: does not reach its goal, {each.measured:.3g}")
    troubles = [*_troubles(measured), *(_losses(measured) if options.check else ())]
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


def _run(names: Sequence[str], size: Size) -> Iterator[Result]:
    with running_stages() as stages:
        for name in names:
            neighbours = Neighbours()
            for result in PARTS[name](stages, size):
                noted = results.with_others(result, neighbours.cores())
                print(_line(noted), flush=True)
                yield noted


def _line(result: Result) -> str:
    thing = f"{median(result.thing):.4g} {result.unit} ±{results.spread(result.thing):.0%}"
    beside = ""
    if result.floor:
        floor = f"{median(result.floor):.4g} {result.unit} ±{results.spread(result.floor):.0%}"
        beside = f" floor {floor} ratio {result.ratio:.3g}"
    state = "" if result.met else " MISSED"
    noise = f" DISTURBED by {result.others:.2f} cores" if result.disturbed else ""
    return f"{result.key}: {thing}{beside}{state}{noise} {dict(result.notes)}"


def _troubles(measured: Sequence[Result]) -> Iterator[str]:
    for each in measured:
        if each.faults:
            yield f"{each.key}: invalid: {', '.join(each.faults)}"
        elif each.failed:
            yield f"{each.key}: misses its target, {each.measured:.3g}"
        if each.disturbed:
            yield f"{each.key}: refused, others used {each.others:.2f} cores meanwhile"


def _losses(measured: Sequence[Result]) -> Iterator[str]:
    recorded = {each.key: each for each in results.read(RECORDED)[1]}
    for each in measured:
        before = recorded.get(each.key)
        if before is not None and each.loss(before) > LOSS:
            change = f"{each.ratio:.3g}, was {before.ratio:.3g}"
            yield f"{each.key}: {change}: lost {each.loss(before):.0%}"


if __name__ == "__main__":
    sys.exit(main())
