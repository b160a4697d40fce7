"""The page where a team writes what its webinar asks."""

from __future__ import annotations

from csv import reader
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories import NOW, make_hosts, make_registration, make_webinar
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.questions import make_answer, make_question
from tests.support.signups import summary
from webinars.models.audit import AuditEntry
from webinars.models.organiser import Role
from webinars.models.question import Question, QuestionKind

URL = "/en/organiser/webinars/mine/questions"


@pytest.fixture
def webinar(session, signed_in):
    signed_in()
    return make_webinar(session, key="mine", hosts=[make_hosts(session)[0]])


def row(number: int, kind: str = "text", options: str = "", **more: str) -> dict[str, Any]:
    """Return a new question as it is typed."""
    start = f"questions-{number}"
    typed = {f"{start}-kind": kind, f"{start}-condition": ""}
    for code in ("de", "fr", "en"):
        typed[f"{start}-wordings-{code}"] = f"Question {number} {code}"
        typed[f"{start}-options-{code}"] = options
    return {**typed, **{f"{start}-{name}": value for name, value in more.items()}}


def save(client, *rows: dict[str, Any], **more: Any):
    values = form_fields(page(client, URL))
    for each in rows:
        values.update(each)
    return client.post(URL, data={**values, **more})


def stored(session) -> list[Question]:
    session.rollback()
    return list(session.scalars(select(Question).order_by(Question.position)))


def test_questions_are_added_with_their_answers_in_three_languages(client, session, webinar):
    answer = save(client, row(0, "yes-no", required="y"), row(1, "choice", "Grids\nStorage"))
    assert (answer.status_code, answer.location) == (303, f"{URL}?saved=1")
    first, second = stored(session)
    assert (first.kind, first.required, list(first.options)) == ("yes-no", True, ["yes", "no"])
    assert first.wordings == {code: f"Question 0 {code}" for code in ("de", "fr", "en")}
    assert (second.kind, second.required) == ("choice", False)
    assert second.options["storage"] == dict.fromkeys(("de", "fr", "en"), "Storage")
    assert "Saved." in text_of(page(client, f"{URL}?saved=1"))
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id) == ("questions.edited", webinar.id)


def test_saving_unchanged_questions_changes_nothing(client, session, webinar):
    make_question(session, webinar=webinar, kind=QuestionKind.SEVERAL, position=0)
    before = form_fields(page(client, URL))
    assert save(client).status_code == 303
    after = form_fields(page(client, URL))
    assert after["version"] == before["version"]
    assert session.scalars(select(AuditEntry)).all() == []


def test_what_is_missing_is_said_at_its_field_and_all_is_kept(client, session, webinar):
    answer = save(
        client,
        {**row(0, "choice", "Grids\nStorage"), "questions-0-wordings-fr": ""},
        {**row(1, "several", "Grids\nStorage"), "questions-1-options-de": "Netze"},
        row(2, "choice", "Only one"),
    )
    assert answer.status_code == 422
    soup = parsed(answer)
    assert summary(soup) == {
        "#questions-0-wordings-fr": "Question 1 · Question · Français"
        " – Write the question in all three languages.",
        "#questions-1-options-de": "Question 2 · Answers to choose from, one per line · Deutsch"
        " – Write equally many answers in each language, one per line.",
        "#questions-2-options-de": "Question 3 · Answers to choose from, one per line · Deutsch"
        " – Write from 2 to 20 answers, one per line.",
    }
    assert form_fields(soup)["questions-2-options-en"] == ["Only one"]
    assert stored(session) == []


def test_a_question_depends_on_an_earlier_one(client, session, webinar):
    first = make_question(session, webinar=webinar, kind=QuestionKind.YES_NO, position=0)
    wanted = f"{first.id}:yes"
    assert save(client, row(1, condition=wanted)).status_code == 303
    second = stored(session)[1]
    assert (second.condition_id, second.condition_option) == (first.id, "yes")
    answer = save(client, act="questions-up-1")
    assert form_fields(parsed(answer))["questions-0-number"] == [str(second.id)]
    refused = client.post(URL, data=form_fields(parsed(answer)))
    assert summary(parsed(refused)) == {
        "#questions-0-condition": "Question 1 · Is asked"
        " – The question that this one depends on has to come before it."
    }
    assert [each.id for each in stored(session)] == [first.id, second.id]


def test_what_depended_on_an_answer_that_went_is_always_asked(client, session, webinar):
    first = make_question(session, webinar=webinar, kind=QuestionKind.CHOICE, position=0)
    make_question(
        session, webinar=webinar, position=1, condition_id=first.id, condition_option="grids"
    )
    words = dict.fromkeys(
        (f"questions-0-options-{code}" for code in ("de", "fr", "en")), "Wind\nSun"
    )
    assert save(client, words).status_code == 303
    assert [each.condition_id for each in stored(session)] == [None, None]


def test_questions_move_by_buttons_and_are_stored_in_their_new_order(client, session, webinar):
    rows = [make_question(session, webinar=webinar, position=place) for place in range(3)]
    moved = save(client, act="questions-up-2")
    assert client.post(URL, data=form_fields(parsed(moved))).status_code == 303
    assert [each.id for each in stored(session)] == [rows[0].id, rows[2].id, rows[1].id]


def test_one_without_answers_is_deleted_and_one_with_answers_archived(client, session, webinar):
    rows = [make_question(session, webinar=webinar, position=place) for place in range(2)]
    someone = make_registration(session, webinar=webinar)
    make_answer(session, someone.attendee, rows[1], ("In a newsletter",))
    for _ in rows:
        left = save(client, act="questions-remove-0")
        assert client.post(URL, data=form_fields(parsed(left))).status_code == 303
    (kept,) = stored(session)
    assert kept.id == rows[1].id
    assert kept.archived_at is not None
    told = text_of(page(client, URL))
    assert "No longer asked" in told
    assert kept.wordings["en"] in told


def test_what_was_answered_keeps_how_it_is_answered(client, session, webinar):
    question = make_question(session, webinar=webinar, position=0)
    make_answer(session, make_registration(session, webinar=webinar).attendee, question)
    assert page(client, URL).select_one("#questions-0-kind").has_attr("disabled")
    assert save(client, row(0, "yes-no")).status_code == 303
    (kept,) = stored(session)
    assert (kept.id, kept.kind) == (question.id, QuestionKind.TEXT)
    assert kept.wordings["en"] == "Question 0 en"


def test_who_was_slower_keeps_what_was_typed_and_overwrites_nothing(client, session, webinar):
    opened = {**form_fields(page(client, URL)), **row(0)}
    assert save(client, row(0, "yes-no")).status_code == 303
    answer = client.post(URL, data=opened)
    assert answer.status_code == 409
    soup = parsed(answer)
    told = text_of(soup, "[role=alert]")
    assert "Somebody else has changed the questions" in told
    assert "this is stored at present: Question 1 · " in told
    assert told.count("Yes or no") == 1
    assert form_fields(soup)["questions-0-wordings-en"] == ["Question 0 en"]
    assert [each.kind for each in stored(session)] == [QuestionKind.YES_NO]


def test_the_list_of_people_has_a_column_for_each_question(client, session, webinar):
    several = make_question(session, webinar=webinar, kind=QuestionKind.SEVERAL, position=0)
    old = make_question(session, webinar=webinar, position=1, archived_at=NOW)
    ana, _bo = (make_registration(session, webinar=webinar) for _ in range(2))
    make_answer(session, ana.attendee, several, ("grids", "gone-option"))
    make_answer(session, ana.attendee, old, ("=HYPERLINK()",))
    url = URL.replace("questions", "people/export")
    values = {**form_fields(page(client, url)), "purpose": "Moderation", "file": "csv"}
    text = client.post(url, data=values).get_data().decode("utf-8-sig")
    titles, *rows = list(reader(StringIO(text)))
    assert titles[-2:] == [several.wordings["en"], old.wordings["en"]]
    cells = sorted(each[-2:] for each in rows)
    assert cells == [["", ""], ["Grids (en); gone-option", "'=HYPERLINK()"]]


def test_who_may_only_look_is_not_led_to_the_questions(client, session, webinar, signed_in):
    def tabs():
        return [link["href"] for link in page(client, URL.rpartition("/")[0]).select(".tabs a")]

    assert URL in tabs()
    signed_in(Role.VIEWER)
    assert URL not in tabs()
    assert client.get(URL).status_code == 404
