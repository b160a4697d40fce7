import pytest

from tests.factories import make_hosts, make_series, make_topic, make_webinar
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.statements import count_statements
from tests.support.times import starting_in
from webinars.models.webinar import WebinarState


def test_a_series_tells_what_it_is_about_who_is_behind_it_and_its_webinars(client, session):
    topic = make_topic(session)
    series = make_series(session, key="dialogue", topics=[topic])
    second = make_webinar(session, series=series, **starting_in(days=8))
    first = make_webinar(session, series=series, **starting_in(days=1))
    soup = page(client, "/fr/series/dialogue")
    text = text_of(soup)
    assert series.titles["fr"] in part(soup, "h1").get_text()
    for said in (series.teasers["fr"], series.descriptions["fr"], topic.names["fr"]):
        assert said in text
    for host in make_hosts(session):
        assert host.descriptions["fr"] in text
    links = [link["href"] for link in soup.select(".stop h3 a")]
    assert links == [f"/fr/webinars/{first.key}", f"/fr/webinars/{second.key}"]


def test_an_unknown_series_is_not_found(client):
    page(client, "/en/series/nothing", 404)


def test_one_button_leads_to_the_registration_for_one_or_several(client, session):
    make_webinar(session, series=make_series(session, key="dialogue"), **starting_in(days=1))
    soup = page(client, "/en/series/dialogue")
    buttons = soup.select(".panel .button")
    assert [button.get_text() for button in buttons] == ["Register for one or several"]
    assert buttons[0]["href"] == "/en/series/dialogue/register"
    assert part(soup, ".bar .button")["href"] == "/en/series/dialogue/register"


@pytest.mark.parametrize(
    "webinar",
    [
        starting_in(days=-3),
        {**starting_in(days=3), "state": WebinarState.CANCELLED},
        {**starting_in(days=3), "capacity": 3, "seats_taken": 3, "waiting_list": False},
    ],
)
def test_nothing_open_means_no_button(client, session, webinar):
    make_webinar(session, series=make_series(session, key="dialogue"), **webinar)
    soup = page(client, "/en/series/dialogue")
    assert soup.select("main .button:not([hidden]), .bar") == []
    assert "There is no webinar to register for at the moment." in text_of(soup)


def test_a_series_without_webinars_says_that_dates_are_being_planned(client, session):
    make_series(session, key="dialogue")
    assert "The next dates are being planned." in text_of(page(client, "/en/series/dialogue"))


def test_a_series_of_one_host_runs_on_the_line_of_this_host(client, session):
    _, tweed = make_hosts(session)
    make_series(session, key="own", hosts=[tweed])
    assert part(page(client, "/de/series/own"), ".head .strands")["data-line"] == "2"


def test_more_webinars_do_not_take_more_statements(client, session):
    series = make_series(session, key="dialogue", topics=[make_topic(session)])
    make_webinar(session, series=series, topics=[make_topic(session)], **starting_in(days=1))
    few = count_statements(client, "/en/series/dialogue")
    for day in range(2, 12):
        make_webinar(session, series=series, topics=[make_topic(session)], **starting_in(days=day))
    assert count_statements(client, "/en/series/dialogue") == few
    assert few <= 10
