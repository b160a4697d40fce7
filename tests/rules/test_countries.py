import pytest

from webinars.languages import LANGUAGES
from webinars.rules.countries import FIRST, is_country, list_countries


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hosts_neighbourhood_comes_first_and_nothing_twice(language: str) -> None:
    codes = [code for code, _name in list_countries(language)]
    assert tuple(codes[: len(FIRST)]) == FIRST
    assert len(codes) == len(set(codes)) > 190


def test_the_others_follow_by_name_in_the_readers_language_whatever_their_accents() -> None:
    names = [name for _code, name in list_countries("fr")]
    assert names.index("Égypte") < names.index("Espagne") < names.index("Finlande")


@pytest.mark.parametrize("code", ["", "de", "EU", "ZZ", "DEU", "001", "X\x00"])
def test_what_is_no_country_is_refused(code: str) -> None:
    assert not is_country(code)


def test_a_country_has_its_name_in_each_language() -> None:
    names = [dict(list_countries(language))["BE"] for language in LANGUAGES]
    assert names == ["Belgien", "Belgique", "Belgium"]
