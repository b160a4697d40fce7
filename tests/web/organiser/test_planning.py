"""The pages that plan a series."""

import pytest
from sqlalchemy import select

from tests.factories import make_webinar
from tests.support.pages import form_fields, page, parsed, text_of
from webinars.models.organiser import Role
from webinars.models.webinar import Webinar, WebinarState
from webinars.rules.public_holidays import REGIONS, _of_year
from webinars.web.holiday_names import HOLIDAY_NAMES

FORM = "main form[method=post]"


def send(client, path, **typed):
    answers = {name.replace("_", "-", 1): value for name, value in typed.items()}
    fields = {**form_fields(page(client, path), FORM), **answers}
    return client.post(path, data=fields)


def words(response):
    return " ".join(parsed(response).main.get_text(" ").split())


def mistakes(response):
    return [each.get_text(strip=True) for each in parsed(response).select(".errors li")]


def drafts(session):
    session.rollback()
    statement = select(Webinar).where(Webinar.state == WebinarState.DRAFT)
    return session.scalars(statement.order_by(Webinar.starts_at)).all()


def dates_path(webinar, language="en"):
    return f"/{language}/organiser/series/{webinar.series.key}/webinars/dates"


def ask(client, webinar, language="en", **typed):
    """Ask for every second Thursday at 14:00 from 22 April 2027 on, three of them."""
    answers = {
        "start_date": "2027-04-22",
        "start_time": "14:00",
        "titles_en": "Grids",
        "count": "3",
        **typed,
    }
    return send(client, dates_path(webinar, language), **answers)


def choose(client, webinar, shown, **typed):
    fields = {**form_fields(parsed(shown), FORM), **typed}
    return client.post(dates_path(webinar), data=fields)


def test_a_copy_is_made_for_a_new_date_without_a_mail(client, session, webinar):
    path = f"/en/organiser/webinars/{webinar.key}/duplicate"
    assert "no e-mail is sent" in words(client.get(path))

    response = send(client, path, start_date="2027-03-10")

    (draft,) = drafts(session)
    assert response.status_code == 303
    assert response.location.endswith(f"/webinars/{draft.key}?saved=1")
    assert draft.local_start.isoformat() == "2027-03-10T14:00:00"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Enter the date."),
        ({"start_date": "2020-01-01"}, "Choose a time that lies ahead."),
        (
            {"start_date": "2027-02-03"},
            "This is the time at which the webinar takes place already.",
        ),
    ],
)
def test_a_copy_without_a_date_of_its_own_is_refused(client, session, webinar, typed, sentence):
    response = send(client, f"/en/organiser/webinars/{webinar.key}/duplicate", **typed)
    assert mistakes(response) == [f"Date – {sentence}"]
    assert drafts(session) == []


def test_the_preview_lists_each_date_and_leaves_out_holidays(client, session, webinar):
    shown = ask(client, webinar)

    lines = parsed(shown).select(".choices .choice")
    said = [" ".join(line.get_text(" ").split()) for line in lines]
    assert [line.partition(",")[0] for line in said] == [
        "Thursday 22 April 2027",
        "Thursday 6 May 2027",
        "Thursday 20 May 2027",
        "Thursday 3 June 2027",
    ]
    assert "Ascension Day (Saxony and Belgium)" in said[1]
    assert [bool(line.select("[checked]")) for line in lines] == [True, False, True, True]
    assert "3 dates are ticked." in words(shown)
    assert drafts(session) == []


@pytest.mark.parametrize(
    ("language", "name"),
    [("de", "Christi Himmelfahrt (Sachsen und Belgien)"), ("fr", "Ascension (Saxe et Belgique)")],
)
def test_holidays_have_names_in_the_language_of_the_reader(client, webinar, language, name):
    shown = ask(client, webinar, language)
    assert name in words(shown)


def test_every_public_holiday_has_its_words():
    names = {
        name
        for region in REGIONS
        for year in range(2024, 2060)
        for names in _of_year(region, year).values()
        for name in names.split("; ")
    }
    assert names == set(HOLIDAY_NAMES)


def test_ticked_dates_become_drafts_once(client, session, webinar):
    shown = ask(client, webinar)
    chosen = ["2027-04-22", "2027-05-06"]

    responses = [choose(client, webinar, shown, dates=chosen) for _ in range(2)]

    assert [each.local_start.date().isoformat() for each in drafts(session)] == chosen
    assert "2 drafts created. No e-mail was sent." in words(client.get(responses[0].location))
    assert "Nothing was created." in words(client.get(responses[1].location))
    again = ask(client, webinar)
    assert "The series has a webinar at this time already" in words(again)
    assert len(parsed(again).select(".choices [disabled]")) == 2


def test_dates_that_the_pattern_does_not_have_are_not_created(client, session, webinar):
    shown = ask(client, webinar)
    choose(client, webinar, shown, dates=["2027-04-22", "2027-04-23", "nonsense"])
    assert [each.local_start.day for each in drafts(session)] == [22]


def test_without_any_tick_the_page_comes_back(client, session, webinar):
    shown = choose(client, webinar, ask(client, webinar), dates=[])
    assert mistakes(shown) == ["Tick at least one date."]
    assert drafts(session) == []


def test_holidays_of_one_country_alone_can_be_left_out(client, webinar):
    shown = ask(client, webinar, start_date="2027-07-21", regions=["DE-SN"], rhythm="1")
    assert len(parsed(shown).select(".choices .choice")) == 3
    assert "National Day" not in words(shown)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"titles_en": ""}, "Title · English – Enter the title."),
        ({"count": ""}, "Until (optional) – Say until when, or how many webinars."),
        ({"count": "53"}, "Number of webinars (optional) – Write a whole number from 1 to 52."),
        (
            {"count": "", "last": "2027-04-01"},
            "Until (optional) – The last date cannot come before the first.",
        ),
        (
            {"last": "soon"},
            "Until (optional) – Write a date as year, month and day, such as 2027-02-04.",
        ),
        ({"start_date": "2020-04-22"}, "First date – Choose a time that lies ahead."),
        (
            {"count": "", "last": "2029-01-01", "rhythm": "1"},
            "Until (optional) – At most 52 dates can be created at once.",
        ),
        ({"rhythm": "9"}, "How often – Choose one of the list."),
    ],
)
def test_a_wrong_pattern_is_refused_and_stays_as_it_was_typed(
    client, session, webinar, typed, sentence
):
    shown = ask(client, webinar, **typed)
    assert mistakes(shown) == [sentence]
    assert form_fields(parsed(shown), FORM)["start-time"] == ["14:00"]


def test_a_webinar_of_the_series_can_be_taken_over_without_another_title(client, session, webinar):
    shown = ask(client, webinar, titles_en="", model=webinar.key, count="1")
    choose(client, webinar, shown)
    assert [each.titles for each in drafts(session)] == [webinar.titles]


def test_the_desk_leads_to_these_pages_those_who_may_use_them(client, session, signed_in):
    webinar = make_webinar(session)
    signed_in(Role.VIEWER)
    assert "Create many dates" not in text_of(page(client, "/en/organiser/series"))
    signed_in(Role.EDITOR)
    assert "Create many dates" in text_of(page(client, "/en/organiser/series"))
    assert "Duplicate" in text_of(page(client, f"/en/organiser/webinars/{webinar.key}"))
