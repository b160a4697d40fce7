"""The pages of a support office, and those on which owners give and take its access."""

import pytest
from sqlalchemy import select

from tests.factories import (
    make_attendee,
    make_hosts,
    make_registration,
    make_series,
    make_webinar,
    texts,
)
from tests.support.organisers import make_organiser, make_session, make_support_office
from tests.support.pages import page, parsed, post, text_of
from tests.support.parts import part
from tests.support.questions import make_answer, make_question
from tests.support.sign_in import make_olga, sign_in_as
from tests.support.statements import recorded_statements
from tests.support.world import sign_in
from webinars.models.message import Message
from webinars.models.organiser import SupportOffice
from webinars.models.registration import RegistrationState
from webinars.models.webinar import WebinarState

SUPPORT = "/en/organiser/support"
NELE = {
    "name": "Nele Neu",
    "email": "nele@example.org",
    "language": "fr",
    "series": "joint",
    "region": "saxony",
}


@pytest.fixture
def webinar(session, client):
    """A joint webinar with people from everywhere; support sees Saxony, signed in."""
    host, partner = make_hosts(session)
    series = make_series(session, hosts=[host, partner])
    support = make_organiser(session, {}, name="Sue Support")
    make_session(session, support, "token of support")
    make_support_office(session, support, host, series, host.region)
    made = make_webinar(session, key="joint", series=series, titles=texts("Joint webinar"))
    make_webinar(session, key="draft", series=series, state=WebinarState.DRAFT)
    make_webinar(session, key="theirs", series=series, hosts=[partner])
    for name, region in (("Sachs", "saxony"), ("Wallon", "wallonia"), ("Weit", "")):
        attendee = make_attendee(session, family_name=name, region=region)
        make_registration(session, webinar=made, attendee=attendee)
    gone = make_attendee(session, family_name="Gone", region="saxony")
    make_registration(session, webinar=made, attendee=gone, state=RegistrationState.CANCELLED)
    sign_in(client, "support")
    return made


def test_a_support_office_sees_its_region_only(client, session, webinar):
    assert client.get("/en/organiser").location == SUPPORT
    shown = page(client, SUPPORT)
    [row] = shown.select("tbody tr")
    assert part(row, "a")["href"] == f"{SUPPORT}/joint"
    assert row.select("td")[-1].get_text(strip=True) == "1"
    assert [place.get_text(strip=True) for place in shown.select("nav.places a")] == [
        "Support office"
    ]

    for query in ("", "?region=wallonia", "?region=elsewhere", "?q=e&sort=region&page=2"):
        told = text_of(page(client, f"{SUPPORT}/joint{query}"))
        assert "Wallon " not in told, query
        assert "Weit" not in told, query
    people = page(client, f"{SUPPORT}/joint")
    assert len(people.select("tbody tr")) == 2
    assert "2 people" in text_of(people)
    assert not people.select("main form[method=post], main a[href*=export]")
    assert "Nobody matches" in text_of(page(client, f"{SUPPORT}/joint?q=Wallon"))
    assert len(page(client, f"{SUPPORT}/joint?state=cancelled").select("tbody tr")) == 1
    for key in ("draft", "theirs", "none"):
        page(client, f"{SUPPORT}/{key}", status=404)


def test_one_registration_is_shown_without_its_answers(client, session, webinar):
    question = make_question(session, webinar=webinar)
    attendee = make_attendee(session, family_name="Frage", region="saxony")
    registration = make_registration(session, webinar=webinar, attendee=attendee)
    make_answer(session, attendee, question, ("Strictly for hosts",))

    shown = text_of(page(client, f"{SUPPORT}/joint/{registration.id}"))

    assert attendee.email in shown
    assert "Strictly for hosts" not in shown
    page(client, f"{SUPPORT}/joint/{2**40}", status=404)


def test_the_list_asks_the_same_however_many_webinars_there_are(client, session, webinar):
    with recorded_statements() as few:
        page(client, SUPPORT)
    for _ in range(5):
        make_registration(session, webinar=make_webinar(session, series=webinar.series))
    with recorded_statements() as many:
        page(client, SUPPORT)
    assert len(many) == len(few)


@pytest.fixture
def team(session, client):
    host = make_hosts(session)[0]
    make_olga(session, host)
    make_series(session, hosts=[host], key="joint", titles=texts("Joint series"))
    sign_in_as(client)
    return f"/en/organiser/hosts/{host.key}/team"


def test_an_owner_invites_a_support_office_and_takes_it_back(client, session, team):
    path = team.replace("team", "support-offices")
    shown = page(client, f"{path}/invite")
    assert part(shown, "[name=region][checked]")["value"] == "saxony"
    assert "One person gets an e-mail" in text_of(shown)

    assert post(client, f"{path}/invite", NELE).location == team
    told = page(client, team)
    assert "The person is told by e-mail." in text_of(told)
    [row] = told.select("table")[1].select("tbody tr")
    privacy = "/en/hosts/energy-saxony/privacy"
    assert "The support office for Saxony" in text_of(page(client, privacy))
    words = " ".join(row.get_text(" ").split())
    assert words.startswith("Nele Neu nele@example.org Joint series (en) Saxony Invited Saxony")
    assert "Link valid until" in words

    session.commit()
    office = session.scalar(select(SupportOffice))
    remove = f"{path}/{office.id}/remove"
    assert "No e-mail is sent" in text_of(page(client, remove))
    office.organiser.password = "hash"
    session.commit()
    assert "to 1 person" in text_of(page(client, remove))
    assert post(client, remove).location == team
    assert "sees nothing of it any more" in text_of(page(client, team))
    page(client, remove, status=404)
    assert "support office" not in text_of(page(client, privacy))
    log = text_of(page(client, team.replace("team", "log") + "?kind=team"))
    assert "gave a support office access" in log
    assert "took the access of a support office away" in log
    assert "Joint series" in log
    session.commit()
    kinds = session.scalars(select(Message.kind).order_by(Message.id)).all()
    assert kinds == ["set-password", "access-changed"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"email": "nele"}, "This address is incomplete."),
        ({"series": "theirs"}, "Choose a series."),
        ({"region": "elsewhere"}, "Choose a region."),
        ({"email": "olga@example.org"}, "works for Energy Saxony already"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(client, session, team, wrong, told):
    fields = NELE | wrong
    refused = post(client, team.replace("team", "support-offices") + "/invite", fields)
    assert refused.status_code == 422
    shown = parsed(refused)
    assert told in text_of(shown)
    assert part(shown, "#email")["value"] == fields["email"]
    assert session.scalars(select(Message)).all() == []
