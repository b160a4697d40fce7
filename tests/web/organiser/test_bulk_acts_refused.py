"""Acts on many people that are refused, end early or leave somebody out."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.bulk_acts import (
    CANCELLED,
    CONFIRMED,
    URL,
    WAITING,
    add,
    begin,
    choose,
    kinds,
    make_first,
    prepare,
    rows,
    states,
)
from tests.support.pages import form_fields, page, text_of
from tests.support.saving import together
from tests.support.world import sign_in
from webinars.jobs import do_long_works
from webinars.models.long_work import LineOutcome, LongWork, LongWorkLine, LongWorkState
from webinars.models.organiser import Membership, Organiser
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.long_works import MOST_ATTEMPTS, claim_work, do_part
from webinars.services.rights import erase_person, export_person


@pytest.fixture
def webinar(session: Session, client: FlaskClient) -> Webinar:
    return make_first(session, client)


def test_nobody_and_nothing_chosen_is_asked_for_and_the_ticks_stay(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    ana = add(session, webinar, "Ana", CONFIRMED)

    answer = choose(client, "", ana)
    assert answer.status_code == 422
    soup = BeautifulSoup(answer.data, "html.parser")
    assert "Please choose what shall happen." in text_of(soup)
    assert soup.select_one(f"#person-{ana.id}[checked]") is not None
    fields = form_fields(page(client, URL), "form[method=post]")
    none = client.post(f"{URL}/acts", data={**fields, "act": "cancel", "people": ["x", "9" * 30]})
    assert "Tick at least one person, or choose all of them." in none.get_data(as_text=True)
    assert choose(client, "move.first", ana).status_code == 422
    assert rows(session, LongWork) == []
    assert client.get(f"{URL}/acts").status_code == 303


def test_above_two_hundred_mails_their_number_is_typed(
    client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    webinar.capacity = 300
    with together(session):
        for number in range(201):
            add(session, webinar, f"P{number}", WAITING)
    address = prepare(client, "cancel")
    fields = form_fields(page(client, address))

    refused = client.post(address, data={**fields, "count": "200"})

    assert refused.status_code == 422
    assert "Type 201, the number of people" in refused.get_data(as_text=True)
    assert rows(session, LongWork)[0].state == LongWorkState.PREPARED
    assert client.post(address, data={**fields, "count": "201"}).status_code == 303
    assert rows(session, LongWork)[0].state == LongWorkState.WAITING


def test_a_cancelled_webinar_and_rights_taken_meanwhile_end_it_without_an_act(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    ana = add(session, webinar, "Ana", CONFIRMED)
    closing, taken, left = (prepare(client, "cancel", ana) for _ in range(3))
    for address in (closing, taken, left):
        begin(client, address)
    webinar.state = WebinarState.CANCELLED
    session.commit()
    claim = claim_work(now=webinar.starts_at)
    assert claim is not None
    do_part(claim, now=webinar.starts_at)
    assert [each.outcome for each in rows(session, LongWorkLine)] == [LineOutcome.OVER, None, None]

    webinar.state = WebinarState.PUBLISHED
    work = rows(session, LongWork)[0]
    work.state = LongWorkState.DONE
    editor = session.get_one(Organiser, work.organiser_id)
    editor.active = False
    session.commit()
    do_long_works(app)
    assert {each.state for each in rows(session, LongWork)} == {
        LongWorkState.DONE,
        LongWorkState.FAILED,
    }
    assert [state for _, _, state in states(session)] == [CONFIRMED]
    assert kinds(session) == []


def test_rights_at_the_other_webinar_are_read_when_it_runs(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar
) -> None:
    ana = add(session, webinar, "Ana", CONFIRMED)
    address = prepare(client, "move.second", ana)
    begin(client, address)
    second = session.scalars(select(Webinar).where(Webinar.key == "second")).one()
    second.hosts = [host for host in second.hosts if host.id != webinar.hosts[0].id]
    session.commit()

    do_long_works(app)

    assert states(session) == [("first", "Ana", CONFIRMED)]
    assert "whoever began it may no longer do this" in text_of(page(client, address))


def test_one_person_who_fails_again_and_again_does_not_stop_the_others(
    app: Flask, client: FlaskClient, session: Session, webinar: Webinar, now: datetime
) -> None:
    ana, bo = (add(session, webinar, name, WAITING) for name in ("Ana", "Bo"))
    address = prepare(client, "cancel", ana, bo)
    begin(client, address)
    for attempt in range(MOST_ATTEMPTS):
        assert claim_work(now=now + timedelta(hours=attempt)) is not None
    assert claim_work(now=now + timedelta(days=1)) is None

    do_long_works(app)

    assert [state for _, _, state in states(session)] == [WAITING, CANCELLED]
    assert "ana@example.org – This failed several times" in text_of(page(client, address))


def test_only_editors_of_the_team_act_and_the_lines_go_with_their_person(
    client: FlaskClient, session: Session, webinar: Webinar, now: datetime
) -> None:
    ana = add(session, webinar, "Ana", CONFIRMED)
    address = prepare(client, "cancel", ana)
    ana.attendee.email = "new@example.org"
    session.commit()
    assert export_person("new@example.org", now=now)["data"]["long_work_lines"]["rows"] != []
    erase_person("new@example.org", now=now)
    assert rows(session, LongWorkLine) == []
    add(session, webinar, "Bo", CONFIRMED)
    sign_in(client, "viewer")
    assert page(client, URL).select(".tick") == []
    assert client.get(f"{URL}/acts").status_code == 404
    sign_in(client, "partner")
    assert client.get(address).status_code == 404
    assert session.scalar(select(func.count()).select_from(Membership)) == 3
