import json

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from tests import factories
from tests.support.organisers import make_organiser
from tests.support.settings import environment_for
from webinars.app import create_app
from webinars.cli.commands import build_command_line
from webinars.models.attendee import Attendee
from webinars.models.organiser import Organiser, Role
from webinars.worker import run_worker, work_once

ADDRESS = "kim@example.org"


@pytest.fixture
def kim(session):
    attendee = factories.make_attendee(session, email=ADDRESS)
    factories.make_registration(session, attendee=attendee)
    factories.make_message(session, recipient=ADDRESS)
    session.commit()
    return attendee


def run(database_url: str, *arguments: str, language: str = "C") -> Result:
    webinars = build_command_line(create_app, run_worker, work_once)
    environment = {**environment_for(database_url, 25), "LC_ALL": language}
    return CliRunner().invoke(webinars, ("rights", *arguments), env=environment)


def people(session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Attendee)) or 0


def test_an_export_is_readable_by_people_and_machines(database_url, kim):
    result = run(database_url, "export", ADDRESS)

    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["data"]["attendees"]["rows"][0]["given_name"] == "Kim"


def test_an_export_keeps_its_letters_readable(database_url, session):
    factories.make_attendee(session, email=ADDRESS, family_name="Müller-Lüdenscheidt")
    session.commit()
    assert "Müller-Lüdenscheidt" in run(database_url, "export", ADDRESS).output


def test_an_erasure_says_what_it_did(database_url, session, kim):
    result = run(database_url, "erase", ADDRESS, "--yes")

    assert result.exit_code == 0, result.output
    assert result.output == (
        "Everything about this person has been erased.\n"
        "1 place is free again. 1 e-mail will not be sent.\n"
    )
    assert people(session) == 0


def test_an_erasure_has_to_be_confirmed(database_url, session, kim):
    result = run(database_url, "erase", ADDRESS)

    assert result.exit_code == 2
    assert "Nothing was erased. Add --yes if you are sure." in result.output
    assert people(session) == 1


def test_an_erasure_of_nobody_says_so(database_url, session, kim):
    result = run(database_url, "erase", "nobody@example.org", "--yes")

    assert (result.exit_code, result.output) == (0, "Nothing is stored about this address.\n")
    assert people(session) == 1


def test_the_operator_is_spoken_to_in_their_own_language(database_url, kim):
    result = run(database_url, "erase", "nobody@example.org", "--yes", language="de_DE.UTF-8")
    assert result.output == "Zu dieser Adresse ist nichts gespeichert.\n"


def test_the_last_owner_of_a_host_is_refused_with_what_to_do_first(database_url, session, kim):
    host = factories.make_hosts(session)[0]
    make_organiser(session, {host: Role.OWNER}, email=ADDRESS, password="hash")
    session.commit()

    result = run(database_url, "erase", ADDRESS, "--yes")

    assert result.exit_code == 2
    assert "nobody else could decide who works for energy-saxony. First let" in result.output
    assert "webinars organiser role EMAIL owner --host energy-saxony" in result.output
    assert people(session) == 1
    assert session.scalar(select(func.count()).select_from(Organiser)) == 1
