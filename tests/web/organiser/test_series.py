"""The list of series and the form for one of them."""

import pytest
from sqlalchemy import select

from tests.factories import (
    make_agenda_item,
    make_hosts,
    make_registration,
    make_series,
    make_speaker,
    make_topic,
    make_webinar,
)
from tests.support.organisers import make_agreement
from tests.support.pages import form_fields, page, parsed, text_of
from tests.support.parts import part
from tests.support.statements import count_statements
from webinars.models.organiser import Role
from webinars.models.registration import RegistrationState
from webinars.models.series import Series
from webinars.models.webinar import WebinarState

INDEX, NEW, EDIT = (
    "/en/organiser/series",
    "/en/organiser/series/new",
    "/en/organiser/series/grids/edit",
)


def mistakes(response):
    return [each.get_text(strip=True) for each in parsed(response).select(".errors li")]


def stored(session, key):
    session.rollback()
    return session.scalars(select(Series).where(Series.key == key)).one_or_none()


def test_who_has_nothing_yet_learns_what_comes_first(client, signed_in):
    signed_in()
    shown = page(client, INDEX)
    assert "No webinars yet. Create the first one" in text_of(shown, ".empty")
    assert part(shown, ".empty a")["href"] == NEW


def test_each_webinar_says_where_it_stands_in_words(client, session, signed_in, now):
    signed_in(Role.VIEWER)
    saxony, _ = make_hosts(session)
    series = make_series(session, key="grids", titles={"fr": "Réseaux"})
    draft, waiting = (
        make_webinar(session, series=series, state=WebinarState.DRAFT, starts_at=now)
        for _ in range(2)
    )
    make_agreement(session, waiting, saxony)
    make_agreement(session, draft, saxony, revision=draft.revision + 1)
    online = make_webinar(session, series=series, capacity=1)
    make_registration(session, webinar=online)
    make_registration(session, webinar=online, state=RegistrationState.WAITING)
    make_webinar(session, series=series, state=WebinarState.CANCELLED, cancelled_at=now)

    shown = page(client, INDEX)

    words = [each.get_text(strip=True) for each in shown.select(".stop-side .state:first-child")]
    assert sorted(words) == ["Cancelled", "Draft", "Online", "Waits for the partner"]
    assert "1 of 1 places taken, 1 person waiting" in text_of(shown)
    assert "1 of 3 languages" in text_of(shown, ".facts")
    assert "3 of 3 languages" in text_of(shown, ".stops")
    assert not shown.select(f"a[href='{NEW}']")
    assert not shown.select(f"a[href='{EDIT}']")


def test_a_series_is_created_with_the_usual_reminders(client, session, signed_in):
    signed_in()
    topic = make_topic(session)
    form = page(client, NEW)
    assert part(form, "input[name=hosts][value=energy-saxony]").has_attr("disabled")
    fields = form_fields(form)

    sent = {**fields, "titles-fr": "Réseaux d’énergie", "topics": [topic.key]}
    response = client.post(NEW, data=sent)

    assert response.headers["Location"] == f"{INDEX}?saved=reseaux-d-energie#reseaux-d-energie"
    made = stored(session, "reseaux-d-energie")
    assert made.titles == {"fr": "Réseaux d’énergie"}
    assert [host.key for host in made.hosts] == ["energy-saxony"]
    rules = [(r.offset_days, r.at_time, r.offset_minutes) for r in made.reminders]
    assert rules == [(-7, None, None), (-1, "09:00", None), (None, None, -60)] * 2
    assert "Saved. No e-mail was sent." in text_of(page(client, response.headers["Location"]))


def test_completeness_counts_the_languages_of_each_text(client, session, signed_in):
    signed_in()
    make_series(session, key="grids", titles={"de": "Netze", "fr": "Réseaux"})
    shown = [each.get_text(strip=True) for each in page(client, EDIT).select(".texts .state")]
    assert shown == ["2 of 3 languages", "3 of 3 languages", "3 of 3 languages"]


def test_each_language_is_marked_on_its_field_and_label(client, signed_in):
    signed_in()
    form = page(client, NEW)
    for language in ("de", "fr", "en"):
        assert part(form, f"[name=titles-{language}]")["lang"] == language
        assert part(form, f"label[for=titles-{language}]")["lang"] == language


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Enter the title."),
        ({"titles-de": "x" * 201}, "Use at most 200 characters. You have written 201."),
        ({"teasers-fr": "x" * 501}, "Use at most 500 characters. You have written 501."),
        ({"key": "No key"}, "A key has small letters a to z, digits and hyphens, at most 60"),
        ({"reminders-0-amount": "many"}, "Write a whole number from 0 to 365."),
        ({"reminders-0-amount": "366"}, "Write a whole number from 0 to 365."),
        ({"reminders-2-unit": "weeks"}, "Choose one of the list."),
        ({"reminders-0-side": "never"}, "Choose one of the list."),
        ({"reminders-0-audience": "all"}, "Choose one of the list."),
        ({"reminders-0-audience": "attended"}, "Who took part is known only after the end."),
        (
            {"reminders-3-side": "after"},
            "Speakers are reminded before the start only.",
        ),
        ({"reminders-1-at_time": "25:00"}, "Write a time from 00:00 to 23:59, such as 14:00."),
        ({"reminders-2-at_time": "09:00"}, "A time of day goes with days only."),
        ({"reminders-0-useful": "0"}, "Write a whole number from 1 to 525600."),
    ],
)
def test_a_mistake_is_named_kept_and_nothing_is_stored(client, session, signed_in, typed, sentence):
    signed_in()
    response = client.post(NEW, data={**form_fields(page(client, NEW)), **typed})
    assert any(sentence in each for each in mistakes(response)), mistakes(response)
    again = form_fields(parsed(response))
    for name, value in typed.items():
        # A choice that does not exist is not kept: there is nothing to show it with.
        assert again[name] == [value] or "list" in sentence
    assert session.scalars(select(Series)).all() == []


def test_a_mistake_in_a_reminder_links_to_its_field(client, signed_in):
    signed_in()
    fields = form_fields(page(client, NEW))
    shown = parsed(client.post(NEW, data={**fields, "titles-en": "x", "reminders-1-amount": ""}))
    link = part(shown, ".errors a")
    assert link["href"] == "#reminders-1-amount"
    assert part(shown, str(link["href"]))["aria-invalid"] == "true"
    assert shown.title.get_text().startswith("Error:")


def test_an_untouched_form_changes_nothing(client, session, signed_in):
    signed_in()
    make_series(session, key="grids")
    before = stored(session, "grids").titles
    assert client.post(EDIT, data=form_fields(page(client, EDIT))).status_code == 303
    assert stored(session, "grids").titles == before


def test_what_somebody_else_saved_stands_beside_what_was_typed(client, session, signed_in):
    signed_in()
    make_series(session, key="grids")
    mine = {**form_fields(page(client, EDIT)), "titles-en": "Mine"}
    theirs = {**form_fields(page(client, EDIT)), "titles-en": "Theirs"}
    assert client.post(EDIT, data=theirs).status_code == 303

    response = client.post(EDIT, data=mine)

    assert response.status_code == 409
    shown = parsed(response)
    assert "This entry was changed at" in text_of(shown, "[role=alert]")
    assert "Title · English Theirs" in text_of(shown, "[role=alert]")
    assert form_fields(shown)["titles-en"] == ["Mine"]
    assert stored(session, "grids").titles["en"] == "Theirs"
    assert client.post(EDIT, data=form_fields(shown)).status_code == 303
    assert stored(session, "grids").titles["en"] == "Mine"


def test_rows_are_added_and_removed_by_buttons_and_everything_typed_stays(client, signed_in):
    signed_in()
    fields = {**form_fields(page(client, NEW)), "titles-en": "Typed", "reminders-0-amount": "?"}
    more = form_fields(parsed(client.post(NEW, data={**fields, "act": "reminders-add"})))
    assert more["titles-en"] == ["Typed"]
    assert more["reminders-0-amount"] == ["?"]
    assert "reminders-6-amount" in more
    less = form_fields(parsed(client.post(NEW, data={**more, "act": "reminders-remove-1"})))
    assert "reminders-6-amount" not in less
    assert [less[f"reminders-{n}-amount"] for n in (0, 1, 5)] == [["?"], ["1"], [""]]


def test_a_form_that_has_expired_is_shown_again_with_everything_typed(client, signed_in):
    signed_in()
    fields = {**form_fields(page(client, NEW)), "titles-en": "Typed", "csrf_token": "old"}
    response = client.post(NEW, data=fields)
    assert response.status_code == 400
    assert form_fields(parsed(response))["titles-en"] == ["Typed"]


def test_the_name_in_the_address_stays_once_something_is_published(client, session, signed_in):
    signed_in()
    make_webinar(session, series=make_series(session, key="grids"))
    form = page(client, EDIT)
    assert not form.select("[name=key]")
    assert "Name in the address: grids." in text_of(form)
    response = client.post(EDIT, data={**form_fields(form), "key": "forged"})
    assert response.status_code == 303
    assert stored(session, "forged") is None


def test_more_webinars_do_not_take_more_statements_of_the_list(client, session, signed_in):
    def add():
        make_speaker(session, webinar=make_agenda_item(session).webinar)

    signed_in()
    add()
    few = count_statements(client, INDEX)
    for _ in range(7):
        add()
    assert count_statements(client, INDEX) == few
