import pytest

from tests.factories import (
    make_host,
    make_hosts,
    make_notice,
    make_series,
    make_topic,
    make_webinar,
)
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.statements import count_statements
from tests.support.times import starting_in
from webinars.models.webinar import WebinarState
from webinars.web.public.home import MOST_PAST, MOST_UPCOMING


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "/de/"),
        ("fr-BE", "/fr/"),
        ("en-US,fr;q=0.4", "/en/"),
        ("nl, fr;q=0.8", "/fr/"),
        ("nl", "/en/"),
        ("", "/en/"),
        ("de;q=x, ;;,", "/en/"),
    ],
)
def test_the_entrance_leads_to_the_language_of_the_browser(client, accepted, expected):
    response = client.get("/", headers={"Accept-Language": accepted})
    assert response.status_code == 302
    assert response.location == expected
    assert "Accept-Language" in response.vary


def test_a_language_without_final_slash_leads_to_the_programme(client):
    response = client.get("/de")
    assert response.status_code == 308
    assert response.location.endswith("/de/")


def test_without_webinars_the_page_says_that_dates_are_being_planned(client, session):
    make_hosts(session)
    soup = page(client, "/en/")
    assert "The next dates are being planned." in text_of(soup, "main")
    assert soup.select("#next, #past, #series") == []


def test_a_service_without_any_host_still_has_a_page(client):
    assert page(client, "/en/").select(".junction, .host") == []


def test_the_next_webinar_stands_large_and_leads_to_its_registration(client, session):
    make_webinar(session, key="later", **starting_in(days=9))
    make_webinar(session, key="soon", **starting_in(days=2))
    soup = page(client, "/en/")
    assert part(soup, "#next a")["href"] == "/en/webinars/soon"
    assert part(soup, ".next .button")["href"] == "/en/webinars/soon/register"
    links = [link["href"] for link in soup.select(".stops h3 a")]
    assert links == ["/en/webinars/soon", "/en/webinars/later"]


def test_a_cancelled_webinar_is_never_the_next_but_stays_in_the_programme(client, session):
    make_webinar(session, key="gone", state=WebinarState.CANCELLED, **starting_in(days=1))
    make_webinar(session, key="held", **starting_in(days=2))
    soup = page(client, "/en/")
    assert part(soup, "#next a")["href"] == "/en/webinars/held"
    assert part(soup, ".stop")["data-state"] == "cancelled"


def test_a_next_webinar_that_is_closed_has_no_button(client, session):
    times = starting_in(days=2)
    make_webinar(session, closes_at=make_webinar(session, **starting_in(days=-1)).ends_at, **times)
    assert page(client, "/en/").select(".next .button") == []


def test_a_full_next_webinar_offers_the_waiting_list(client, session):
    make_webinar(session, capacity=5, seats_taken=5, **starting_in(days=2))
    assert part(page(client, "/en/"), ".next .button").get_text() == "Join the waiting list"


def test_past_webinars_are_listed_and_drafts_are_not(client, session):
    make_webinar(session, key="was", **starting_in(days=-9))
    make_webinar(session, key="draft", state=WebinarState.DRAFT, **starting_in(days=9))
    soup = page(client, "/en/")
    assert [link["href"] for link in soup.select(".timetable a")] == ["/en/webinars/was"]
    assert "/webinars/draft" not in str(soup)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", ["Energy Saxony", "TWEED"]),
        ("fr", ["TWEED", "Energy Saxony"]),
        ("en", ["Energy Saxony", "TWEED"]),
    ],
)
def test_hosts_stand_in_the_order_of_the_language_everywhere(client, session, language, expected):
    make_hosts(session)
    soup = page(client, f"/{language}/")
    keys = {"Energy Saxony": "energy-saxony", "TWEED": "tweed"}
    assert [part(soup, "html")[f"data-host-{line}"] for line in (1, 2)] == [
        keys[name] for name in expected
    ]
    for place in (
        ".lockup-hosts span",
        ".junction-names span",
        "main .host-name",
        ".foot .host-name",
    ):
        assert [name.get_text() for name in soup.select(place)] == expected, place
    assert part(soup, "title").get_text().endswith(f"{expected[0]} {AND[language]} {expected[1]}")


AND = {"de": "und", "fr": "et", "en": "and"}


def test_a_webinar_of_one_host_runs_on_the_line_of_this_host(client, session):
    energy_saxony, tweed = make_hosts(session)
    make_webinar(session, hosts=[tweed], **starting_in(days=1))
    make_webinar(session, hosts=[energy_saxony], **starting_in(days=2))
    make_webinar(session, **starting_in(days=3))
    stops = page(client, "/fr/").select(".stop")
    assert [stop.get("data-line") for stop in stops] == ["1", "2", None]


def test_a_third_host_has_no_line_of_its_own(client, session):
    make_hosts(session)
    third = make_host(session, name="Zukunft", default_language="de")
    make_webinar(session, hosts=[third], **starting_in(days=1))
    assert part(page(client, "/en/"), ".stop").get("data-line") is None


def test_a_text_in_another_language_is_marked_with_it(client, session):
    make_webinar(session, titles={"fr": "Communautés"}, **starting_in(days=1))
    title = part(page(client, "/de/"), ".stop h3 a span")
    assert title["lang"] == "fr"
    assert title.get_text() == "Communautés"


def test_a_series_shows_how_many_webinars_it_has(client, session):
    series = make_series(session)
    make_webinar(session, series=series, **starting_in(days=1))
    make_webinar(session, series=series, **starting_in(days=-1))
    assert "2 webinars" in text_of(page(client, "/en/"), ".card")


def test_every_page_carries_the_notices(client, session):
    make_hosts(session)
    make_notice(session)
    for path in ("/en/", "/en/accessibility", "/en/hosts/tweed/imprint"):
        assert "Example programme (en)" in text_of(page(client, path), ".foot [role=note]")
    assert "Example programme (en)" in text_of(page(client, "/en/nothing", 404), ".foot")


def test_a_page_holds_each_pictogram_it_uses_once_and_no_other(client, session):
    make_webinar(session, icon="battery", **starting_in(days=1))
    soup = page(client, "/en/")
    used = {use["href"] for use in soup.select("use")}
    assert "#t-battery" in used
    symbols = [f"#{symbol['id']}" for symbol in soup.select(".sprite symbol")]
    assert sorted(symbols) == sorted(used)


def test_more_webinars_do_not_take_more_statements(client, session):
    series = make_series(session, topics=[make_topic(session)])
    make_webinar(session, series=series, topics=[make_topic(session)], **starting_in(days=1))
    make_webinar(session, series=series, topics=[make_topic(session)], **starting_in(days=-1))
    few = count_statements(client, "/en/")
    for day in range(2, 12):
        make_webinar(session, topics=[make_topic(session)], **starting_in(days=day))
        make_webinar(session, series=series, **starting_in(days=-day))
    assert count_statements(client, "/en/") == few
    assert few <= 12


def test_a_long_programme_does_not_make_the_page_long(client, session):
    series = make_series(session)
    for day in range(1, MOST_UPCOMING + 2):
        make_webinar(session, series=series, key=f"next{day}", **starting_in(days=day))
        make_webinar(session, series=series, key=f"past{day}", **starting_in(days=-day))
    soup = page(client, "/en/")
    upcoming = [str(link["href"]) for link in soup.select(".stops h3 a")]
    assert upcoming == [f"/en/webinars/next{day}" for day in range(1, MOST_UPCOMING + 1)]
    past = [str(link["href"]) for link in soup.select(".timetable a")]
    assert past == [f"/en/webinars/past{day}" for day in range(1, MOST_PAST + 1)]
    assert f"{2 * (MOST_UPCOMING + 1)} webinars" in text_of(soup, ".card")
    assert {"/en/programme", "/en/programme/past"} <= {
        str(link["href"]) for link in soup.select("main a.more")
    }
