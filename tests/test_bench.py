"""The arithmetic of the bench; what it measures is no test, see ``make bench``."""

import pytest

from tests.bench import results, table
from tests.bench.results import Result

ABOUT = {
    "size": "full",
    "machine": {"cores": "2", "memory": "8 GiB", "system": "Debian", "python": "3.11"},
}


def rate(*thing, **overrides):
    values = {"name": "mails", "what": "mails", "unit": "mails/s", "floor": (100, 200, 400)}
    return Result(**{**values, "thing": thing, "at_least": 0.6, **overrides})


def duration(*thing):
    return rate(*thing, unit="s", at_least=None, at_most=2.0)


def test_the_ratio_is_the_middle_one_of_all_rounds():
    assert rate(90, 100, 240).ratio == 0.6


def test_without_a_floor_the_target_speaks_of_the_value():
    alone = rate(3, 1, 2, floor=(), at_least=None, at_most=2)

    assert (alone.ratio, alone.measured, alone.met) == (None, 2, True)


@pytest.mark.parametrize(
    ("result", "met"),
    [
        (rate(60, 120, 240), True),
        (rate(50, 100, 200), False),
        (rate(60, 120, 240, faults=["a mail came twice"]), False),
        (duration(200, 400, 800), True),
        (duration(201, 402, 804), False),
    ],
)
def test_a_target_is_met_from_its_side_and_only_by_valid_results(result, met):
    assert result.met is met


def test_a_missed_goal_is_told_and_fails_nothing_unless_its_result_is_invalid():
    demanded, aimed_at = rate(50, 100, 200), rate(50, 100, 200, goal=True)

    assert (demanded.met, demanded.failed) == (False, True)
    assert (aimed_at.met, aimed_at.failed) == (False, False)
    assert rate(60, 120, 240, goal=True, faults=["a mail came twice"]).failed


def test_slower_is_a_loss_for_rates_and_for_durations():
    assert rate(80, 160, 320).loss(rate(100, 200, 400)) == pytest.approx(0.25)
    assert duration(125, 250, 500).loss(duration(100, 200, 400)) == pytest.approx(0.25)
    assert rate(100, 200, 400).loss(rate(80, 160, 320)) < 0


def test_more_than_a_quarter_of_a_core_used_by_others_disturbs():
    assert not results.with_others(rate(1), 0.25).disturbed
    assert results.with_others(rate(1), 0.26).disturbed


def test_a_run_that_is_kept_can_be_read_again_and_shown(tmp_path):
    record, page = tmp_path / "performance.json", tmp_path / "performance.md"

    aimed_at = rate(40, floor=(), database="sqlite", at_least=50, goal=True)
    table.keep(ABOUT, [rate(60, 120, 240, database="sqlite"), aimed_at], record, page)

    about, (kept, _) = results.read(record)
    assert about == ABOUT
    assert (kept.key, kept.ratio) == ("mails sqlite", 0.6)
    shown = page.read_text()
    assert "2 cores, 8 GiB of memory, Debian, Python 3.11." in shown
    assert "| mails | sqlite | – | 40 mails/s ± 0% | – | ≥ 50 mails/s (goal), **missed** |" in shown
    assert (
        "| mails | sqlite | : 200 mails/s ± 150% | 120 mails/s ± 150% | 0.60 | ≥ 0.6, met |"
        in shown
    )
