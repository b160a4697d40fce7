"""Choosing a password by a link (T17, T24)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories import make_hosts
from tests.support.organisers import make_password_link
from tests.support.pages import page, post, text_of
from tests.support.sign_in import EMAIL, PASSWORD, SIGN_IN, is_signed_in, make_olga, sign_in_as
from tests.support.smtp import parse
from tests.support.statements import recorded_statements
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.organiser import Organiser, PasswordLink
from webinars.steps.password_links import MAILS_PER_DAY
from webinars.tokens import Purpose, derive
from webinars.worker import work_once

FORGOTTEN = "/en/organiser/forgotten-password"
NEW = "another staple entirely"


@pytest.fixture
def olga(session):
    return make_olga(session, make_hosts(session)[0])


def count(session, model):
    session.commit()
    return session.scalar(select(func.count()).select_from(model))


def test_forgotten_password_answers_alike_for_known_and_unknown(client, session, olga):
    answers, made_by = [], []
    for email in (EMAIL, "nobody@example.org"):
        with recorded_statements() as made:
            shown = post(client, FORGOTTEN, {"email": email})
        assert shown.status_code == 200
        answers.append(shown.get_data(as_text=True).replace(email, ""))
        made_by.append([each.split("\n")[0][:40] for each in made])
    assert answers[0] == answers[1]
    assert made_by[0] == made_by[1]
    assert count(session, PasswordLink) == count(session, Message) == 2


def test_a_link_comes_by_mail_and_sets_a_password_once(app, client, session, smtp, olga):
    sign_in_as(client)
    other = client.get_cookie("session").value
    client.delete_cookie("session")
    post(client, FORGOTTEN, {"email": EMAIL})
    post(client, FORGOTTEN, {"email": "nobody@example.org"})
    assert work_once(app) == 1
    text = parse(smtp.envelopes[-1].content).get_body(("plain",)).get_content()
    path = next(line for line in text.splitlines() if "/set-password/" in line)
    path = path.removeprefix("http://localhost")
    assert "registered for a webinar" not in text

    assert post(client, path, {"new_password": "short", "again": "short"}).status_code == 422
    assert post(client, path, {"new_password": NEW, "again": "other"}).status_code == 422
    assert post(client, path, {"new_password": NEW, "again": NEW}).status_code == 303

    assert "Your new password is set" in text_of(page(client, SIGN_IN))
    assert client.get(path).status_code == 410
    client.set_cookie("session", other)
    assert not is_signed_in(client)
    assert sign_in_as(client, EMAIL, PASSWORD).status_code == 422
    assert sign_in_as(client, EMAIL, NEW).status_code == 303
    assert work_once(app) == 1
    assert parse(smtp.envelopes[-1].content)["Subject"] == "Your password was changed"
    states = session.scalars(select(Message.state).order_by(Message.id)).all()
    assert sorted(states) == [MessageState.DROPPED, MessageState.SENT, MessageState.SENT]


def test_a_link_ends_with_its_time_and_with_the_account(client, session, now, settings, olga):
    link = make_password_link(session, olga, expires_at=now + timedelta(minutes=1))
    nobodys = make_password_link(session, None)
    session.commit()

    def status(row):
        token = derive(settings.link_key, Purpose.SET_PASSWORD, row, 1)
        return client.get(f"/en/organiser/set-password/{token}").status_code

    assert status(link.id) == 200
    assert status(nobodys.id) == 410
    link.expires_at = now
    assert status(link.id) == 410
    link.expires_at, olga.active = now + timedelta(minutes=1), False
    assert status(link.id) == 410


def test_nobody_is_flooded_with_links(client, session, olga):
    for _ in range(MAILS_PER_DAY + 3):
        assert post(client, FORGOTTEN, {"email": EMAIL}).status_code == 200
    kinds = session.scalars(select(Message.kind)).all()
    assert kinds == [MessageKind.SET_PASSWORD] * MAILS_PER_DAY


def test_a_password_is_stored_as_argon2id_only(session, olga):
    stored = session.scalar(select(Organiser.password))
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
