"""Keeps a run: ``python -m tests.bench.table`` writes ``docs/performance.json`` and ``.md``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import results
from tests.bench.results import LATEST, NOISE, RECORDED, Result
from webinars.paths import ROOT

PAGE = ROOT / "docs" / "performance.md"

TEXT = """\
# Performance

Written by `make bench-record` from a run of `make bench`; the same figures for machines are in
[performance.json](performance.json). Do not edit this page.

```sh
make bench                            # measure everything, on SQLite and PostgreSQL
make bench OPTIONS="--only delivery"  # one part; --size small is quick, for working on the bench
make bench-record                     # keep the last run of make bench as this page
make bench-check                      # measure again; fails on a loss above {loss} %
```

Only ratios count: each thing is measured in turn with its floor, the least that can do the same
work, after a warm-up, in {rounds} rounds or more. Shown are medians, and ± the distance between
the extremes. Processes, databases and connections are real and on this machine; PostgreSQL waits
for the disk at every commit, as SQLite does. The mail server is a process of its own that counts
Message-IDs: one mail too many or too few makes a result invalid, and so does any unexpected answer
of a page. A result is refused when other processes used more than {noise} cores meanwhile.

The floor of delivery is a loop with one session and one connection that reads the same rows,
renders the same templates, builds each mail with `email` and `icalendar` and sends it with
`smtplib`; it claims nothing, checks nothing and remembers nothing.

A target fails the run when it is missed; one marked as a goal is aimed at, and only a loss above
{loss} % against the record fails `make bench-check`. How far a goal is away shows in the
milliseconds of processor time that one page or story takes, of asker, service and database
together: on two cores 100 stories a second leave 20 ms for each.

This run: {machine}{size}.

| what | database | floor | measured | ratio | target |
|---|---|---|---|---|---|
{rows}
"""


def main() -> int:
    """Keep the last run, unless it is worth nothing; the status of the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anyway", action="store_true", help="even if others disturbed it")
    options = parser.parse_args()
    about, measured = results.read(LATEST)
    useless = [each.key for each in measured if each.disturbed or each.faults]
    if useless and not options.anyway:
        print(f"Not kept, because disturbed or invalid: {', '.join(useless)}", file=sys.stderr)
        return 1
    keep(about, measured, RECORDED, PAGE)
    return 0


def keep(about: Mapping[str, Any], measured: Sequence[Result], record: Path, page: Path) -> None:
    """Write a run as a file for machines and as a page."""
    results.write(measured, about["size"], record, about["machine"])
    page.write_text(page_of(about, measured))


def page_of(about: Mapping[str, Any], measured: Sequence[Result]) -> str:
    """Return the page that shows a run."""
    machine = about["machine"]
    words = f"{machine['cores']} cores, {machine['memory']} of memory, {machine['system']}, "
    return TEXT.format(
        loss=round(100 * results.LOSS),
        noise=NOISE,
        rounds=min(len(each.thing) for each in measured if each.floor),
        machine=f"{words}Python {machine['python']}",
        size="" if about["size"] == "full" else f", {about['size']} sizes",
        rows="\n".join(_rows(measured)),
    )


def _rows(measured: Sequence[Result]) -> Iterator[str]:
    for each in measured:
        notes = ", ".join(f"{name} {value}" for name, value in each.notes.items())
        what = f"{each.what} ({notes})" if notes else each.what
        floor = f"{each.floor_is}: {_figure(each.floor, each.unit)}" if each.floor else "–"
        ratio = "–" if each.ratio is None else f"{each.ratio:.2f}"
        if each.disturbed:
            ratio += " (disturbed)"
        columns = [what, each.database, floor, _figure(each.thing, each.unit), ratio, _target(each)]
        yield f"| {' | '.join(columns)} |"


def _figure(values: Sequence[float], unit: str) -> str:
    middle = median(values)
    number = f"{middle:,.0f}" if middle >= 100 else f"{middle:.3g}"
    return f"{number} {unit} ± {results.spread(values):.0%}"


def _target(result: Result) -> str:
    unit = "" if result.floor else f" {result.unit}"
    for sign, target in (("≥", result.at_least), ("≤", result.at_most)):
        if target is not None:
            kind = " (goal)" if result.goal else ""
            return f"{sign} {target:g}{unit}{kind}, {'met' if result.met else '**missed**'}"
    return "–"


if __name__ == "__main__":
    sys.exit(main())
