import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.rules.address_hints import KNOWN_DOMAINS, suggest_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kim@gmial.com", "kim@gmail.com"),
        ("kim@gamil.com", "kim@gmail.com"),
        ("kim@gmail.con", "kim@gmail.com"),
        ("kim@gmal.com", "kim@gmail.com"),
        ("kim@gmaill.com", "kim@gmail.com"),
        ("kim@hotmial.be", "kim@hotmail.be"),
        ("kim@skyent.be", "kim@skynet.be"),
        ("kim@wbe.de", "kim@web.de"),
        ("kim@t-onlin.de", "kim@t-online.de"),
        ("kim@tu-dresdn.de", "kim@tu-dresden.de"),
        ("kim@beispiel.dee", "kim@beispiel.de"),
        ("kim@fraunhofre.de", "kim@fraunhofer.de"),
    ],
)
def test_a_likely_slip_brings_the_address_that_was_meant(typed: str, meant: str) -> None:
    assert suggest_address(typed) == meant


@pytest.mark.parametrize(
    "address",
    [
        "kim@example.org",
        "kim@gmail.com",
        "kim@wet.de",
        "kim@gmx.ch",
        "kim@mail.com",
        "kim@email.de",
        "kim@gmial.example",
        "kim@sub.gmail.com",
        "kim@con",
        "kim@",
        "@gmial.com",
        "kim",
        "",
    ],
)
def test_an_address_without_a_likely_slip_brings_no_hint(address: str) -> None:
    assert suggest_address(address) is None


@pytest.mark.parametrize("domain", KNOWN_DOMAINS)
def test_a_known_domain_is_never_taken_for_another(domain: str) -> None:
    assert suggest_address(f"kim@{domain}") is None


@given(st.text(max_size=60))
def test_a_hint_keeps_what_stands_before_the_at_sign_and_is_final(text: str) -> None:
    hint = suggest_address(text)
    if hint is not None:
        assert hint.rpartition("@")[0] == text.rpartition("@")[0]
        assert suggest_address(hint) is None


@given(st.text(alphabet="gmailhotv.-@cofrdebn", max_size=20))
def test_a_second_look_at_a_hint_finds_nothing_more(text: str) -> None:
    hint = suggest_address(f"kim@{text}")
    assert hint is None or suggest_address(hint) is None
