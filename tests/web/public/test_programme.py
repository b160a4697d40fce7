import pytest

from tests.factories import (
    NOW,
    make_agenda_item,
    make_hosts,
    make_organisation,
    make_series,
    make_speaker,
    make_topic,
    make_webinar,
)
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.statements import count_statements
from tests.support.times import starting_in
from webinars.models.webinar import WebinarState
from webinars.queries.programme_search import PAGE


def found(client, path):
    links = page(client, path).select(".stop h3 a, .timetable div > a")
    return [str(link["href"]).rpartition("/")[2] for link in links]


def coming(session, key, days=1, **values):
    return make_webinar(session, key=key, **{**starting_in(days=days), **values})


def test_the_programme_lists_what_comes_the_next_first_and_no_drafts(client, session):
    coming(session, "late", 9)
    coming(session, "soon", 2)
    coming(session, "was", -2)
    coming(session, "draft", 3, state=WebinarState.DRAFT)
    assert found(client, "/en/programme") == ["soon", "late"]
    assert found(client, "/en/programme/past") == ["was"]


def test_the_programme_is_narrowed_by_topic_host_and_language_of_the_talks(client, session):
    energy_saxony, tweed = make_hosts(session)
    topic = make_topic(session, key="hydrogen")
    coming(session, "a", topics=[topic], hosts=[tweed], spoken_languages=["fr"])
    coming(session, "b", topics=[topic], hosts=[energy_saxony], spoken_languages=["de", "fr"])
    coming(session, "c", hosts=[tweed], spoken_languages=["de"])
    assert found(client, "/de/programme?topic=hydrogen") == ["a", "b"]
    assert found(client, "/de/programme?host=tweed") == ["a", "c"]
    assert found(client, "/de/programme?language=fr") == ["a", "b"]
    assert found(client, "/de/programme?language=en") == []
    assert found(client, "/de/programme?topic=hydrogen&host=tweed&language=fr") == ["a"]


@pytest.mark.parametrize(
    "typed",
    [
        "Batteriespeicher",
        "BATTERIESPEICHER",
        "stockage",
        "energie",
        "ÉNERGIE",
        "Beispielwerk",
        "lukasz",
        "Mueller",
        "Grosse",
        "cryo",
        "reihe",
        "netze",
        "stockage lukasz cryo",
    ],
)
def test_words_are_found_in_all_languages_without_regard_to_capitals_and_accents(
    client, session, typed
):
    found_one = coming(
        session,
        "found",
        titles={"de": "Batteriespeicher", "fr": "Stockage d’énergie"},
        descriptions={"de": "Große Hallen, Mueller"},
        topics=[make_topic(session, names={"de": "Smart Grids, kluge Netze"})],
        series=make_series(session, titles={"de": "Die Reihe"}),
    )
    make_speaker(session, webinar=found_one, name="Łukasz Muster".replace("Ł", "L"), roles={})
    house = make_organisation(session, name="Beispielwerk")
    make_agenda_item(session, webinar=found_one, titles={"fr": "La cryogénie"}, organisation=house)
    coming(session, "other", titles={"de": "Wasserstoff"}, descriptions={}, teasers={})
    assert found(client, f"/en/programme?q={typed}") == ["found"]


def test_every_word_of_a_search_has_to_be_found(client, session):
    coming(session, "one", titles={"de": "Batterie"})
    assert found(client, "/en/programme?q=batterie+wasserstoff") == []


@pytest.mark.parametrize("sign", ["%25", "_", "%27", "%5C"])
def test_signs_of_the_database_are_ordinary_signs(client, session, sign):
    coming(session, "one", titles={"de": "Batterie"})
    assert found(client, f"/en/programme?q={sign}") == []


def test_filters_stay_in_the_form_and_each_can_be_removed(client, session):
    coming(session, "a", topics=[make_topic(session, key="grid", names={"en": "Smart grids"})])
    soup = page(client, "/en/programme?q=webinar&topic=grid")
    assert part(soup, "#q")["value"] == "webinar"
    assert part(soup, "#topic option[selected]")["value"] == "grid"
    removals = {link.get_text(" ", strip=True): link["href"] for link in soup.select(".chosen a")}
    assert removals == {
        "Remove filter: ‘webinar’ ×": "/en/programme?topic=grid",
        "Remove filter: Smart grids ×": "/en/programme?q=webinar",
        "Clear filters": "/en/programme",
    }
    assert {link["href"].partition("?")[2] for link in soup.select(".tabs a")} == {
        "q=webinar&topic=grid"
    }
    assert part(soup, ".lang a[lang=de]")["href"] == "/de/programme?q=webinar&topic=grid"
    assert part(soup, "link[rel=canonical]")["href"].endswith("/en/programme")


def test_the_number_found_stands_in_words(client, session):
    coming(session, "a")
    assert "1 upcoming webinar" in text_of(page(client, "/en/programme"), "[role=status]")
    assert "0 past webinars" in text_of(page(client, "/en/programme/past"), "[role=status]")


def test_a_search_without_result_says_what_to_do_next(client, session):
    coming(session, "was", -3, titles={"en": "Electrolysis"})
    soup = page(client, "/en/programme?q=electrolysis")
    empty = part(soup, ".empty")
    assert "Nothing found for ‘electrolysis’" in empty.get_text()
    assert [link["href"] for link in empty.select("a")] == [
        "/en/programme",
        "/en/programme/past?q=electrolysis",
    ]


def test_an_empty_programme_offers_the_calendar(client, session):
    make_hosts(session)
    empty = part(page(client, "/en/programme"), ".empty")
    assert part(empty, "a")["href"] == "/en/calendar.ics"
    assert "No webinar has taken place yet." in text_of(
        page(client, "/en/programme/past"), ".empty"
    )


@pytest.mark.parametrize(
    "query",
    [
        "topic=none&host=none&language=xx",
        "q=%00&topic=%00&host=%ED%A0%80&language=%00",
        "page=999999999999999999999&q=" + "word+" * 500,
        "page=-1",
        "q=<a>%(query)s</a>{{7*7}}",
        "q=" + "x" * 5000,
        "q=a&q=b&topic=",
    ],
)
@pytest.mark.parametrize("path", ["programme", "programme/past", "programme/month/2027-02"])
def test_rubbish_in_the_address_never_fails(client, session, path, query):
    coming(session, "a")
    page(client, f"/en/{path}?{query}")


def test_what_is_not_offered_does_not_narrow(client, session):
    coming(session, "a")
    soup = page(client, "/en/programme?topic=none&host=x&language=xx")
    assert len(soup.select(".stop")) == 1
    assert soup.select(".chosen") == []


def test_a_long_programme_is_paged_and_keeps_its_filters(client, session):
    series = make_series(session)
    for number in range(PAGE + 1):
        coming(session, f"w{number}", 1 + number, series=series)
    assert len(found(client, "/en/programme?q=webinar")) == PAGE
    soup = page(client, "/en/programme?q=webinar")
    following = str(part(soup, ".pages [rel=next]")["href"])
    assert found(client, following) == [f"w{PAGE}"]
    assert part(page(client, following), ".pages [rel=prev]")["href"] == (
        "/en/programme?q=webinar&page=1"
    )


def test_more_webinars_do_not_take_more_statements_of_the_programme(client, session):
    paths = (
        "/en/programme?q=webinar&language=en",
        "/en/programme/past",
        "/en/programme/month/2027-02",
    )

    def opened():
        return [count_statements(client, path) for path in paths]

    for day in (1, -1):
        coming(session, f"first{day}", day, topics=[make_topic(session)])
    make_webinar(session)
    few = opened()
    for day in range(2, 8):
        coming(session, f"next{day}", day, topics=[make_topic(session)])
        coming(session, f"old{day}", -day)
        make_webinar(session, topics=[make_topic(session)])
    assert opened() == few


def test_without_a_month_the_present_one_is_shown_with_its_filters(client, session):
    make_hosts(session)
    shown = page(client, "/fr/programme/month?q=x")
    same = page(client, f"/fr/programme/month/{NOW:%Y-%m}?q=x")
    assert shown.main.h1.get_text() == same.main.h1.get_text()
    assert str(part(shown, ".month")) == str(part(same, ".month"))


def test_a_month_is_a_table_of_weeks_from_monday_on(client, session):
    make_webinar(session, key="third")
    soup = page(client, "/en/programme/month/2027-02")
    heads = [part(head, "abbr")["title"] for head in soup.select(".month th")]
    assert heads[0] == "Monday"
    assert heads[-1] == "Sunday"
    rows = soup.select(".month tbody tr")
    assert len(rows) == 4
    assert {len(row.select("td")) for row in rows} == {7}
    wednesday = rows[0].select("td")[2]
    assert part(wednesday, ".month-day")["href"] == "#day-3"
    assert part(wednesday, "ul a")["href"] == "/en/webinars/third"
    assert part(soup, "#day-3 h3 a")["href"] == "/en/webinars/third"


def test_a_month_holds_what_starts_in_it_by_its_own_clock(client, session):
    make_webinar(session, key="in", local_start=NOW.replace(tzinfo=None, day=1, hour=0, minute=5))
    path = f"/en/programme/month/{NOW:%Y-%m}"
    assert found(client, path) == ["in"]


def test_months_are_linked_only_as_far_as_there_are_webinars(client, session):
    make_webinar(session, key="february")
    january = page(client, "/en/programme/month/2027-01")
    assert [link["href"] for link in january.select(".pages a")] == ["/en/programme/month/2027-02"]
    assert "There is no webinar in this month." in text_of(january, ".empty")
    march = page(client, "/en/programme/month/2027-03?q=x")
    assert part(march, ".pages [rel=prev]")["href"] == "/en/programme/month/2027-02?q=x"
    assert march.select(".pages [rel=next]") == []


@pytest.mark.parametrize("month", ["2027-13", "2027-00", "27-01", "2027-1", "9999-99", "x"])
def test_a_month_that_does_not_exist_is_not_found(client, month):
    page(client, f"/en/programme/month/{month}", 404)


def test_home_leads_into_the_search_and_to_every_topic(client, session):
    topic = make_topic(session, key="grid", names={"en": "Smart grids"})
    coming(session, "a", topics=[topic])
    coming(session, "draft", topics=[make_topic(session, key="secret")], state=WebinarState.DRAFT)
    soup = page(client, "/en/")
    assert part(soup, "main form[role=search]")["action"] == "/en/programme"
    assert [link["href"] for link in soup.select(".chips a")] == ["/en/programme?topic=grid"]
