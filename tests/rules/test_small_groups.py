import itertools

from hypothesis import given
from hypothesis import strategies as st

from webinars.rules.small_groups import (
    SMALLEST,
    is_small,
    protect_part,
    protect_parts,
    protect_table,
)

PARTS = st.lists(st.integers(0, 14), min_size=1, max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 9), min_size=width, max_size=width), max_size=5)
)


def hidden_sum(numbers, shown):
    return sum(number for number, each in zip(numbers, shown, strict=True) if each is None)


def test_large_and_empty_groups_are_shown():
    assert protect_parts([5, 0, 12]) == ((5, 0, 12), 17)


def test_one_small_group_hides_the_next_larger_one_too():
    assert protect_parts([3, 40, 7]) == ((None, 40, None), 50)


def test_two_small_groups_that_are_small_together_hide_a_third():
    assert protect_parts([1, 2, 30, 8]) == ((None, None, 30, None), 41)


def test_a_small_whole_hides_everything():
    assert protect_parts([3, 0]) == ((None, None), None)


def test_a_part_is_hidden_when_what_remains_is_small():
    assert protect_part(28, 30) is None
    assert protect_part(20, 30) == 20
    assert protect_part(30, 30) == 30


@given(PARTS)
def test_no_small_number_follows_from_the_parts_and_the_whole(parts):
    shown, whole = protect_parts(parts)
    assert not any(is_small(each) for each in (*shown, whole) if each is not None)
    assert all(each in (None, part) for each, part in zip(shown, parts, strict=True))
    hidden = [part for part, each in zip(parts, shown, strict=True) if each is None]
    if hidden and whole is not None and len(hidden) < len(parts):
        assert len(hidden) > 1
        assert sum(hidden) - (len(hidden) - 1) >= SMALLEST


def test_many_parts_of_one_person_are_all_hidden():
    assert protect_parts([1, 1, 1, 1, 1]) == ((None,) * 5, 5)
    assert protect_parts([1, 1, 1, 1, 1, 20]) == ((None,) * 6, 25)


@given(st.permutations([3, 40, 40, 9, 0]))
def test_the_order_of_the_parts_does_not_matter(parts):
    shown, _ = protect_parts(parts)
    assert dict(zip(parts, shown, strict=True)) == {3: None, 9: None, 40: 40, 0: 0}


def test_a_row_with_a_small_cell_takes_another_row_along():
    shown = protect_table([[3, 20], [10, 11], [30, 30]])
    assert shown.rows == ((None, None), (None, None), (30, 30))
    assert (shown.row_sums, shown.column_sums, shown.total) == ((23, 21, 60), (43, 61), 104)


def test_a_row_of_nobody_hides_nothing():
    shown = protect_table([[3, 20], [0, 0], [10, 11]])
    assert shown.rows == ((None, None), (0, 0), (None, None))


def test_a_column_whose_sum_is_small_is_hidden_in_every_row():
    shown = protect_table([[20, 2, 9], [30, 1, 8]])
    assert shown.column_sums == (50, None, None)
    assert [row[1:] for row in shown.rows] == [(None, None), (None, None)]


def test_a_table_without_rows_is_empty():
    assert protect_table([]).rows == ()


@given(TABLES)
def test_everything_shown_of_a_table_is_true_and_large(rows):
    shown = protect_table(rows)
    pairs = [
        *zip(itertools.chain(*rows), itertools.chain(*shown.rows), strict=True),
        *zip(map(sum, rows), shown.row_sums, strict=True),
        *zip(map(sum, zip(*rows, strict=True)), shown.column_sums, strict=True),
        (sum(map(sum, rows)), shown.total),
    ]
    for true, each in pairs:
        assert each is None or (each == true and not is_small(each))


@given(TABLES)
def test_no_small_number_follows_from_a_line_of_a_table(rows):
    shown = protect_table(rows)
    lines = [
        *zip(rows, shown.rows, shown.row_sums, strict=True),
        *zip(
            zip(*rows, strict=True),
            zip(*shown.rows, strict=True),
            shown.column_sums,
            strict=True,
        ),
        ([sum(row) for row in rows], shown.row_sums, shown.total),
        ([sum(column) for column in zip(*rows, strict=True)], shown.column_sums, shown.total),
    ]
    for numbers, each, whole in lines:
        if whole is not None:
            assert not is_small(hidden_sum(numbers, each)), (numbers, each, whole)


@given(TABLES)
def test_a_small_cell_could_have_been_another_number(rows):
    """Two people of different rows and columns could change places without anybody noticing."""
    shown = protect_table(rows)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            # Where a whole column is hidden, its sum is: that is the promise for parts.
            if is_small(cell) and shown.column_sums[place] is not None:
                if shown.row_sums[number] is None:
                    continue
                others = [each for each, line in enumerate(shown.rows) if None in line]
                assert any(
                    (rows[other][place] and row[column]) or (cell and rows[other][column])
                    for other in others
                    for column in range(len(row))
                    if other != number and column != place
                ), (rows, shown)
