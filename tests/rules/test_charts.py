import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.rules.charts import (
    BAR_WIDTH,
    BOTTOM,
    LEFT,
    RIGHT,
    TOP,
    across,
    bar_end,
    bars,
    curve,
    scale,
    top_of,
)


@given(st.lists(st.lists(st.integers(0, 10_000), min_size=3, max_size=3), max_size=8))
def test_bars_are_as_long_as_their_numbers_and_stay_in_the_chart(rows):
    longest = max((sum(row) for row in rows), default=0)
    for row, bar in zip(rows, bars(rows), strict=True):
        assert [part.place for part in bar] == [place for place, each in enumerate(row) if each]
        assert bar_end(bar) <= BAR_WIDTH + 1
        for part in bar:
            assert part.width == pytest.approx(row[part.place] / longest * (BAR_WIDTH - 6), abs=0.1)


def test_the_parts_of_a_bar_stand_one_behind_the_other():
    (bar,) = bars([[1, 0, 1]])
    assert [(part.left, part.width) for part in bar] == [(0.0, 162.0), (164.0, 162.0)]
    assert bar_end([]) == 0.0


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 5), (4, 5), (5, 5), (6, 10), (11, 20), (21, 50), (99, 100), (101, 200)]
)
def test_a_scale_ends_at_a_round_number(highest, top):
    assert top_of(highest) == top
    values = [line.value for line in scale(highest)]
    assert values == [top * step // 5 for step in range(6)]
    assert (scale(highest)[0].y, scale(highest)[-1].y) == (BOTTOM, TOP)


def test_a_line_goes_from_the_first_day_to_the_start():
    assert (across(42, 42), across(0, 42)) == (LEFT, RIGHT)
    assert curve([(42, 0), (0, 10)], 42, 10) == [(LEFT, BOTTOM), (RIGHT, TOP)]
