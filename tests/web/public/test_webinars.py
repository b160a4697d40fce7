from datetime import timedelta

import pytest

from tests.factories import (
    NOW,
    make_agenda_item,
    make_hosts,
    make_organisation,
    make_registration,
    make_series,
    make_speaker,
    make_topic,
    make_webinar,
)
from tests.support.pages import page, text_of
from tests.support.parts import part
from tests.support.statements import count_statements
from tests.support.times import starting_in
from webinars.models.recording import Recording
from webinars.models.registration import RegistrationState
from webinars.models.webinar import AgendaKind, WebinarState

SOON = timedelta(days=5)

STATES = [
    ("announced", {"opens_at": SOON}, "Announced", "Registration opens on", ""),
    ("open", {}, "Places available", "", "Register"),
    ("few", {"seats_taken": 49}, "1 place left", "", "Register"),
    ("few", {"seats_taken": 41}, "9 places left", "", "Register"),
    (
        "waiting",
        {"seats_taken": 50},
        "Waiting list",
        "You can join the waiting list; 0 people are ahead of you.",
        "Join the waiting list",
    ),
    ("full", {"seats_taken": 50, "waiting_list": False}, "Full", "All places are taken.", ""),
    ("closed", {"closes_at": -SOON}, "Registration closed", "Registration closed on", ""),
    ("live", starting_in(minutes=-5), "Live now", "You can still register.", "Register"),
    (
        "live",
        {**starting_in(minutes=-5), "closes_at": timedelta(hours=-2)},
        "Live now",
        "The webinar is under way.",
        "",
    ),
    ("past", starting_in(days=-9), "Over", "This webinar took place on", ""),
    (
        "cancelled",
        {"state": WebinarState.CANCELLED},
        "Cancelled",
        "has been cancelled.",
        "",
    ),
]


def make(session, **values):
    moments = {name: NOW + value for name, value in values.items() if isinstance(value, timedelta)}
    return make_webinar(session, key="w", **{**starting_in(days=9), **values, **moments})


@pytest.mark.parametrize(("name", "values", "badge", "sentence", "button"), STATES)
def test_each_state_has_its_badge_its_sentence_and_its_button(
    client, session, name, values, badge, sentence, button
):
    make(session, **values)
    soup = page(client, "/en/webinars/w")
    shown = part(soup, ".panel .state")
    assert shown["data-state"] == name
    assert shown.get_text() == badge
    notices = text_of(soup, "main .prose") if sentence else ""
    assert sentence in notices
    assert [each.get_text() for each in soup.select(".panel .button")] == [button] * bool(button)
    assert bool(soup.select(".bar")) == bool(button)


@pytest.mark.parametrize("language", ["de", "fr", "en"])
@pytest.mark.parametrize(("name", "values"), [state[:2] for state in STATES])
def test_each_state_has_its_page_in_each_language(client, session, name, values, language):
    make(session, **values)
    assert part(page(client, f"/{language}/webinars/w"), ".panel .state")["data-state"] == name


def test_those_who_wait_are_counted(client, session):
    webinar = make(session, seats_taken=50)
    for _ in range(3):
        make_registration(session, webinar=webinar, state=RegistrationState.WAITING)
    assert "3 people are ahead of you" in text_of(page(client, "/en/webinars/w"))


def test_a_full_webinar_speaks_of_the_recording_only_when_one_is_planned(client, session):
    webinar = make(session, seats_taken=50, waiting_list=False)
    assert "The recording, if there is one" not in text_of(page(client, "/en/webinars/w"))
    webinar.recording = Recording.PLANNED
    assert "The recording, if there is one" in text_of(page(client, "/en/webinars/w"))


def test_a_closed_webinar_names_the_mailboxes_of_its_hosts(client, session):
    make(session, closes_at=-SOON)
    text = text_of(page(client, "/en/webinars/w"))
    for host in make_hosts(session):
        assert host.mailbox in text


def test_a_cancelled_webinar_gives_the_reason_when_there_is_one(client, session):
    webinar = make(session, state=WebinarState.CANCELLED)
    assert "Reason:" not in text_of(page(client, "/en/webinars/w"))
    webinar.cancellation_reasons = {"en": "The speaker is ill."}
    assert "Reason: The speaker is ill." in text_of(page(client, "/en/webinars/w"))


@pytest.mark.parametrize("key", ["nothing", "draft"])
def test_an_unknown_webinar_and_a_draft_are_not_found(client, session, key):
    make_webinar(session, key="draft", state=WebinarState.DRAFT)
    page(client, f"/en/webinars/{key}", 404)


def test_the_date_shows_one_time_with_both_cities(client, session):
    make_webinar(session, key="w")
    soup = page(client, "/en/webinars/w")
    assert text_of(soup, ".date-day") == "3"
    assert text_of(soup, ".date-time") == "14:00–15:15"
    assert text_of(soup, ".date-zone") == "CET (UTC+1), Dresden and Liège"
    assert part(soup, ".date-time")["datetime"] == "2027-02-03T14:00+01:00"


def test_a_city_whose_clock_shows_another_time_is_not_named(client, session):
    energy_saxony, tweed = make_hosts(session)
    tweed.time_zone = "Europe/Lisbon"
    make_webinar(session, key="w")
    zone = text_of(page(client, "/en/webinars/w"), ".date-zone")
    assert zone == "CET (UTC+1), Dresden"
    energy_saxony.time_zone = "Europe/Lisbon"
    assert text_of(page(client, "/en/webinars/w"), ".date-zone") == "CET (UTC+1), Berlin"


def test_the_script_for_the_visitors_own_time_gets_what_it_needs(client, session):
    make_webinar(session, key="w")
    soup = page(client, "/en/webinars/w")
    own = part(soup, "[data-local-time]")
    assert own.has_attr("hidden")
    assert own["data-start"] == "2027-02-03T13:00+00:00"
    assert own["data-end"] == "2027-02-03T14:15+00:00"
    assert own["data-zone"] == "Europe/Berlin"
    assert set(own["data-text"]) >= set("{city}{date}{start}{end}")
    assert "/static/local-time." in part(soup, "script[src]")["src"]


def test_the_meter_shows_the_seats(client, session):
    make(session, capacity=1200, seats_taken=1100)
    meter = part(page(client, "/de/webinars/w"), "meter")
    assert (meter["value"], meter["max"]) == ("1100", "1200")
    assert "1.100" in meter["aria-label"]


def test_agenda_times_follow_from_the_minutes(client, session):
    webinar = make_webinar(session, key="w")
    for minutes in (5, 20, 15):
        make_agenda_item(session, webinar=webinar, minutes=minutes)
    times = [time.get_text() for time in page(client, "/en/webinars/w").select(".timetable time")]
    assert times == ["14:00", "14:05", "14:25"]


def test_the_agenda_says_what_is_a_company_pitch(client, session):
    webinar = make_webinar(session, key="w")
    for kind, speaker in (("talk", {}), ("pitch", {}), ("pitch", {"en": "Technord"})):
        values = {"titles": {"en": "Cells"}, "kind": AgendaKind(kind), "speaker_lines": speaker}
        make_agenda_item(session, webinar=webinar, **values)
    shown = [each.get_text() for each in page(client, "/en/webinars/w").select(".timetable div")]
    assert shown == ["Cells", "CellsCompany pitch", "CellsCompany pitch, Technord"]
    for language, words in (("de", "Firmenpräsentation"), ("fr", "Présentation d’entreprise")):
        assert words in text_of(page(client, f"/{language}/webinars/w"), ".timetable")


def test_speakers_and_the_organisations_of_the_agenda_stand_under_with(client, session):
    webinar = make_webinar(session, key="w")
    reported = make_organisation(session, name="Musterwerk", says={"en": "Maker of converters"})
    silent = make_organisation(session, name="Schweigewerk")
    for organisation in (reported, silent, reported):
        make_agenda_item(session, webinar=webinar, organisation=organisation)
    make_speaker(session, webinar=webinar, name="Alex Muster", organisation=silent)
    make_speaker(session, webinar=webinar, name="Kim", host=make_hosts(session)[1])
    soup = page(client, "/en/webinars/w")
    assert [name.get_text() for name in soup.select(".organisations dt")] == ["Musterwerk"]
    assert text_of(soup, ".organisations dd") == "Maker of converters"
    assert [mono.get_text() for mono in soup.select(".mono")] == ["AM", "K"]
    assert soup.select(".person")[1]["data-host"] == "tweed"
    assert "Schweigewerk" in soup.select(".person")[0].get_text()


def test_a_page_without_agenda_speakers_or_takeaways_has_no_empty_headings(client, session):
    make_webinar(session, key="w", takeaways={}, spoken_languages=[])
    headings = [each.get_text() for each in page(client, "/en/webinars/w").select("h2")]
    assert headings == ["Hosted by", "A joint programme by Energy Saxony and TWEED"]


def test_takeaways_in_another_language_are_marked_with_it(client, session):
    make_webinar(session, key="w", takeaways={"fr": ["Un", "Deux"]})
    points = part(page(client, "/de/webinars/w"), ".points")
    assert points["lang"] == "fr"
    assert [point.get_text() for point in points.select("li")] == ["Un", "Deux"]


def test_the_other_webinars_of_the_series_stand_below_and_this_one_is_no_link(client, session):
    series = make_series(session)
    make_webinar(session, key="w", series=series, **starting_in(days=3))
    make_webinar(session, key="other", series=series, **starting_in(days=4))
    make_webinar(session, key="foreign", **starting_in(days=5))
    soup = page(client, "/en/webinars/w")
    assert [link["href"] for link in soup.select(".stop h3 a")] == ["/en/webinars/other"]
    assert [stop["data-state"] for stop in soup.select(".stop")] == ["next", "open"]
    assert "Webinar 1 of 2" in text_of(soup, ".over")


def test_more_of_everything_does_not_take_more_statements(client, session):
    def add(webinar):
        make_agenda_item(session, webinar=webinar, organisation=make_organisation(session))
        make_speaker(session, webinar=webinar, organisation=make_organisation(session))

    series = make_series(session, topics=[make_topic(session)])
    webinar = make_webinar(session, key="w", series=series, topics=[make_topic(session)])
    add(webinar)
    few = count_statements(client, "/en/webinars/w")
    for day in range(2, 9):
        add(webinar)
        make_webinar(session, series=series, topics=[make_topic(session)], **starting_in(days=day))
    assert count_statements(client, "/en/webinars/w") == few
    assert few <= 14


@pytest.mark.parametrize(
    "values",
    [
        starting_in(days=-3),
        {**starting_in(days=3), "state": WebinarState.CANCELLED},
        {**starting_in(days=3), "capacity": 2, "seats_taken": 2, "waiting_list": False},
    ],
)
def test_who_comes_too_late_is_led_to_what_comes(client, session, values):
    make_webinar(session, key="w", **values)
    link = part(page(client, "/en/webinars/w"), ".panel a.more")
    assert link["href"] == "/en/programme"
    assert link.get_text(strip=True) == "All upcoming webinars"


def test_topics_lead_to_their_webinars(client, session):
    make_webinar(session, key="w", topics=[make_topic(session, key="grid")], **starting_in(days=1))
    link = part(page(client, "/en/webinars/w"), ".tags a")
    assert link["href"] == "/en/programme?topic=grid"
