from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.programme import DEMO, EXAMPLE, FULL, contents, mistakes_in
from webinars.documents.programme_mistakes import ProgrammeFileError
from webinars.services.programme import dump_programme, load_programme

VALUES = [
    *("~", "[]", "{}", "''", "true", "0", "-1", "7", "99999999999", "1e9", "x", "Ünï", "😀", "- a"),
    *("a: b", "{a: 1}", "[[[[]]]]", "*a", "&a x", "!!python/object:os.x y", "!x", "'\\u2028'", "|"),
    *("2027-03-28", "02:30", "9999-12-31", "{in_minutes: 99999}", "{days_before: 365}"),
    *('"\\0"', '"\\ud800"', '"\\U00110000"', '"\\u202e"', '"\\x85"', "x" * 3000, "Europe", "../x"),
    *("tweed", "hydrogen", "energy-saxony", "de", "draft", "cancelled", "none", "recording"),
]

NAMES = sorted(set(re.findall(r"[{ ,]([a-z_]+):", DEMO + FULL)))


def scalars(text: str) -> list[tuple[int, int]]:
    tokens: Iterable[Any] = yaml.scan(text, Loader=yaml.SafeLoader)
    return [
        (token.start_mark.index, token.end_mark.index)
        for token in tokens
        if isinstance(token, yaml.ScalarToken)
    ]


SPANS = {text: scalars(text) for text in (DEMO, FULL, EXAMPLE)}


@st.composite
def spoiled_values(draw: st.DrawFn, base: str) -> str:
    """Replace one to three values or names by others."""
    text = base
    spans = draw(st.lists(st.sampled_from(SPANS[base]), min_size=1, max_size=3, unique=True))
    for start, end in sorted(spans, reverse=True):
        value = draw(st.sampled_from([*VALUES, *NAMES]) | st.text(max_size=20))
        text = text[:start] + value + text[end:]
    return text


@st.composite
def spoiled_lines(draw: st.DrawFn, base: str) -> str:
    """Delete, repeat, move or indent one to three lines."""
    lines = base.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        index = draw(st.integers(0, len(lines) - 1))
        line = lines.pop(index)
        other = draw(st.integers(0, len(lines)))
        lines[other:other] = draw(
            st.sampled_from([[], [line, line], [line], [f"  {line}"], [line.lstrip()]])
        )
    return "\n".join(lines)


def spoiled(base: str) -> st.SearchStrategy[str]:
    return spoiled_values(base) | spoiled_lines(base)


@settings(max_examples=200, deadline=None)
@given(text=spoiled(DEMO) | spoiled(FULL) | st.binary(max_size=300) | st.text(max_size=300))
def test_whatever_is_read_is_a_programme_or_a_list_of_mistakes(text):
    for mistake in mistakes_in(text):
        assert mistake.line >= 1
        assert mistake.sentence


@pytest.mark.parametrize("base", [FULL, DEMO[: DEMO.index("attendees:")]], ids=["full", "demo"])
def test_a_spoiled_file_is_loaded_or_refused_but_never_stored_in_part(session, now, base):
    SPANS.setdefault(base, scalars(base))
    state = {"stored": contents(session), "dumps": 0}

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(text=spoiled(base))
    def check(text):
        try:
            load_programme(text.encode(errors="surrogatepass"), now=now)
        except ProgrammeFileError:
            assert contents(session) == state["stored"]
            return
        state["stored"] = contents(session)
        again = load_programme(dump_programme().encode(), now=now)
        assert (again.created, again.changed) == (0, 0)

    load_programme(base.encode(), now=now)
    state["stored"] = contents(session)
    check()
