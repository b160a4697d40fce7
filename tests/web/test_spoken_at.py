"""Who is erased and speaks somewhere is told what remains on which pages, and whom to ask."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_attendee, make_hosts, make_registration, make_webinar
from tests.support.command_line import run_command
from tests.support.pages import form_fields, page, parsed, post, text_of
from tests.support.sign_in import make_olga, sign_in_as
from tests.support.speakers import make_speaker_desk
from webinars.models.attendee import Attendee
from webinars.models.webinar import Webinar, WebinarState
from webinars.settings import Settings
from webinars.tokens import Purpose, derive

ADDRESS = "vera@example.org"
REMAINS = "Name, role and biography of a speaker stay on the pages of these webinars"


def my_page(settings: Settings, attendee: Attendee) -> str:
    return f"/en/my/{derive(settings.link_key, Purpose.MY_PAGE, attendee.id, 1)}"


@pytest.fixture
def vera(session: Session) -> Attendee:
    return make_attendee(session, email=ADDRESS)


@pytest.fixture
def spoken(session: Session, vera: Attendee) -> Webinar:
    webinar = make_webinar(session, key="hydrogen", titles={"en": "Hydrogen at work"})
    make_speaker_desk(session, webinar=webinar, email=ADDRESS)
    other = make_webinar(session, key="grids", titles={"en": "Grids at night"})
    make_speaker_desk(session, webinar=other, email="otto@example.org")
    session.commit()
    return webinar


def test_the_command_names_the_webinars_and_whom_to_ask(
    database_url: str, session: Session, spoken: Webinar
) -> None:
    hosts = ", ".join(f"{each.name} <{each.mailbox}>" for each in spoken.hosts)

    result = run_command(database_url, "rights", "erase", ADDRESS, "--yes")

    assert result.exit_code == 0, result.output
    assert result.output == (
        "What was stored about this person has been erased, except what hosts publish.\n"
        "0 places are free again. 0 e-mails will not be sent.\n"
        f"{REMAINS}, because the hosts publish them by agreement with the speaker. Only the hosts"
        " can take them off:\n"
        f"  hydrogen: Hydrogen at work ({hosts})\n"
    )


def test_who_speaks_reads_it_before_and_after_deleting_everything(
    client: FlaskClient, settings: Settings, vera: Attendee, spoken: Webinar
) -> None:
    url = my_page(settings, vera)

    before = page(client, f"{url}/delete")
    gone = post(client, f"{url}/delete", {})
    after = page(client, gone.headers["Location"])

    for said in (before, after):
        assert REMAINS in text_of(said)
        assert said.select_one("main a[href='/en/webinars/hydrogen']") is not None
        assert "Grids at night" not in text_of(said)
        for host in spoken.hosts:
            assert said.select_one(f"main a[href='mailto:{host.mailbox}']") is not None
    assert REMAINS not in text_of(page(client, gone.headers["Location"]))


def test_who_speaks_nowhere_reads_nothing_of_it(
    client: FlaskClient, settings: Settings, vera: Attendee
) -> None:
    assert REMAINS not in text_of(page(client, f"{my_page(settings, vera)}/delete"))


def test_an_owner_reads_it_before_and_after_deleting_a_person(
    client: FlaskClient, session: Session, vera: Attendee, spoken: Webinar
) -> None:
    ours, theirs = make_hosts(session)
    make_olga(session, ours)
    sign_in_as(client)
    draft = make_webinar(
        session, key="secret", titles={"en": "Not ours"}, hosts=[theirs], state=WebinarState.DRAFT
    )
    make_speaker_desk(session, webinar=draft, email=ADDRESS)
    registration = make_registration(session, webinar=spoken, attendee=vera)
    session.commit()
    url = f"/en/organiser/webinars/hydrogen/people/{registration.id}/erase"

    before = page(client, url)
    after = parsed(client.post(url, data=form_fields(before), follow_redirects=True))

    for said in (before, after):
        assert REMAINS in text_of(said)
        assert said.select_one("main a[href='/en/webinars/hydrogen']") is not None
        assert "Not ours" not in text_of(said)
    assert "Everything about this person" not in text_of(after)
