"""Files with people as others make them: other words for columns, one message for each cause."""

import io

import pytest

from tests.factories import make_webinar
from tests.support.organisers import let_teams_in
from tests.support.pages import form_fields, page, text_of, understood
from tests.support.parts import part
from tests.support.world import sign_in
from webinars.documents.spreadsheets import csv_file
from webinars.models.long_work import LongWorkLine

URL = "/en/organiser/webinars/joint/people/file"
TITLES = ("Vorname", "Nachname", "E-Mail-Adresse", "Organisation", "Region", "Art der Organisation")


@pytest.fixture
def webinar(session, client):
    """A joint webinar of whoever is signed in."""
    let_teams_in(session)
    sign_in(client, "editor")
    return make_webinar(session, key="joint")


def hand_in(client, rows, titles=TITLES):
    data = csv_file(titles, rows, separator=";")
    usual = {"organisation_kind": "company", "region": "saxony", "language": "de"}
    file = {"file": (io.BytesIO(data), "people.csv")}
    return client.post(URL, data={**form_fields(page(client, URL)), **usual, **file})


@pytest.mark.parametrize(
    "titles",
    [
        (
            "first name",
            "SURNAME",
            "E-mail",
            "Company",
            "Region",
            "Type of organisation",
            "Language",
        ),
        ("given_name", "family_name", "email", "organisation_name", "region", "x", "language"),
        ("VORNAME", "Familien-Name", "Mail", "Firma", "Region", "Organisationsart", "Sprache "),
        ("Prenom", "Nom", "Courriel", "Société", "Région", "Type d'organisation", "langue"),
    ],
)
def test_columns_are_known_by_many_words_in_three_languages(client, session, webinar, titles):
    row = ("Jo", "Exemple", "jo@example.org", "Exemple SA", " WALLONIA", "Universität", "FR")
    assert hand_in(client, [row], titles).status_code == 303
    (line,) = session.query(LongWorkLine)
    assert (line.person["given_name"], line.person["family_name"]) == ("Jo", "Exemple")
    assert (line.person["region"], line.person["language"]) == ("wallonia", "fr")
    kind = "company" if "x" in titles else "research"
    assert line.person["organisation_kind"] == kind


def test_of_two_columns_for_one_thing_the_first_that_says_something_holds(client, session, webinar):
    rows = [("", "Jo", "Exemple", "jo@example.org", "Exemple SA", "Other SA")]
    titles = ("Firma", "Vorname", "Nachname", "E-Mail", "Organisation", "Unternehmen")
    assert hand_in(client, rows, titles).status_code == 303
    (line,) = session.query(LongWorkLine)
    assert line.person["organisation_name"] == "Exemple SA"


def test_each_cause_is_said_once_and_names_all_its_lines(client, session, webinar):
    rows = [
        ("Jo", "Exemple", f"jo{number}@example.org", "Exemple SA", region, "")
        for number, region in enumerate(["Mars"] * 3 + ["Wallonia", "Mars", "Venus"])
    ]
    answer = hand_in(client, rows)
    assert answer.status_code == 422
    alert = part(understood(answer.get_data(as_text=True)), "[role=alert]")
    assert "The file has 5 mistakes." in text_of(alert, "h2")
    assert [" ".join(each.get_text(" ").split()) for each in alert.select("li")] == [
        "Lines 2–4, 6 ‘Mars’ is not known here. Choose the region.",
        "Line 7 ‘Venus’ is not known here. Choose the region.",
    ]


def test_a_language_that_is_not_known_is_a_mistake_and_a_missing_one_is_what_was_chosen(
    client, session, webinar
):
    titles = (*TITLES[:4], "Sprache")
    rows = [
        ("Jo", "Exemple", f"jo{number}@example.org", "Exemple SA", language)
        for number, language in enumerate(["Klingon", "fr-BE", "", "de_AT", "EN"])
    ]

    answer = hand_in(client, rows, titles)

    assert answer.status_code == 422
    alert = part(understood(answer.get_data(as_text=True)), "[role=alert]")
    assert [" ".join(each.get_text(" ").split()) for each in alert.select("li")] == [
        "Line 2 ‘Klingon’ is not known here. Write Deutsch, Français or English, or leave the cell"
        " empty."
    ]

    assert hand_in(client, rows[1:], titles).status_code == 303
    lines = session.query(LongWorkLine).order_by(LongWorkLine.number)
    assert [line.person["language"] for line in lines] == ["fr", "de", "de", "en"]
