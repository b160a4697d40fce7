import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from tests.factories import make_hosts
from tests.support.organisers import make_organiser
from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.commands import build_command_line
from webinars.models.organiser import Membership, Organiser, Role
from webinars.worker import run_worker, work_once

OLGA = ("olga@example.org", "--name", "Olga Example", "--language", "fr", "--role", "owner")


@pytest.fixture
def host(session):
    made = make_hosts(session)[0]
    session.commit()
    return made.key


def run(database_url: str, *arguments: str, language: str = "C") -> Result:
    webinars = build_command_line(create_app, run_worker, work_once)
    environment = {**environment_for(database_url, 25), "LC_ALL": language}
    return CliRunner().invoke(webinars, ("organiser", *arguments), env=environment)


def test_a_new_organiser_is_added_once(database_url, host):
    result = run(database_url, "add", *OLGA, "--host", host)
    assert result.output == (
        "olga@example.org was added.\n"
        f"olga@example.org is now owner at {host}.\n"
        "An e-mail with a link to choose a password is on its way.\n"
    )
    assert run(database_url, "add", *OLGA, "--host", host).output == (
        "Nothing to do: it is so already.\n"
    )


def test_who_comes_before_the_first_programme_is_told_to_load_one(database_url, session):
    result = run(database_url, "add", *OLGA, "--host", "energy-saxony")

    assert result.exit_code == 2
    assert result.stderr == (
        "There are no hosts yet. Load a programme first: “webinars load FILE”.\n"
    )


def test_the_list_names_roles_and_states(database_url, host):
    run(database_url, "add", *OLGA, "--host", host)
    run(database_url, "deactivate", "OLGA@example.org")
    assert run(database_url, "list").output.split("\t") == [
        "olga@example.org",
        "Olga Example",
        "fr",
        f"{host} owner",
        "inactive, no password yet\n",
    ]


def test_a_list_of_nobody_says_so_in_a_sentence(database_url, host):
    assert run(database_url, "list").output == (
        "Nobody signs in yet. Add somebody with “webinars organiser add”.\n"
    )


def test_roles_and_accounts_change_and_change_back(database_url, session, host):
    run(database_url, "add", *OLGA, "--host", host)
    email = OLGA[0]
    told = [
        run(database_url, *command).output
        for command in (
            ("role", email, "viewer", "--host", host),
            ("role", email, "viewer", "--host", host),
            ("deactivate", email),
            ("link", email),
            ("activate", email),
            ("no-second-factor", email),
            ("remove", email, "--host", host),
        )
    ]
    nothing = "Nothing to do: it is so already.\n"
    assert told == [
        f"{email} is now viewer at {host}.\n",
        nothing,
        f"{email} cannot sign in any more.\n",
        f"{email} is inactive; activate the account first.\n",
        f"{email} can sign in again.\n",
        nothing,
        f"{email} works for {host} no longer.\n",
    ]
    session.rollback()
    assert session.scalars(select(Organiser)).one().memberships == []


def test_a_link_is_printed_for_the_time_without_mail(database_url, host):
    run(database_url, "add", *OLGA, "--host", host)
    lines = run(database_url, "link", OLGA[0], language="de_DE.UTF-8").output.splitlines()
    assert lines[0].startswith("Gültig bis ")
    assert lines[0].endswith(", Berlin, zum einmaligen Gebrauch:")
    assert lines[1].startswith("http://localhost/fr/organiser/set-password/")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add", "olga", *OLGA[1:], "--host", "x"), "It should look like name@example.org."),
        (("add", *OLGA, "--host", "nowhere"), "There is no host nowhere"),
        (("add", OLGA[0], "--name", " ", *OLGA[3:], "--host", "x"), "The name must have 1 to 100"),
        (("link", "nobody@example.org"), "Nobody signs in as nobody@example.org."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(database_url, host, arguments, told):
    result = run(database_url, *arguments)
    assert result.exit_code == 2
    assert told in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("remove", OLGA[0], "--host", "energy-saxony"),
        ("role", OLGA[0], "editor", "--host", "energy-saxony"),
        ("deactivate", OLGA[0]),
        ("add", *OLGA[:-1], "viewer", "--host", "energy-saxony"),
    ],
)
def test_no_host_is_left_without_an_owner(database_url, session, host, arguments):
    first = make_hosts(session)[0]
    olga = make_organiser(session, {first: Role.OWNER}, email=OLGA[0], password="hash")
    make_organiser(session, {first: Role.OWNER}, password=None)
    session.commit()

    refused = run(database_url, *arguments)

    assert refused.exit_code == 2
    assert refused.stderr == (
        "Nothing was changed: nobody else could decide who works for energy-saxony. First let"
        " somebody else who has chosen a password decide everything, with “webinars organiser role"
        " EMAIL owner --host energy-saxony”.\n"
    )
    session.rollback()
    role = select(Membership.role).where(Membership.organiser_id == olga.id)
    assert (session.scalar(role), olga.active) == (Role.OWNER, True)

    make_organiser(session, {first: Role.OWNER}, password="hash")
    session.commit()
    assert run(database_url, *arguments).exit_code == 0
