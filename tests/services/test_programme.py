from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.support.programme import DEMO, EXAMPLE, FULL, changed, contents, refusals, the
from tests.support.settings import environment_for
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.consent import Consent, ConsentPurpose
from webinars.models.host import Host
from webinars.models.message import Message
from webinars.models.organisation import Organisation
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.tables import Base
from webinars.models.webinar import AgendaKind, Webinar, WebinarState
from webinars.services.programme import dump_programme, load_programme
from webinars.settings import Settings
from webinars.steps.programme_rows import Tally


@pytest.fixture
def settings(database_url, smtp):
    return Settings.from_environment(environment_for(database_url, smtp.port, demo="1"))


@pytest.fixture
def load(session, now):
    def run(text: str, at: datetime = now) -> Tally:
        return load_programme(text.encode(), now=at)

    return run


def test_the_demo_fills_an_empty_database(session, load, now):
    tally = load(DEMO)

    assert tally == Tally(created=1 + 2 + 2 + 26 + 38 + 1 + 4 + 45)
    webinar = the(session, Webinar, "smart-grids")
    assert webinar.starts_at == now + timedelta(minutes=8)
    assert webinar.ends_at == webinar.starts_at + timedelta(minutes=75)
    assert webinar.state == WebinarState.PUBLISHED
    assert {host.key for host in webinar.hosts} == {"energy-saxony", "tweed"}
    assert [item.minutes for item in webinar.agenda] == [5, 15, 15, 15, 20, 5]
    assert {item.kind for item in webinar.agenda} == {AgendaKind.TALK}
    pitches = [
        item.kind == AgendaKind.PITCH for item in the(session, Webinar, "company-pitches").agenda
    ]
    assert pitches == [False, *[True] * 9, False, False]
    assert webinar.agenda[0].host == the(session, Host, "energy-saxony")
    assert webinar.agenda[1].organisation == the(session, Organisation, "technord")
    assert the(session, Webinar, "hydrogen").local_start == datetime(2027, 1, 20, 14, 0)
    assert the(session, Organisation, "haute-ecole-exemple").kind == "research"
    assert the(session, Organisation, "haute-ecole-exemple").country == "BE"
    assert the(session, Organisation, "mitis").says["en"].startswith("High-tech start-up")


def test_the_demo_leaves_three_seats_for_hydrogen_and_four_people_waiting_for_the_pitches(
    session, load
):
    load(DEMO)

    states = {
        key: Counter(
            session.scalars(
                select(Registration.state).join(Registration.webinar).where(Webinar.key == key)
            )
        )
        for key in ("hydrogen", "company-pitches")
    }
    assert the(session, Webinar, "hydrogen").seats_free == 3
    assert the(session, Webinar, "company-pitches").seats_free == 0
    assert states["hydrogen"] == {RegistrationState.CONFIRMED: 27}
    assert states["company-pitches"] == {
        RegistrationState.CONFIRMED: 20,
        RegistrationState.WAITING: 4,
    }


def test_example_people_have_invitations_and_consents_but_get_no_mail(session, load, now):
    load(DEMO)

    registrations = session.scalars(select(Registration).order_by(Registration.id)).all()
    confirmed = [each for each in registrations if each.state == RegistrationState.CONFIRMED]
    assert {each.confirmed_at for each in confirmed} == {now}
    assert session.scalar(select(func.count()).select_from(Invitation)) == len(confirmed)
    assert all(uid.endswith("@example.org") for uid in session.scalars(select(Invitation.uid)))
    assert session.scalar(select(func.count()).select_from(Message)) == 0
    first = session.scalars(select(Attendee).where(Attendee.email == "person01@example.org")).one()
    consents = session.scalars(select(Consent).where(Consent.attendee_id == first.id)).all()
    assert {(each.purpose, each.text.language) for each in consents} == {
        (ConsentPurpose.NEWS, "de"),
        (ConsentPurpose.NETWORK, "de"),
    }
    assert first.organisation_name == "Beispiel Energietechnik GmbH"
    assert (first.region, first.country) == ("saxony", "DE")


def test_the_consents_of_the_demo_name_the_host_they_are_given_to(session, load):
    load(DEMO)

    for consent in session.scalars(select(Consent).where(Consent.purpose == "news")):
        assert session.get_one(Host, consent.host_id).name in consent.text.text


def test_loading_twice_changes_nothing(session, load, now):
    load(DEMO)
    once = contents(session)

    tally = load(DEMO, now + timedelta(days=3, seconds=5))

    assert tally == Tally(unchanged=119)
    assert contents(session) == once


def test_a_load_that_stores_something_is_written_down_with_its_counts(session, load, now):
    load(EXAMPLE)
    load(EXAMPLE)

    (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.actor, entry.action, entry.happened_at) == ("operator", "programme.loaded", now)
    assert entry.details == {"created": 6, "changed": 0, "unchanged": 0}


def test_a_dump_is_loaded_into_an_empty_database_and_dumped_alike(session, load, now):
    load(DEMO)
    text = dump_programme()
    assert load(text, now + timedelta(days=1)).changed == 0
    assert "attendees" not in text
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())
    session.commit()

    tally = load(text)

    assert tally == Tally(created=74)
    assert dump_programme() == text


def test_everything_that_a_file_can_say_survives_a_dump(session, load):
    load(FULL)
    text = dump_programme()
    before = contents(session)

    assert load(text) == Tally(unchanged=6)
    assert contents(session) == before
    for part in (
        "state: cancelled",
        "opens: {date: 2026-10-25, at: '02:30', fold: 1}",
        "- {key: hour, active: false}",
        "- {key: film, after: recording, audience: left-early, useful_minutes: 90}",
        "- {key: thanks, days_after: 1, at: '10:00', audience: attended}",
        "- {key: soon, minutes_after: 30}",
        "- {key: days, days_before: 3}",
        "spoken_languages: ['no', en]",
        "legal_basis: interest",
        "  postal_address: |-\n    Musterweg 1\n    01067 Musterstadt\n",
    ):
        assert part in text


def test_addresses_stand_in_no_file_and_loading_one_leaves_them(session, load):
    load(FULL)
    addresses = {
        name: f"https://{name.removesuffix('_url')}.example.org/1"
        for name in ("meeting_url", "presenter_url", "recording_url")
    }
    (webinar,) = session.scalars(select(Webinar)).all()
    for name, address in addresses.items():
        setattr(webinar, name, address)
    session.commit()

    text = dump_programme()
    load(text.replace("capacity: ", "capacity: 1"))

    session.refresh(webinar)
    assert {name: getattr(webinar, name) for name in addresses} == addresses
    assert not any(address in text for address in addresses.values())


def test_an_empty_programme_is_dumped_as_an_empty_file_that_loads(session, load):
    assert load(dump_programme()) == Tally()


@pytest.mark.parametrize(
    "text",
    [
        changed("minutes: 50", "minutes: 40"),
        changed("region: north", "region: south"),
        changed("at: '14:00'", "at: '25:00'"),
        changed("fr: Nord", "fr: ''"),
        f"{EXAMPLE}\nmore: 1\n",
        f"{EXAMPLE}\n\tmore",
        changed("2027-02-04, at: '14:00'", "2027-03-28, at: '02:30'"),
    ],
)
def test_nothing_is_stored_when_anything_is_wrong(session, load, text):
    before = contents(session)

    refusals(load, text)

    assert contents(session) == before
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_without_a_demo_people_are_never_loaded(app, session, load):
    app.extensions["webinars_settings"] = replace(app.extensions["webinars_settings"], demo=False)

    found = refusals(load, DEMO)

    sentence = "People are never loaded from a file; they register themselves."
    assert found == [("attendees", sentence)]


PERSON = """
attendees:
- {given_name: Kim, family_name: Beispiel, email: kim@example.org, language: fr,
  organisation: beispiel-wind, time_zone: Europe/Berlin, webinars: [blades]}
- {given_name: Alex, family_name: Muster, email: alex@example.org, language: en,
  organisation: beispiel-wind, time_zone: Europe/Berlin, webinars: [blades]}
"""


@pytest.mark.parametrize(
    ("more", "paths"),
    [
        ("capacity: 1\n  waiting_list: false", ["attendees[1].webinars[0]"]),
        (
            "capacity: 5\n  state: draft",
            ["attendees[0].webinars[0]", "attendees[1].webinars[0]"],
        ),
    ],
)
def test_people_cannot_register_for_what_is_full_or_not_published(session, load, more, paths):
    before = contents(session)

    found = refusals(load, changed("capacity: 50", more) + PERSON)

    assert [path for path, _ in found] == paths
    assert contents(session) == before


def test_what_a_person_has_cancelled_or_withdrawn_is_not_entered_again(session, load, now):
    text = EXAMPLE + PERSON.replace("[blades]", "[blades], news_from: [muster-cluster]")
    load(text)
    for registration in session.scalars(select(Registration)):
        registration.state = RegistrationState.CANCELLED
    for consent in session.scalars(select(Consent)):
        consent.withdrawn_at = now
    session.commit()
    before = contents(session)

    assert load(text) == Tally(unchanged=8)

    assert contents(session) == before


def test_a_changed_person_is_changed(session, load):
    load(EXAMPLE + PERSON)

    tally = load(EXAMPLE + PERSON.replace("Kim", "Kaya"))

    assert tally == Tally(changed=1, unchanged=7)
    assert set(session.scalars(select(Attendee.given_name))) == {"Kaya", "Alex"}
