"""Publishing a webinar at the desk."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tests.factories import make_hosts, make_webinar
from tests.support.organisers import make_organiser, make_session
from tests.support.pages import form_fields, page, text_of
from tests.support.world import sign_in
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState


@pytest.fixture
def webinar(session: Session) -> Webinar:
    """A joint draft; ours, theirs and looker work for its hosts."""
    mine, partner = make_hosts(session)
    for name, roles in (
        ("ours", {mine: Role.EDITOR}),
        ("theirs", {partner: Role.EDITOR}),
        ("looker", {partner: Role.VIEWER}),
    ):
        make_session(session, make_organiser(session, roles), f"token of {name}")
    return make_webinar(session, key="joint", state=WebinarState.DRAFT)


URL = "/en/organiser/webinars/joint/agreement"


def press(client: FlaskClient, name: str, selector: str = "main form[method=post]") -> str:
    """Press the button of the page as this organiser; return what the next page says."""
    sign_in(client, name)
    fields = form_fields(page(client, URL), selector)
    answer = client.post(f"{URL}/agree", data=fields)
    assert answer.status_code == 303
    return text_of(page(client, answer.headers["Location"]))


def test_before_asking_the_page_says_who_is_written_to(
    client: FlaskClient, webinar: Webinar
) -> None:
    sign_in(client, "ours")
    shown = text_of(page(client, URL))

    assert "TWEED receives your request now" in shown
    assert "This will send an e-mail to 1 person." in shown
    assert "no participant gets an e-mail" in shown
    assert "Publish together with TWEED" in shown


def test_the_partner_is_asked_agrees_and_the_public_sees_the_webinar(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    said = press(client, "ours")
    assert "You have agreed. TWEED has been asked by e-mail." in said
    assert "Waiting for TWEED since Monday 11 January 2027, 10:00" in said
    assert client.get("/en/webinars/joint").status_code == 404

    sign_in(client, "theirs")
    shown = text_of(page(client, URL))
    assert "Energy Saxony asks for your agreement" in shown
    assert "Agree and publish Suggest a change" in shown
    assert "No e-mail is sent." in shown

    assert "Both hosts have agreed. The webinar is online." in press(client, "theirs")
    assert client.get("/en/webinars/joint").status_code == 200


def test_an_edit_in_between_is_said_and_nothing_is_published(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    press(client, "ours")
    sign_in(client, "theirs")
    fields = form_fields(page(client, URL))
    session.execute(update(Webinar).values(revision=Webinar.revision + 1))
    session.commit()

    answer = client.post(f"{URL}/agree", data=fields)

    assert answer.status_code == 409
    assert "Somebody has edited this webinar" in answer.get_data(as_text=True)
    session.rollback()
    assert session.scalars(select(Webinar.state)).one() == WebinarState.DRAFT
    sign_in(client, "ours")
    assert "has been edited since Energy Saxony agreed" in text_of(page(client, URL))
    assert "This will send an e-mail to 1 person." in text_of(page(client, URL))


@pytest.mark.parametrize("revision", ["", "x", "9" * 30])
def test_a_form_that_says_nonsense_publishes_nothing(
    client: FlaskClient, session: Session, webinar: Webinar, revision: str
) -> None:
    sign_in(client, "ours")
    fields = {**form_fields(page(client, URL)), "revision": revision}

    assert client.post(f"{URL}/agree", data=fields).status_code == 409
    assert session.scalars(select(Message)).all() == []


def test_what_is_missing_is_named_and_there_is_no_button(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    webinar.titles = {"en": "Grids"}
    session.commit()
    sign_in(client, "ours")
    shown = page(client, URL)

    assert "The title in German is missing. The title in French is missing." in text_of(shown)
    assert shown.select("main form") == []


def test_who_only_looks_sees_where_it_stands_and_no_button(
    client: FlaskClient, webinar: Webinar
) -> None:
    press(client, "ours")
    sign_in(client, "looker")
    shown = page(client, URL)

    assert "TWEED has not agreed yet." in text_of(shown)
    assert shown.select("main form") == []
    assert client.get(f"{URL}/agree").status_code == 404


def test_an_agreement_is_taken_back_by_a_button_that_says_what_it_does(
    client: FlaskClient, webinar: Webinar
) -> None:
    press(client, "ours")
    form = page(client, f"{URL}/withdraw")
    assert "No e-mail is sent." in text_of(form)

    answer = client.post(f"{URL}/withdraw", data=form_fields(form))

    assert answer.status_code == 303
    assert "Publish together with TWEED" in text_of(page(client, URL))
    again = text_of(page(client, f"{URL}/withdraw"))
    assert "There is no agreement of yours that could be taken back" in again


def test_the_preview_looks_like_the_public_page_and_is_for_the_teams_only(
    client: FlaskClient, webinar: Webinar
) -> None:
    sign_in(client, "looker")
    shown = page(client, "/fr/organiser/webinars/joint/preview")
    assert webinar.titles["fr"] in text_of(shown, "h1")
    assert "Aperçu réservé aux équipes" in text_of(shown, ".notice")
    assert shown.select("main a[href*=register], main a[href*='.ics'], main details") == []

    sign_in(client, "")
    assert client.get("/fr/organiser/webinars/joint/preview").status_code == 303


def test_what_is_online_is_seen_on_its_public_page(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    webinar.state = WebinarState.PUBLISHED
    session.commit()
    sign_in(client, "looker")

    answer = client.get("/en/organiser/webinars/joint/preview")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/webinars/joint")


def test_a_name_is_withdrawn_by_a_button_that_says_what_it_does(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    webinar.state = WebinarState.PUBLISHED
    own, other = (host.key for host in make_hosts(session))
    session.commit()
    sign_in(client, "ours")
    link = page(client, URL).select_one("main a[href*='/names/']")
    assert link is not None
    assert str(link["href"]) == f"{URL}/names/{own}"
    assert client.get(f"{URL}/names/{other}").status_code == 404
    form = page(client, f"{URL}/names/{own}")
    assert "TWEED hosts it alone" in text_of(form)
    assert "This will send an e-mail to 1 person." in text_of(form)

    answer = client.post(f"{URL}/names/{own}", data=form_fields(form))

    said = text_of(page(client, answer.headers["Location"]))
    assert "The name of your host is withdrawn." in said
    assert client.get(URL).status_code == 404
    shown = text_of(page(client, "/en/webinars/joint"), ".facts, .hosts, main")
    assert "TWEED" in shown
    assert "Energy Saxony" not in text_of(page(client, "/en/webinars/joint"), "main")
    sign_in(client, "theirs")
    last = text_of(page(client, f"{URL}/names/{other}"))
    assert "while the webinar is online and another host remains" in last
