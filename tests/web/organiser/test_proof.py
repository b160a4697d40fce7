"""Proving once more who one is, before people's data leave."""

import pytest
from sqlalchemy import select

from tests.factories import make_registration, make_webinar
from tests.support.pages import form_fields, form_token, page, parsed, post, text_of
from tests.support.parts import part
from tests.support.sign_in import PASSWORD, code, give_authenticator, make_olga, sign_in_as
from webinars.models.audit import AuditEntry

WISH = {"purpose": "Badges", "file": "csv"}


@pytest.fixture
def olga(session, client, clock):
    webinar = make_webinar(session, key="joint")
    make_registration(session, webinar=webinar)
    made = make_olga(session, webinar.hosts[0])
    sign_in_as(client)
    return made


URL = "/en/organiser/webinars/joint/people/export?state=confirmed"


def exports(session):
    session.commit()
    found = session.scalars(select(AuditEntry).where(AuditEntry.action == "people.exported"))
    return [(each.details["purpose"], each.details["rows"]) for each in found]


def test_soon_after_signing_in_nothing_more_is_asked(client, session, olga, clock):
    clock.forward(minutes=9, seconds=59)
    assert post(client, URL, WISH).mimetype == "text/csv"
    assert exports(session) == [("Badges", 1)]


def test_later_the_password_is_asked_for_and_nothing_typed_is_lost(client, session, olga, clock):
    clock.forward(minutes=10)
    asked = parsed(post(client, URL, WISH))
    assert "Confirm that it is you" in text_of(asked, "h1")
    assert exports(session) == []
    kept = form_fields(asked)
    assert (kept["purpose"], kept["file"]) == (["Badges"], ["csv"])

    wrong = client.post(URL, data=kept | {"password": "wrong"})
    assert wrong.status_code == 422
    assert "This is not your password." in text_of(parsed(wrong))
    again = form_fields(parsed(wrong))
    assert part(parsed(wrong), "#password").get("value") in (None, "")

    file = client.post(URL, data=again | {"password": PASSWORD})
    assert file.mimetype == "text/csv"
    assert exports(session) == [("Badges", 1)]
    clock.forward(minutes=9)
    assert post(client, URL, WISH).mimetype == "text/csv"


def test_with_an_authenticator_the_code_is_asked_for(client, session, olga, clock):
    clock.forward(minutes=10)
    device = give_authenticator(session, olga)
    asked = parsed(post(client, URL, WISH))
    assert asked.select_one("#password") is None
    fields = form_fields(asked)
    assert client.post(URL, data=fields | {"code": "000000"}).status_code == 422
    assert client.post(URL, data=fields | {"password": PASSWORD}).status_code == 422
    assert exports(session) == []

    right = code(device, clock.now)
    assert client.post(URL, data=fields | {"code": right}).mimetype == "text/csv"
    clock.forward(minutes=10)
    assert client.post(URL, data=fields | {"code": right}).status_code == 422


def test_a_wrong_form_is_said_before_anything_is_proved(client, session, olga, clock):
    clock.forward(minutes=10)
    shown = parsed(post(client, URL, {"purpose": "", "file": "csv"}))
    assert "Please say what you need the list for." in text_of(shown)


def test_guessing_the_password_here_is_slow_too(client, session, olga, clock):
    clock.forward(minutes=10)
    token = form_token(page(client, URL))
    fields = WISH | {"csrf_token": token}
    for _ in range(10):
        client.post(URL, data=fields | {"password": "wrong"})
    refused = client.post(URL, data=fields | {"password": PASSWORD})
    assert refused.status_code == 422
    assert "too many attempts" in text_of(parsed(refused))
    assert exports(session) == []
