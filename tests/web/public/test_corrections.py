"""Coming back from the page after sending to correct what was typed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.pages import form_fields, page, post
from tests.support.signups import WHOLE, coming
from webinars.models.message import Message, MessageState
from webinars.models.registration import Registration
from webinars.models.signup import SignUp
from webinars.settings import Settings
from webinars.tokens import Purpose, derive


@pytest.fixture
def first(client: FlaskClient, session: Session) -> SignUp:
    """Send the form for one webinar; return what it has brought."""
    coming(session, key="w1")
    url = "/en/webinars/w1/register"
    fields = {**form_fields(page(client, url)), **WHOLE}
    assert client.post(url, data=fields).status_code == 303
    return session.scalars(select(SignUp)).one()


def confirming(settings: Settings, signup: SignUp) -> str:
    return f"/en/confirm/{derive(settings.link_key, Purpose.CONFIRM, signup.id, 1)}"


def corrected(client: FlaskClient, **typed: str) -> None:
    soup = page(client, "/en/sent")
    (way,) = (a["href"] for a in soup.select("main a") if a.get_text() == "Correct it")
    fields = {**form_fields(page(client, str(way))), **typed}
    assert client.post(str(way), data=fields).status_code == 303


def test_whoever_reads_the_wrong_mailbox_cannot_confirm_what_was_corrected(
    client: FlaskClient, session: Session, settings: Settings, first: SignUp
) -> None:
    path = confirming(settings, first)
    corrected(client, email="right@example.org")
    session.rollback()
    assert session.scalars(select(SignUp.email)).all() == ["right@example.org"]
    queued = select(Message.recipient).where(Message.state == MessageState.QUEUED)
    assert session.scalars(queued).all() == ["right@example.org"]
    assert client.get(path).status_code == 404


def test_what_is_confirmed_already_stands_whatever_is_corrected_afterwards(
    client: FlaskClient, session: Session, settings: Settings, first: SignUp
) -> None:
    assert post(client, confirming(settings, first)).status_code == 303
    corrected(client, email="right@example.org")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SignUp)) == 2
    assert session.scalar(select(func.count()).select_from(Registration)) == 1


def test_with_the_same_address_both_links_go_on(
    client: FlaskClient, session: Session, settings: Settings, first: SignUp
) -> None:
    path = confirming(settings, first)
    corrected(client, given_name="Kimberly")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SignUp)) == 2
    assert client.get(path).status_code == 200
