import pytest

from tests.factories import make_organisation
from webinars.queries.organisations import find_organisation_by_name, list_organisations


def test_organisations_come_by_name_whatever_their_capitals(session):
    last = make_organisation(session, name="Zweitwerk")
    first = make_organisation(session, name="beispielwerk")
    middle = make_organisation(session, name="Musterwerk")
    assert list_organisations() == [first, middle, last]


@pytest.mark.parametrize("written", ["Beispielwerk", "  beispielwerk ", "BEISPIELWERK"])
def test_an_organisation_is_found_by_its_name_as_people_write_it(session, written):
    known = make_organisation(session, name="Beispielwerk")
    assert find_organisation_by_name(written) is known


@pytest.mark.parametrize("written", ["", "  ", "Beispiel", "Beispielwerk %"])
def test_another_name_finds_no_organisation(session, written):
    make_organisation(session, name="Beispielwerk")
    assert find_organisation_by_name(written) is None


def test_of_two_organisations_with_one_name_the_older_is_found(session):
    older = make_organisation(session, name="Beispielwerk")
    make_organisation(session, name="Beispielwerk")
    assert find_organisation_by_name("Beispielwerk") is older
