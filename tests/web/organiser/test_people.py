"""The people of a webinar."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.factories import (
    NOW,
    make_attendee,
    make_consent,
    make_registration,
    make_signup,
    make_webinar,
    person,
)
from tests.support.organisers import let_teams_in
from tests.support.pages import form_fields, page, text_of
from tests.support.saving import together
from tests.support.statements import recorded_statements
from tests.support.world import sign_in
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.registration import Registration, RegistrationState
from webinars.models.webinar import Webinar, WebinarState

URL = "/en/organiser/webinars/joint/people"


@pytest.fixture
def webinar(session: Session, client: FlaskClient) -> Webinar:
    """A joint webinar; editor and viewer work for one host, partner for the other."""
    let_teams_in(session)
    sign_in(client, "editor")
    return make_webinar(session, key="joint", capacity=300)


def add(session: Session, webinar: Webinar, state: str = "confirmed", **overrides: Any) -> None:
    attendee = make_attendee(session, **overrides)
    make_registration(session, webinar=webinar, attendee=attendee, state=RegistrationState(state))


def names(soup: BeautifulSoup) -> list[str]:
    """Return the names of the list, in its order."""
    return [next(row.stripped_strings) for row in soup.select("tbody th")]


def test_the_figures_count_everybody_and_name_nobody_unconfirmed(
    client: FlaskClient, session: Session, webinar: Webinar, now: Any
) -> None:
    for state in ("confirmed", "confirmed", "waiting", "cancelled"):
        add(session, webinar, state)
    make_signup(session, webinars=[webinar], family_name="Secret", expires_at=now + timedelta(1))
    make_signup(session, webinars=[webinar], family_name="Secret", expires_at=now)
    make_signup(session, family_name="Secret", expires_at=now + timedelta(1))

    shown = page(client, URL)

    assert [dd.get_text() for dd in shown.select(".figure dt + dd")] == ["2", "1", "1", "1"]
    assert "of 300" in text_of(shown)
    assert "Secret" not in text_of(shown)


def test_an_empty_list_gives_the_link_to_share(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    assert "Here is the link to share: http" in text_of(page(client, URL))
    assert "/en/webinars/joint" in text_of(page(client, URL))
    webinar.state = WebinarState.DRAFT
    session.commit()
    assert "Nobody can register yet" in text_of(page(client, URL))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Zoë Weiß", "Ana Example", "Luc Exemple"]),
        ("q=zoe+WEISS", ["Zoë Weiß"]),
        ("q=exemple+onduleurs", ["Luc Exemple"]),
        ("q=ana%40example.org", ["Ana Example"]),
        ("q=%25", []),
        ("state=waiting", ["Luc Exemple"]),
        ("region=saxony", ["Zoë Weiß"]),
        ("region=elsewhere", ["Ana Example"]),
        ("language=fr&state=waiting", ["Luc Exemple"]),
        ("language=fr&state=confirmed", []),
        ("sort=oldest", ["Luc Exemple", "Ana Example", "Zoë Weiß"]),
        ("sort=name", ["Ana Example", "Luc Exemple", "Zoë Weiß"]),
        ("sort=organisation", ["Ana Example", "Zoë Weiß", "Luc Exemple"]),
        ("sort=email;drop&state=x&region=%00&page=-1", ["Zoë Weiß", "Ana Example", "Luc Exemple"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(
    client: FlaskClient, session: Session, webinar: Webinar, query: str, expected: Sequence[str]
) -> None:
    luc = {"given_name": "Luc", "family_name": "Exemple", "language": "fr"}
    ana = {"given_name": "Ana", "family_name": "Example", "language": "en"}
    add(session, webinar, "waiting", **luc, region="wallonia", organisation_name="Onduleurs SA")
    add(session, webinar, **ana, region="", organisation_name="ACME", email="ana@example.org")
    add(session, webinar, given_name="Zoë", family_name="Weiß", organisation_name="Netze")
    add(session, make_webinar(session), given_name="Of", family_name="Another")

    assert names(page(client, f"{URL}?{query}")) == expected


def test_the_chosen_filters_stay_chosen_everywhere(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    add(session, webinar, given_name="Zoë")
    shown = page(client, f"{URL}?q=zoe&state=confirmed&sort=name")

    assert form_fields(shown, "form.filter") == {
        "q": ["zoe"],
        "state": ["confirmed"],
        "region": [""],
        "language": [""],
    }
    for link in shown.select("thead a, a.more[href*=export]"):
        assert "q=zoe&state=confirmed" in str(link["href"])
    assert shown.select_one("[aria-sort=ascending] a").get_text() == "Person"


def test_ten_thousand_people_come_in_pages_of_fifty_with_as_many_statements_as_three(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    with together(session):
        for _ in range(3):
            add(session, webinar)
    counts = [statements_of(client)]
    add_many(session, webinar, 10_000)

    counts.append(statements_of(client))
    last = page(client, f"{URL}?page=99999")

    assert counts[0] == counts[1]
    assert "10,003 people" in text_of(last)
    assert len(names(last)) == 3
    assert "10,001 to 10,003 of 10,003" in text_of(last, "nav.pages")
    assert len(names(page(client, URL))) == 50


def statements_of(client: FlaskClient) -> int:
    with recorded_statements() as statements:
        assert client.get(URL).status_code == 200
    return len(statements)


def add_many(session: Session, webinar: Webinar, number: int) -> None:
    webinar_id = webinar.id
    people = [
        {**person(), "recipient_hash": "x", "role": "", "generation": 1} for _ in range(number)
    ]
    ids = list(session.scalars(insert(Attendee).returning(Attendee.id), people))
    shared = {"webinar_id": webinar_id, "state": RegistrationState.CONFIRMED, "created_at": NOW}
    rows = [{**shared, "attendee_id": each, "schedule_version": 1} for each in ids]
    session.execute(insert(Registration), rows)
    session.commit()


def test_both_teams_see_everybody_and_neither_sees_consents(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    attendee = make_attendee(session, given_name="Kim", family_name="Beispiel")
    make_consent(session, attendee)
    make_registration(session, webinar=webinar, attendee=attendee)

    for name in ("editor", "viewer", "partner"):
        sign_in(client, name)
        shown = page(client, URL)
        assert names(shown) == ["Kim Beispiel"]
        assert "news" not in text_of(shown, ".desk-work").lower()
    sign_in(client, "viewer")
    assert page(client, URL).select("a[href*=export]") == []
    assert client.get(f"{URL}/export").status_code == 404


def download(client: FlaskClient, query: str = "", language: str = "en", **fields: str) -> Any:
    url = URL.replace("/en/", f"/{language}/") + "/export" + query
    sent = {**form_fields(page(client, url)), "purpose": "Moderation", **fields}
    return client.post(url, data=sent)


HOSTILE = '=HYPERLINK("https://evil.example")'


def test_the_export_is_harmless_in_every_column_and_in_the_readers_language(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    hostile = dict.fromkeys(("given_name", "family_name", "organisation_name", "role"), HOSTILE)
    add(session, webinar, **hostile, email="=1+1@example.org", region="=x", country="=y")

    response = download(client, language="de", file="csv")

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="joint.csv"'
    assert response.headers["Cache-Control"] == "no-store"
    text = io.StringIO(response.get_data().decode("utf-8-sig"), newline="")
    titles, row = csv.reader(text, delimiter=";")
    assert titles[:3] == ["Nachname", "Vorname", "E-Mail-Adresse"]
    assert row[:4] == [f"'{HOSTILE}", f"'{HOSTILE}", "'=1+1@example.org", f"'{HOSTILE}"]
    assert row[6:9] == ["'=y", f"'{HOSTILE}", "Deutsch"]
    assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r"))]


def test_the_excel_file_holds_the_same_as_texts_with_times_in_the_webinars_zone(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    add(session, webinar, given_name=HOSTILE, family_name="Beispiel", email="a@example.org")

    response = download(client, file="xlsx")

    sheet = openpyxl.load_workbook(io.BytesIO(response.get_data())).active
    titles, row = (list(each) for each in sheet.iter_rows())
    assert [cell.value for cell in titles][-3] == "Registered (Europe/Berlin)"
    assert {cell.data_type for cell in row if cell.value} == {"s"}
    assert [cell.value for cell in row][:3] == ["Beispiel", HOSTILE, "a@example.org"]
    assert [cell.value for cell in row][-4:-1] == ["Confirmed", *[registered_at()] * 2]


def registered_at() -> str:
    """Return the moment of the factories, one hour ahead of UTC."""
    return f"{NOW + timedelta(hours=1):%Y-%m-%d %H:%M}"


def test_an_export_says_so_before_holds_what_is_filtered_and_is_logged_without_names(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    add(session, webinar, given_name="Zoë")
    add(session, webinar, given_name="Luc")
    query = "?q=zoe&state=confirmed"
    shown = text_of(page(client, f"{URL}/export{query}"))
    assert "personal data of 1 person. The export is logged with your name" in shown
    assert session.scalars(select(AuditEntry)).all() == []

    response = download(client, query, file="csv", purpose="To prepare the moderation")

    assert response.get_data(as_text=True).count("\r\n") == 2
    session.rollback()
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("people.exported", webinar.id)
    assert entry.actor.startswith("organiser ")
    assert entry.details == {
        "purpose": "To prepare the moderation",
        "form": "csv",
        "filter": {"state": "confirmed", "sort": "newest", "searched": True},
        "rows": 1,
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"purpose": " "}, "Please say what you need the list for."),
        ({"purpose": "x" * 201}, "Use at most 200 characters."),
        ({"file": "exe"}, "Please choose a kind of file."),
    ],
)
def test_without_a_purpose_nothing_is_handed_out(
    client: FlaskClient, session: Session, webinar: Webinar, fields: dict[str, str], sentence: str
) -> None:
    add(session, webinar, family_name="Secret")

    response = download(client, **fields)

    assert response.status_code == 422
    assert "Secret" not in response.get_data(as_text=True)
    assert session.scalars(select(AuditEntry)).all() == []
    assert sentence in response.get_data(as_text=True)
