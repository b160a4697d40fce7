"""The audit log of a host, as its owners read it."""

from datetime import timedelta

import pytest

from tests.factories import make_hosts, make_message, make_registration, make_series, make_webinar
from tests.support.organisers import make_organiser
from tests.support.pages import page, text_of
from tests.support.saving import save
from tests.support.sign_in import make_olga, sign_in_as
from tests.support.statements import recorded_statements
from webinars.models.audit import AuditEntry
from webinars.models.message import MessageState
from webinars.models.organiser import Role
from webinars.queries.log import PAGE


@pytest.fixture
def hosts(session):
    return make_hosts(session)


@pytest.fixture
def olga(session, client, hosts):
    made = make_olga(session, hosts[0])
    sign_in_as(client)
    return made


@pytest.fixture
def url(hosts, olga):
    return f"/en/organiser/hosts/{hosts[0].key}/log"


@pytest.fixture
def write(session, now):
    """Write an entry down, each a minute after the one before."""
    minutes = iter(range(1000))

    def one(actor, action, subject, **details):
        row = AuditEntry(
            happened_at=now + timedelta(minutes=next(minutes)),
            actor=actor,
            action=action,
            subject_type=subject[0],
            subject_id=subject[1],
            details=details,
        )
        return save(session, row)

    return one


def lines(soup):
    return [" ".join(row.select("td")[1].get_text(" ").split()) for row in soup.select("tbody tr")]


def test_each_entry_says_who_did_what_to_what_and_what_was_before(
    client, session, hosts, olga, url, write
):
    webinar = make_webinar(session, key="joint", titles={"en": "Grids"})
    seat = make_registration(session, webinar=webinar)
    partner = make_organiser(session, {hosts[1]: Role.EDITOR}, name="Strictly Partner")
    nele = make_organiser(session, {hosts[0]: Role.EDITOR}, name="Nele Neu")
    me = f"organiser {olga.id}"
    values = {
        "titles": [{"en": "Nets"}, {"en": "Grids"}],
        "start": ["2027-02-03T14:00", "2027-02-04T15:30"],
        "capacity": [50, 1200],
        "approval": [False, True],
        "closes_at": [None, "2027-02-04T15:00"],
        "spoken_languages": [["en"], ["en", "fr"]],
        "recording": ["none", "planned"],
        "recording_url": ["", "https://video.example.org/1"],
        "recording_until": [None, "2027-06-30"],
        "unknown": [1, 2],
    }
    parts = ["titles", "times", "agenda", "capacity", "meeting_url"]
    failed = make_message(session, state=MessageState.FAILED)
    about = ("webinar", webinar.id)
    write(me, "people.exported", about, rows=1200, form="xlsx", purpose="Badges")
    write(f"organiser {partner.id}", "people.exported", about, rows=1, form="csv", purpose="Hidden")
    write(me, "webinar.edited", about, changed=parts, promoted=0, values=values)
    write(me, "webinar.moved", about, told=3, version=2, values={})
    write(me, "registration.cancelled", ("registration", seat.id), webinar=webinar.id)
    write(me, "organiser.role", ("organiser", nele.id), host=hosts[0].key, role="editor", before="")
    write("organiser", "password.changed", ("organiser", nele.id))
    write("operator", "organiser.removed", ("organiser", 999), host=hosts[0].key, before="owner")
    write("worker", "webinar.moved", about, cause="zone-data", minutes=60)
    write("organiser 998", "series.edited", ("series", webinar.series_id), changed=["texts"])

    write(me, "message.retried", ("message", failed.id), webinar=webinar.id)
    write("worker", "standing.followed", about, count=2)

    shown = lines(page(client, url))

    assert shown == [
        "The service by itself: registered those who follow the series Grids",
        "Olga Example: had an e-mail sent once more Grids",
        "Somebody whose access is deleted: edited the series "
        f"{webinar.series.titles['en']} Changed: Texts",
        "The service by itself: moved the webinar Grids",
        "Whoever runs the service: took a role away Somebody whose access is deleted May do:"
        " Before: See, change and decide everything, also who works here",
        "Nele Neu: chose a new password",
        "Olga Example: gave a role Nele Neu May do: Now: See and change everything",
        "Olga Example: cancelled the place of a person Grids",
        "Olga Example: moved the webinar, 3 people are told Grids",
        "Olga Example: edited the webinar Grids Title: Before: Nets → Now: Grids Start: Before:"
        " Wednesday 3 February 2027, 14:00 → Now: Thursday 4 February 2027, 15:30"
        " Places: Before: 50 → Now: 1,200 Approval: Before: No → Now: Yes"
        " End of registration: Now: Thursday 4 February 2027, 15:00"
        " Languages of the talks: Before: English → Now: English, French"
        " Recording: Before: No recording → Now: The talks are recorded"
        " Address of the recording: Now: https://video.example.org/1"
        " Recording available until: Now: Wednesday 30 June 2027"
        " Changed: Agenda, Address of the meeting",
        "Somebody of another team: took the data of 1 person along (CSV) Grids",
        "Olga Example: took the data of 1,200 people along (XLSX) Grids Purpose: Badges",
    ]


def test_what_is_not_about_the_host_is_not_there(client, session, hosts, olga, url, write):
    theirs = make_series(session, hosts=[hosts[1]])
    webinar = make_webinar(session, series=theirs, hosts=[hosts[1]], titles={"en": "Theirs"})
    partner = make_organiser(session, {hosts[1]: Role.OWNER})
    seat = make_registration(session, webinar=webinar)
    actor = f"organiser {partner.id}"
    write(actor, "webinar.edited", ("webinar", webinar.id))
    write(actor, "series.edited", ("series", theirs.id))
    write(actor, "registration.cancelled", ("registration", seat.id), webinar=webinar.id)
    write(actor, "organiser.role", ("organiser", olga.id), host=hosts[1].key, role="viewer")
    write("organiser", "password.changed", ("organiser", partner.id))
    write("attendee", "attendee.changed", ("attendee", 1))
    write("worker", "signups.deleted", ("signups", None), count=4)

    shown = page(client, url)

    assert lines(shown) == []
    assert "Nothing has been done yet." in text_of(shown)
    assert "Theirs" not in text_of(shown)


def test_the_log_is_filtered_by_webinar_person_and_kind(client, session, hosts, olga, url, write):
    one, two = (make_webinar(session, key=key, titles={"en": key}) for key in ("one", "two"))
    seat = make_registration(session, webinar=one)
    ed = make_organiser(session, {hosts[0]: Role.EDITOR}, name="Ed")
    write(f"organiser {ed.id}", "people.exported", ("webinar", one.id), rows=2, form="csv")
    write(f"organiser {ed.id}", "registration.declined", ("registration", seat.id), webinar=one.id)
    write(f"organiser {olga.id}", "webinar.edited", ("webinar", two.id))
    write("operator", "organiser.removed", ("organiser", ed.id), host=hosts[0].key)
    write("organiser", "second_factor.on", ("organiser", ed.id))

    def count(query):
        return len(lines(page(client, f"{url}?{query}")))

    assert [count(f"webinar={key}") for key in ("one", "two", "none")] == [2, 1, 5]
    assert [count(f"person={who}") for who in (ed.id, olga.id, "operator")] == [3, 1, 1]
    kinds = ("exports", "webinars", "people", "team", "access", "x")
    assert [count(f"kind={kind}") for kind in kinds] == [1, 1, 1, 1, 1, 5]
    assert count(f"webinar=one&kind=people&person={ed.id}") == 1
    assert "Nothing matches" in text_of(page(client, f"{url}?webinar=two&kind=exports"))


def test_handouts_are_found_among_acts_about_webinars(client, session, olga, url, write):
    webinar = make_webinar(session)
    title = {"title": ["Draft", "Overview"]}
    write(f"organiser {olga.id}", "handout.renamed", ("webinar", webinar.id), values=title)
    write(f"organiser {olga.id}", "handout.moved", ("webinar", webinar.id))

    about = webinar.titles["en"]
    assert lines(page(client, f"{url}?kind=webinars")) == [
        f"Olga Example: changed the order of the handouts {about}",
        f"Olga Example: renamed a handout {about} Title: Before: Draft → Now: Overview",
    ]


def test_a_long_log_is_paged_and_asks_the_same_of_the_database(
    client, session, hosts, olga, url, write
):
    webinar = make_webinar(session)
    write(f"organiser {olga.id}", "webinar.edited", ("webinar", webinar.id))
    with recorded_statements() as few:
        page(client, url)
    for number in range(PAGE):
        other = make_organiser(session, {hosts[0]: Role.VIEWER})
        write(f"organiser {other.id}", "webinar.moved", ("webinar", webinar.id), told=number)
    with recorded_statements() as many:
        shown = page(client, url)
    assert len(many) == len(few)
    assert len(lines(shown)) == PAGE
    assert lines(page(client, f"{url}?page=2")) == lines(page(client, f"{url}?page=99"))
    assert shown.select_one("nav.pages a[rel=next]")
