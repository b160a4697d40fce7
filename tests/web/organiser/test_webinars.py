"""The page of one webinar for its teams, and the form for it."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories import (
    make_agenda_item,
    make_hosts,
    make_organisation,
    make_registration,
    make_reminder,
    make_series,
    make_speaker,
    make_webinar,
    texts,
)
from tests.support.pages import form_fields, page, parsed, text_of
from webinars.models.message import Message
from webinars.models.organiser import Role
from webinars.models.registration import RegistrationState
from webinars.models.webinar import AgendaKind, Webinar, WebinarState

NEW, SHOW = "/en/organiser/series/energy/webinars/new", "/en/organiser/webinars/grids"
EDIT = f"{SHOW}/edit"
SPRING, AUTUMN = {"start-date": "2027-03-28"}, {"start-date": "2027-10-31"}
GOOD = {"titles-en": "Grids", "start-date": "2027-06-01", "start-time": "14:00"}


@pytest.fixture
def series(session, signed_in):
    signed_in()
    return make_series(session, key="energy")


def mistakes(response):
    return [each.get_text(strip=True) for each in parsed(response).select(".errors li")]


def stored(session, key):
    session.rollback()
    return session.scalars(select(Webinar).where(Webinar.key == key)).one_or_none()


def send(client, url, **typed):
    return client.post(url, data={**form_fields(page(client, url)), **typed})


def test_a_new_webinar_is_a_draft_that_its_page_shows(client, session, series):
    response = send(client, NEW, **GOOD, meeting_url="https://meet.example.org/abc")
    assert response.headers["Location"] == f"{SHOW}?saved=1"
    made = stored(session, "grids")
    assert made.starts_at == datetime(2027, 6, 1, 12, 0, tzinfo=UTC)
    assert made.state == WebinarState.DRAFT
    assert {host.key for host in made.hosts} == {"energy-saxony", "tweed"}
    shown = text_of(page(client, SHOW))
    for words in ("Draft", "The title is missing", "https://meet.example.org/abc"):
        assert words in shown
    links = [str(tab["href"]) for tab in page(client, SHOW).select("nav.tabs a")]
    assert f"{EDIT}#when-title" in links
    editing = page(client, EDIT)
    assert len(editing.select("#when-title")) == 1
    assert [each.get_text(strip=True) for each in editing.select("h2")].count("Hosts") == 0


def test_addresses_are_stored_as_browsers_send_them(client, session, series):
    presenters = 'https://teams.example.org/l?context={"Tid":1}'
    send(client, NEW, **GOOD, meeting_url="https://meet.jit.si/ä", presenter_url=presenters)
    made = stored(session, "grids")
    assert made.meeting_url == "https://meet.jit.si/%C3%A4"
    assert made.presenter_url == "https://teams.example.org/l?context=%7B%22Tid%22:1%7D"


def test_a_time_that_the_spring_change_leaves_out_names_the_nearest(client, session, series):
    response = send(client, NEW, **{**GOOD, **SPRING, "start-time": "02:30"})
    assert mistakes(response) == [
        "Begins at – 02:30 does not exist on this day, because the clocks go forward."
        " Choose 01:59 or 03:00."
    ]
    assert stored(session, "grids") is None


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_a_time_that_autumn_shows_twice_asks_which_is_meant(client, session, series, fold, hour):
    typed = {**GOOD, **AUTUMN, "start-time": "02:30"}
    asked = send(client, NEW, **typed)
    assert mistakes(asked) == [
        "Which of the two? – 02:30 occurs twice on this day. Do you mean the first (summer time) or"
        " the second (winter time)?"
    ]
    answered = {**form_fields(parsed(asked)), "start-fold": fold}
    assert client.post(NEW, data=answered).status_code == 303
    made = stored(session, "grids")
    assert (made.starts_at, made.fold) == (datetime(2027, 10, 31, hour, 30, tzinfo=UTC), int(fold))
    assert form_fields(page(client, EDIT))["start-fold"] == [fold]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"start-date": ""}, "Enter the date."),
        ({"start-date": "1.6.2027"}, "Write a date as year, month and day"),
        ({"start-time": "25:00"}, "Write a time from 00:00 to 23:59"),
        ({"start-duration": "0"}, "Write a whole number from 1 to 1440."),
        ({"start-time_zone": "Europe/Nowhere"}, "Choose a time zone."),
        ({"capacity": "many"}, "Write a whole number from 1 to 100000."),
        ({"opens": "soon"}, "Write date and time, such as 2027-02-04 14:00."),
        ({"opens": "2027-03-28T02:30"}, "02:30 does not exist on this day"),
        ({"closes": "2027-06-02T10:00"}, "Registration cannot close after the webinar has ended."),
        ({"opens": "2027-06-01T16:00"}, "Registration must open before it closes."),
        ({"icon": "dragon"}, "Choose one of the list."),
        ({"recording": "maybe"}, "Choose one of the list."),
        ({"meeting_url": "http://meet.example.org"}, "Write the whole address as your meeting"),
        ({"meeting_url": "https://kim@meet.example.org"}, "Write the whole address as your"),
        ({"presenter_url": "https://meet.example.org/a b"}, "Write the whole address as your"),
        ({"meeting_url": "https://meet.jit.si/" + "ü" * 90}, "You have written 560."),
        ({"meeting_url": "https://[::"}, "Write the whole address as your meeting"),
        ({"meeting_url": "https://" + "x" * 500}, "Use at most 500 characters."),
        ({"meeting_passcode": "x" * 101}, "Use at most 100 characters."),
        ({"takeaways-fr": "x" * 301}, "Use at most 300 characters in a line."),
        ({"descriptions-de": "x" * 6001}, "Use at most 6000 characters."),
        (
            {"agenda-0-minutes": "60", "agenda-0-titles-en": ""},
            "Point 1 · What happens · English – Enter what happens.",
        ),
        ({"agenda-0-minutes": "", "agenda-0-titles-en": "x"}, "Write a whole number from 1"),
        ({"speakers-0-name": ""}, "Speaker 1 · Name – Enter the name."),
        (
            {"speakers-0-name": "Kim", "speakers-0-organisation": "Nobody"},
            "Choose an organisation or a host of the list.",
        ),
    ],
)
def test_a_mistake_is_named_and_nothing_is_stored(client, session, series, typed, sentence):
    response = send(client, NEW, **{**GOOD, **typed})
    assert any(sentence in each for each in mistakes(response)), mistakes(response)
    assert stored(session, "grids") is None


def test_a_large_webinar_in_three_languages_is_stored_whole(client, session, series):
    long = "Ä" * 5999 + "é"
    talks = {
        f"agenda-{row}-{name}": value
        for row in range(30)
        for name, value in {
            "minutes": "2",
            "kind": "pitch" if row else "talk",
            **{f"titles-{code}": "ü" * 200 for code in ("de", "fr", "en")},
            **{f"speaker_lines-{code}": "ê" * 200 for code in ("de", "fr", "en")},
        }.items()
    }
    typed = {f"descriptions-{code}": long for code in ("de", "fr", "en")}

    assert send(client, NEW, **{**GOOD, **typed, **talks}).status_code == 303

    made = stored(session, "grids")
    assert made.descriptions == dict.fromkeys(("de", "fr", "en"), long)
    assert [item.minutes for item in made.agenda] == [2] * 30
    assert [item.kind.value for item in made.agenda] == ["talk", *["pitch"] * 29]
    assert made.agenda[29].titles["fr"] == "ü" * 200
    assert client.post("/en/sent", data={"x": "x" * 70_000}).status_code == 413


def test_rows_move_without_a_script_and_everything_typed_stays(client, session, series):
    make_organisation(session, name="Beispielwerk")
    rows = {"agenda-0-minutes": "10", "agenda-0-titles-de": "Eins", "agenda-1-minutes": "zwei"}
    rows |= {"agenda-1-organisation": "Beispielwerk", "agenda-2-minutes": "30"}
    moved = form_fields(parsed(send(client, NEW, **GOOD, **rows, act="agenda-up-1")))
    assert [moved[f"agenda-{n}-minutes"] for n in range(3)] == [["zwei"], ["10"], ["30"]]
    assert moved["agenda-0-organisation"] == ["Beispielwerk"]
    assert moved["agenda-1-titles-de"] == ["Eins"]
    for nothing in ("agenda-up-0", "agenda-down-2", "agenda-remove-9", "agenda-x", "agenda-up-²"):
        same = form_fields(parsed(client.post(NEW, data={**moved, "act": nothing})))
        assert same["agenda-0-minutes"] == ["zwei"], nothing
        assert "agenda-3-minutes" not in same


def test_the_time_of_a_published_webinar_is_text(client, session, series):
    made = make_webinar(session, series=series, key="grids")
    before = made.starts_at
    form = page(client, EDIT)
    assert not form.select("[name^=start-]")
    assert "No e-mail will be sent: only the wording changes" in text_of(form)
    response = send(client, EDIT, **{"start-date": "2030-01-01", "titles-en": "New title"})
    assert response.status_code == 303
    made = stored(session, "grids")
    assert (made.starts_at, made.titles["en"], made.revision) == (before, "New title", 2)
    assert session.scalars(select(Message)).all() == []


def test_a_published_webinar_keeps_a_title_in_each_language(client, session, series):
    make_webinar(session, series=series, key="grids")
    assert mistakes(send(client, EDIT, **{"titles-fr": ""})) == [
        "Title · Français – Enter the title."
    ]


def test_fewer_seats_than_are_taken_are_refused_in_words(client, session, series):
    made = make_webinar(session, series=series, key="grids", capacity=2)
    for _ in range(2):
        make_registration(session, webinar=made)
    make_registration(session, webinar=made, state=RegistrationState.WAITING)
    assert "1 person is on the waiting list." in text_of(page(client, EDIT))
    assert mistakes(send(client, EDIT, capacity="1")) == ["Places – Places taken already: 2."]


def test_an_untouched_form_changes_nothing_at_all(client, session, series):
    made = make_webinar(
        session,
        series=series,
        key="grids",
        takeaways={"de": ["Eins", "Zwei"]},
        closes_at=datetime(2027, 1, 20, 10, 0, 7, tzinfo=UTC),
    )
    owner = make_organisation(session)
    pitch = {"minutes": made.duration_minutes, "kind": AgendaKind.PITCH, "position": 0}
    make_agenda_item(session, webinar=made, organisation=owner, **pitch)
    make_speaker(session, webinar=made, organisation=owner, roles=texts("Role"), position=0)
    make_reminder(session, series=series, key="week")
    rule = {"offset_days": None, "at_time": None, "offset_minutes": -90, "position": 0}
    make_reminder(session, webinar=made, key="own", **rule)
    assert send(client, EDIT).status_code == 303
    made = stored(session, "grids")
    assert made.revision == 1
    assert made.agenda[0].kind == AgendaKind.PITCH
    assert made.closes_at.second == 7
    assert [rule.key for rule in made.reminders] == ["own"]


def test_a_rule_of_the_series_is_switched_off_and_on_again_here(client, session, series):
    make_reminder(session, series=series, key="week")
    make_webinar(session, series=series, key="grids")
    fields = form_fields(page(client, EDIT))
    fields.pop("reminders-0-active")
    assert client.post(EDIT, data=fields).status_code == 303
    assert [(r.key, r.active) for r in stored(session, "grids").reminders] == [("week", False)]
    assert "is not sent" in text_of(page(client, SHOW))
    assert send(client, EDIT, **{"reminders-0-active": "y"}).status_code == 303
    assert stored(session, "grids").reminders == []


def test_an_unfinished_agenda_is_saved_as_a_draft_and_only_hinders_going_online(
    client, session, series
):
    unfinished = {"agenda-0-minutes": "50", "agenda-0-titles-en": "x"}
    sentence = "The minutes of the agenda add up to 50, not to 60."
    assert send(client, NEW, **{**GOOD, **unfinished}).status_code == 303
    assert [each.minutes for each in stored(session, "grids").agenda] == [50]
    shown = page(client, SHOW)
    assert sentence in text_of(shown, "[aria-labelledby=agreement]")
    assert not shown.select("form[action$='/agree']")
    stored(session, "grids").state = WebinarState.PUBLISHED
    online = send(client, EDIT, **{f"titles-{code}": "Grids" for code in ("de", "fr", "en")})
    assert mistakes(online) == [f"Point 1 · Minutes – {sentence}"]


def test_a_speaker_of_own_webinars_is_taken_over_and_never_one_of_others(client, session, series):
    hosts = [*make_hosts(session)]
    own = make_webinar(session, series=series, key="other", hosts=hosts[:1])
    foreign = make_webinar(session, key="foreign", hosts=hosts[1:])
    owner = make_organisation(session)
    known = {"name": "Kim Beispiel", "organisation": owner}
    make_speaker(session, webinar=own, **known, roles=texts("Former role"))
    last = make_speaker(session, webinar=own, **known, roles=texts("Role"))
    hidden = make_speaker(session, webinar=foreign, name="Not ours")
    make_speaker(session, webinar=make_webinar(session, series=series, key="grids"), name="Here")
    choices = page(client, EDIT).select("#known_speaker option")
    assert [each.text for each in choices] == ["Nobody", f"Kim Beispiel, {owner.name}"]
    shown = parsed(send(client, EDIT, known_speaker=str(last.id), act="known_speaker"))
    assert form_fields(shown)["speakers-1-roles-en"] == ["Role (en)"]
    assert "".join(form_fields(shown)["known_speaker"]) == ""
    assert send(client, EDIT, known_speaker=str(hidden.id)).status_code == 303
    assert [each.name for each in stored(session, "grids").speakers] == ["Here"]
    assert send(client, EDIT, known_speaker=str(last.id)).status_code == 303
    taken = stored(session, "grids").speakers[1]
    assert (taken.name, taken.organisation.id) == ("Kim Beispiel", owner.id)


def test_a_viewer_sees_the_webinar_and_no_way_to_change_it(client, session, signed_in):
    signed_in(Role.VIEWER)
    make_webinar(session, series=make_series(session), key="grids")
    assert not page(client, SHOW).select(f"a[href='{EDIT}']")
    page(client, EDIT, status=404)


def test_whatever_is_typed_comes_back_or_is_stored_clean(client, session, series):
    fields = {**form_fields(page(client, NEW)), **GOOD}
    names = ["titles-en", "descriptions-fr", "key", "start-time", "opens", "meeting_url", "act"]
    names += ["agenda-0-minutes", "agenda-x-minutes", "reminders-0-at_time", "revision"]

    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.dictionaries(st.sampled_from(names), st.text(max_size=30), max_size=4))
    def send_odd(typed):
        clean = {name: text.encode("utf-8", "replace").decode() for name, text in typed.items()}
        assert client.post(NEW, data={**fields, **clean}).status_code in {200, 303}

    send_odd()
