"""Questions of webinars in a real browser: shown as they follow, all of them without scripts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import make_series, make_webinar
from tests.support.barriers import barriers_of
from tests.support.browser import Visitor
from tests.support.questions import make_question
from webinars.models.question import Question, QuestionKind
from webinars.models.signup import SignUp

# What the browser adds does not depend on the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FORM = "/de/series/energy/register"


@pytest.fixture
def asked(session: Session) -> tuple[Question, Question, Question]:
    """A pitch and what it is about, asked by the first webinar; a question of the second one."""
    series = make_series(session, key="energy")
    start = (datetime.now(UTC) + timedelta(days=3)).replace(tzinfo=None, microsecond=0)
    first, second = (
        make_webinar(session, key=key, local_start=start, time_zone="UTC", series=series)
        for key in ("w1", "w2")
    )
    pitch = make_question(session, webinar=first, kind=QuestionKind.YES_NO, required=True)
    about = make_question(
        session,
        webinar=first,
        kind=QuestionKind.LONG_TEXT,
        required=True,
        condition_id=pitch.id,
        condition_option="yes",
    )
    other = make_question(session, webinar=second, kind=QuestionKind.SEVERAL)
    session.commit()
    return pitch, about, other


def fill(page: Page) -> None:
    for name, text in {
        "given_name": "Kim",
        "family_name": "Beispiel",
        "email": "kim@example.org",
        "organisation_name": "Beispielwerk",
    }.items():
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=organisation_kind][value=company]").check()
    page.locator("[name=region]").first.check()


def answers(session: Session) -> dict[str, list[str]] | None:
    session.rollback()
    return session.scalars(select(SignUp.answers)).one()


def test_scripts_show_only_what_follows(
    asked: tuple[Question, Question, Question], visitor: Visitor, session: Session
) -> None:
    pitch, about, other = asked
    page = visitor(viewport={"width": 320, "height": 640})
    page.goto(FORM)
    yes = page.locator(f"[name=answer_{pitch.id}][value=yes]")
    text = page.locator(f"[name=answer_{about.id}]")
    expect(yes).to_be_hidden()
    page.locator("#webinar-w1").check()
    expect(yes).to_be_visible()
    expect(text).to_be_hidden()
    expect(page.locator(f"[name=answer_{other.id}]").first).to_be_hidden()
    yes.check()
    expect(text).to_be_visible()
    text.fill("Kabel")
    assert barriers_of(page) == []
    page.locator(f"[name=answer_{pitch.id}][value=no]").check()
    expect(text).to_be_hidden()
    yes.check()
    expect(text).to_have_value("Kabel")
    fill(page)
    page.locator("[data-submit]").click()
    page.wait_for_url("**/sent")
    assert answers(session) == {str(pitch.id): ["yes"], str(about.id): ["Kabel"]}


def test_without_scripts_all_are_there_and_say_when_they_count(
    asked: tuple[Question, Question, Question], visitor: Visitor, session: Session
) -> None:
    pitch, about, other = asked
    page = visitor(java_script_enabled=False)
    page.goto(FORM)
    for question in asked:
        expect(page.locator(f"[name=answer_{question.id}]").first).to_be_visible()
    page.locator("#webinar-w1").check()
    page.locator(f"[name=answer_{pitch.id}][value=no]").check()
    page.locator(f"[name=answer_{about.id}]").fill("Kabel")
    page.locator(f"[name=answer_{other.id}][value=grids]").check()
    expect(page.get_by_text("Nur wenn Sie dieses Webinar ausgewählt haben.").first).to_be_visible()
    fill(page)
    page.locator("[data-submit]").click()
    page.wait_for_url("**/sent")
    assert answers(session) == {str(pitch.id): ["no"]}
