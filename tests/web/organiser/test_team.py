"""The pages of a host's team."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories import make_hosts
from tests.support.organisers import make_organiser, make_password_link
from tests.support.pages import page, parsed, post, text_of
from tests.support.parts import part
from tests.support.sign_in import ACCOUNT, make_olga, sign_in_as
from tests.support.statements import recorded_statements
from webinars.models.message import Message
from webinars.models.organiser import Organiser, Role

NELE = {"name": "Nele Neu", "email": "nele@example.org", "language": "fr", "role": "editor"}


@pytest.fixture
def host(session):
    return make_hosts(session)[0]


@pytest.fixture
def team(session, client, host):
    make_olga(session, host)
    sign_in_as(client)
    return f"/en/organiser/hosts/{host.key}/team"


def kinds(session):
    session.commit()
    return session.scalars(select(Message.kind)).all()


def test_the_team_shows_roles_last_sign_ins_and_invitations(client, session, host, now, team):
    make_organiser(session, {host: Role.VIEWER}, name="Old Invitation")
    invited = make_organiser(session, {host: Role.EDITOR}, name="New Invitation")
    make_password_link(session, invited, expires_at=now + timedelta(hours=5))
    make_organiser(session, {host: Role.VIEWER}, name="Gone", password="hash", active=False)

    rows = [" ".join(row.get_text(" ").split()) for row in page(client, team).select("tbody tr")]

    assert [row.split()[0] for row in rows] == ["Gone", "New", "Old", "Olga"]
    assert "Cannot sign in" in rows[0]
    assert "Invited" in rows[1]
    assert "Link valid until" in rows[1]
    assert "Invitation expired" in rows[2]
    assert "See, change and decide everything" in rows[3]
    assert "Not yet" not in rows[3]


def test_the_page_asks_the_same_whatever_the_size_of_the_team(client, session, host, team):
    with recorded_statements() as few:
        page(client, team)
    for _ in range(7):
        make_organiser(session, {host: Role.VIEWER})
    with recorded_statements() as many:
        page(client, team)
    assert len(many) == len(few)


def test_only_owners_find_the_team_among_the_places(client, session, host, team):
    assert page(client, "/en/organiser").select_one(f"nav.places a[href='{team}']")
    make_olga(session, host, email="ed@example.org").memberships[0].role = Role.EDITOR
    sign_in_as(client.application.test_client(), "ed@example.org")
    other = client.application.test_client()
    sign_in_as(other, "ed@example.org")
    assert not page(other, "/en/organiser").select_one(f"nav.places a[href='{team}']")


def test_an_invitation_is_sent_once_and_says_so(client, session, team):
    assert post(client, f"{team}/invite", NELE).location == team
    assert "The person is told by e-mail." in text_of(page(client, team))
    assert "The person is told" not in text_of(page(client, team))

    again = post(client, f"{team}/invite", NELE)
    assert again.status_code == 422
    assert "works for Energy Saxony already" in text_of(parsed(again))
    assert kinds(session) == ["set-password"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "Enter the name."),
        ({"name": "www.example.org"}, "leave out addresses of web pages"),
        ({"email": "nele"}, "This address is incomplete."),
        ({"role": "king"}, "Choose what this person may do."),
        ({"role": ""}, "Choose what this person may do."),
        ({"language": "xx"}, "Choose a language."),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(client, session, team, wrong, told):
    fields = NELE | wrong
    shown = parsed(post(client, f"{team}/invite", fields))
    assert told in text_of(shown)
    assert part(shown, "#name")["value"] == fields["name"]
    assert part(shown, "#email")["value"] == fields["email"]
    assert kinds(session) == []


def test_an_invited_person_gets_another_link_and_the_invitation_is_taken_back(
    client, session, team
):
    post(client, f"{team}/invite", NELE)
    session.commit()
    number = session.scalar(select(Organiser.id).where(Organiser.email == NELE["email"]))
    assert "Has not chosen a password yet" in text_of(page(client, f"{team}/{number}"))

    for _ in range(4):
        assert post(client, f"{team}/{number}/again").location == team
    refused = post(client, f"{team}/{number}/again")
    assert refused.status_code == 422
    assert "Too many e-mails" in text_of(parsed(refused))

    assert "No e-mail is sent" in text_of(page(client, f"{team}/{number}/remove"))
    assert post(client, f"{team}/{number}/remove").location == team
    assert "The invitation is taken back" in text_of(page(client, team))
    page(client, f"{team}/{number}", status=404)


def test_a_role_is_changed_and_taken_away_with_a_mail_each(client, session, host, team):
    made = make_organiser(session, {host: Role.VIEWER}, name="Vera", password="hash")
    path = f"{team}/{made.id}"
    assert client.get(f"{path}/again").location == path
    assert "Save and tell Vera" in text_of(page(client, path))

    assert post(client, path, {"role": "editor"}).location == team
    post(client, path, {"role": "editor"})
    assert "Nothing to do" in text_of(page(client, team))
    assert post(client, path, {"role": "king"}).status_code == 422
    assert "to 1 person" in text_of(page(client, f"{path}/remove"))
    post(client, f"{path}/remove")
    assert "works for Energy Saxony no longer" in text_of(page(client, team))
    assert kinds(session) == ["access-changed"] * 2


def test_the_last_owner_is_told_why_nothing_happens(client, session, team):
    session.commit()
    olga = session.scalar(select(Organiser))
    path = f"{team}/{olga.id}"
    for shown in (post(client, path, {"role": "viewer"}), post(client, f"{path}/remove")):
        assert shown.status_code in {409, 422}
        assert "Nobody else could decide" in text_of(parsed(shown))
    make_organiser(session, {olga.memberships[0].host: Role.OWNER}, password="hash")
    assert post(client, path, {"role": "viewer"}).location == ACCOUNT
    page(client, team, status=404)
