from __future__ import annotations

import pytest
import yaml

from tests.support.programme import mistakes_in
from webinars.documents import programme_nodes
from webinars.documents.programme_nodes import DEEPEST, LARGEST_FILE


@pytest.fixture(autouse=True, params=[yaml.SafeLoader, yaml.CSafeLoader])
def with_both_parsers(request, monkeypatch):
    # Where libyaml is missing, PyYAML's own parser reads the file.
    monkeypatch.setattr(programme_nodes, "_Loader", request.param)


@pytest.mark.parametrize(
    ("data", "line", "sentence"),
    [
        (b"", 1, "The file is empty."),
        (b"# only a comment\n", 1, "The file is empty."),
        (b"- a\n- b\n", 1, "The file must begin with names"),
        (b"hello", 1, "The file must begin with names"),
        ("\ufeff".encode("utf-16"), 1, "This is not UTF-8 text."),
        (b"format: 1\n# \xe4\n", 2, "This is not UTF-8 text."),
        (b"format: 1\nregions: [\n", 3, "cannot be read as YAML"),
        (b"format: 1\n\tregions: 1\n", 2, "cannot be read as YAML"),
        (b"format: 1\nregions: a: b\n", 2, "cannot be read as YAML"),
        (b'format: "\\U00110000"\n', 1, "cannot be read as YAML"),
        (b"format: 1\n# \x07\n", 2, "U+0007"),
        (b"format: 1\n---\nformat: 1\n", 2, "A file holds one programme"),
        (b"format: 1\n? [a]\n: b\n", 2, "single word"),
        (b"format: 1\nregions: " + b"[" * 5000 + b"]" * 5000, 2, "Too many levels"),
        (b"a" * (LARGEST_FILE + 1), 1, "larger than"),
    ],
)
def test_what_is_no_programme_is_refused_with_its_line(data, line, sentence):
    (mistake,) = mistakes_in(data)
    assert mistake.line == line
    assert mistake.path == "" or "levels" in sentence or "word" in sentence
    assert sentence in mistake.sentence


def test_a_bomb_of_aliases_is_refused_at_once():
    bomb = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40)]
    assert any("aliases" in each.sentence for each in mistakes_in("\n".join(bomb)))


def test_the_deepest_level_that_is_allowed_is_deeper_than_the_format_needs():
    assert DEEPEST > 6
