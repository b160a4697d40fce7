import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webinars.text import clean_address, clean_line, clean_text, masked, readable_address

ANYTHING = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from("\x00\x1b\x7f\x85\u2028\u2029\u202e\u2066\u200f\u061c\ud800\ufffe\r\n\t "),
    )
)
INVISIBLE = {"Cc", "Cs", "Co", "Cn"}
DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MARKS = {"\u200e", "\u200f", "\u061c"}


def forbidden(text):
    return [
        character
        for character in text
        if unicodedata.category(character) in INVISIBLE
        or unicodedata.bidirectional(character) in DIRECTIONS
        or character in MARKS
        or character in "\u2028\u2029"
    ]


@given(ANYTHING)
@example("a\x00b\ud800c\u202egnp.exe\u2066")
def test_nothing_forbidden_survives_in_a_line(text):
    assert forbidden(clean_line(text)) == []


@given(ANYTHING)
def test_nothing_forbidden_but_line_breaks_survives_in_paragraphs(text):
    assert set(forbidden(clean_text(text))) <= {"\n"}


@given(ANYTHING)
def test_nothing_forbidden_survives_in_an_address(text):
    assert forbidden(clean_address(text)) == []


@pytest.mark.parametrize("clean", [clean_line, clean_text, clean_address])
@given(text=ANYTHING)
@example(text="\u0130\u0307")
@example(text=" \u2000 a")
@example(text="e\u202e\u0301")
@example(text="\u0345\u0391")
def test_cleaning_twice_is_cleaning_once(clean, text):
    once = clean(text)
    assert clean(once) == once


@given(ANYTHING)
def test_a_cleaned_text_is_composed_and_can_be_stored_and_sent(text):
    line = clean_line(text)
    assert unicodedata.is_normalized("NFC", line)
    assert line.encode().decode() == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Kim \t  Beispiel ", "Kim Beispiel"),
        ("Kim\r\nBcc: all@example.org", "Kim Bcc: all@example.org"),
        ("Franc\u0327oise", "Fran\u00e7oise"),
        ("Zoë Müller-Lüdenscheidt d’Anvers", "Zoë Müller-Lüdenscheidt d’Anvers"),
        ("14\u202fh\u202f00", "14\u202fh\u202f00"),
        ("\x00", ""),
    ],
)
def test_a_line_reads_as_it_was_meant(text, line):
    assert clean_line(text) == line


def test_paragraphs_keep_their_line_breaks():
    assert clean_text("\r\nOne \r\ntwo\rthree\n\n four\n") == "One\ntwo\nthree\n\nfour"


def test_an_address_is_compared_in_lower_case():
    assert clean_address(" Kim.BEISPIEL@Example.ORG ") == "kim.beispiel@example.org"


@pytest.mark.parametrize(
    ("address", "shown"),
    [("kim@example.org", "k***@example.org"), ("@example.org", "***@example.org"), ("", "***@")],
)
def test_a_log_shows_only_the_first_letter_of_an_address(address, shown):
    assert masked(address) == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("kim@example.org", "kim@example.org"),
        ("kim@xn--mller-kva.example.org", "kim@müller.example.org"),
        ("kim@xn--\x80.example.org", "kim@xn--\x80.example.org"),
        ("", ""),
    ],
)
def test_an_address_is_shown_as_its_owner_writes_it(stored, shown):
    assert readable_address(stored) == shown
