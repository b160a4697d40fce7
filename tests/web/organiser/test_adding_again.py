"""Adding somebody by hand who is there already, and withdrawing an entry."""

import pytest
from sqlalchemy import select

from tests.factories import make_attendee, make_registration, make_signup, make_webinar
from tests.support.organisers import let_teams_in
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.signups import summary
from tests.support.world import sign_in
from webinars.models.audit import AuditEntry
from webinars.models.message import Message, MessageState
from webinars.models.signup import SignUp, SignUpState

URL = "/en/organiser/webinars/joint/people"
TYPED = {
    "given_name": "Jo",
    "family_name": "Exemple",
    "email": "jo@example.org",
    "organisation_name": "Exemple SA",
    "organisation_kind": "company",
    "region": "wallonia",
    "language": "fr",
}
GONE = "This person has confirmed meanwhile, or the entry is deleted."


@pytest.fixture
def webinar(session, client):
    """A joint webinar of whoever is signed in."""
    let_teams_in(session)
    sign_in(client, "editor")
    return make_webinar(session, key="joint")


def add(client):
    return client.post(f"{URL}/add", data={**form_fields(page(client, f"{URL}/add")), **TYPED})


def withdraw(client, number):
    fields = form_fields(page(client, f"{URL}/added"))
    return parsed(client.post(f"{URL}/added", data={**fields, "withdrawn": str(number)}))


def test_whoever_is_registered_already_is_named_with_the_way_there(client, session, webinar):
    attendee = make_attendee(session, email=TYPED["email"])
    registration = make_registration(session, webinar=webinar, attendee=attendee)
    answer = add(client)
    assert answer.status_code == 422
    shown = parsed(answer)
    assert summary(shown) == {"#email": "A person with this address is registered already."}
    (link,) = [a["href"] for a in shown.select("main .notice a")]
    assert link == f"{URL}/{registration.id}"
    assert page(client, link)
    assert form_fields(shown)["given_name"] == ["Jo"]


def test_whoever_was_added_before_is_not_written_to_twice(client, session, webinar):
    assert add(client).status_code == 303
    answer = add(client)
    assert answer.status_code == 422
    shown = parsed(answer)
    said = {"#email": "This person has been added already and has still to confirm."}
    assert summary(shown) == said
    assert [a["href"] for a in shown.select("main .notice a")] == [f"{URL}/added"]
    assert len(session.scalars(select(SignUp)).all()) == 1


def test_an_entry_is_withdrawn_with_its_mail_and_the_person_can_be_added_anew(
    client, session, webinar
):
    add(client)
    number = session.scalars(select(SignUp.id)).one()
    shown = withdraw(client, number)
    assert "The entry of Jo Exemple is withdrawn." in text_of(shown, "[role=status]")
    assert "jo@example.org" not in text_of(shown)
    assert session.scalars(select(SignUp)).all() == []
    assert {each.state for each in session.scalars(select(Message))} == {MessageState.DROPPED}
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.action, last.details["webinar"]) == ("person.withdrawn", webinar.id)
    assert add(client).status_code == 303


def test_only_own_entries_that_nobody_has_confirmed_are_withdrawn(client, session, webinar):
    add(client)
    own, partner = webinar.hosts
    foreign = make_signup(session, webinars=[webinar], added_by_id=partner.id)
    done = {"state": SignUpState.CONFIRMED, "added_by_id": own.id}
    confirmed = make_signup(session, email="k@example.org", webinars=[webinar], **done)
    public = make_signup(session, email="p@example.org", webinars=[webinar])
    numbers = [foreign.id, confirmed.id, public.id, 0, "x"]
    for number in numbers:
        assert GONE in text_of(withdraw(client, number), "[role=status]"), number
    assert len(session.scalars(select(SignUp)).all()) == 4
