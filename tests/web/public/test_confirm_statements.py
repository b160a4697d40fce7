"""How many statements confirming takes: the number of chosen webinars asks for no more hosts."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import NOW, make_signup
from tests.support.pages import page, text_of
from tests.support.signups import coming
from tests.support.statements import count_statements, recorded_statements
from webinars.models.webinar import Webinar
from webinars.services.registrations import confirm_sign_up
from webinars.settings import Settings
from webinars.tokens import Purpose, derive


def link_for(session: Session, settings: Settings, webinars: list[Webinar], email: str) -> str:
    signup = make_signup(session, webinars=webinars, email=email)
    return derive(settings.link_key, Purpose.CONFIRM, signup.id, signup.generation)


def test_more_webinars_do_not_take_more_statements_of_the_page(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    first = coming(session, 1)
    several = [first, *(coming(session, days, series=first.series) for days in range(2, 8))]
    titles = [each.titles["en"] for each in several]
    one = link_for(session, settings, [first], "kim@example.org")
    seven = link_for(session, settings, several, "jo@example.org")
    session.commit()

    # Nothing is known from making them.
    session.expunge_all()
    few = count_statements(client, f"/en/confirm/{one}")

    session.expunge_all()
    assert count_statements(client, f"/en/confirm/{seven}") == few
    shown = text_of(page(client, f"/en/confirm/{seven}"))
    assert [each for each in titles if each not in shown] == []
    assert shown.index(titles[0]) < shown.index(titles[-1])


@pytest.mark.parametrize("details", [{}, {"approval": True}, {"capacity": 0, "waiting_list": True}])
def test_pressing_the_button_asks_for_no_hosts_however_many_webinars_there_are(
    session: Session, settings: Settings, details: dict[str, Any]
) -> None:
    first = coming(session, 1, **details)
    several = [
        first,
        *(coming(session, days, series=first.series, **details) for days in range(2, 8)),
    ]
    token = link_for(session, settings, several, "jo@example.org")
    session.commit()
    session.expunge_all()

    with recorded_statements() as statements:
        done = confirm_sign_up(token, now=NOW)

    assert len(done.webinars) == len(several)
    assert done.refused == ()
    assert [each for each in statements if "webinar_hosts" in each] == []
