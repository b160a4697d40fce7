import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.mail.kinds import TO_SPEAKERS
from tests.mail.mails import (
    composed,
    confirm_message,
    invitation_message,
    message_of_kind,
    registered_message,
)
from tests.mail.reading import calendar_of, html_of, text_of, words_of
from webinars.mail.compose import ComposeError, compose
from webinars.mail.links import personal_url
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind
from webinars.models.organiser import Organiser
from webinars.models.proposal import Proposal
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.signup import SignUp
from webinars.models.webinar import CANCELLATION, PUBLICATION, Speaker, Webinar
from webinars.tokens import Purpose

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_name=TEXT, family_name=TEXT, organisation=TEXT)
def test_the_first_mail_is_the_same_whatever_was_typed(
    session, now, given_name, family_name, organisation
):
    message = message_of_kind(session, MessageKind.CONFIRM_ADDRESS, "fr")
    expected = compose(message, session, now)
    signup = session.get(SignUp, message.subject_id)
    with session.no_autoflush:
        signup.given_name, signup.family_name = given_name, family_name
        signup.organisation_name, signup.region, signup.country = organisation, "", "XX"
        signup.time_zone = "Asia/Tokyo"

        assert compose(message, session, now) == expected
        session.expire_all()


def test_the_first_mail_has_two_personal_links_and_the_time_they_last(session, now):
    message = confirm_message(session, "en")
    signup = session.get(SignUp, message.subject_id)
    text = text_of(composed(message, session, now))

    for purpose in (Purpose.CONFIRM, Purpose.NOT_ME):
        assert personal_url("en", purpose, signup.id, signup.generation) in text
    assert "The link is valid until Wednesday 13 January 2027, 10:00." in text
    assert "/my/" not in text


@pytest.mark.parametrize(
    ("minutes", "told"), [(61, False), (60, True), (30, True), (0, True), (-1, False)]
)
def test_the_first_mail_says_when_a_webinar_is_about_to_begin(session, minutes, told):
    webinar = factories.make_webinar(session)
    message = confirm_message(session, "en", webinars=[webinar])
    mail = composed(message, session, webinar.starts_at - timedelta(minutes=minutes))

    for shown in (text_of(mail), words_of(mail)):
        assert (f"‘{webinar.titles['en']}’ begins soon: Wednesday 3 February 2027" in shown) is told


def test_the_first_mail_names_the_hosts_whose_news_was_ticked(session):
    hosts = [factories.make_host(session, name="Acme Energy")]
    ticked = composed(confirm_message(session, "en", news_hosts=hosts), session)
    without = composed(confirm_message(session, "en"), session)

    for shown in (text_of(ticked), words_of(ticked)):
        assert "you also agree to news by e-mail from Acme Energy" in shown
    for shown in (text_of(without), words_of(without)):
        assert "news" not in shown


def test_who_is_registered_already_is_led_to_their_page(session):
    message = registered_message(
        session, [factories.make_webinar(session)], "en", MessageKind.ALREADY_REGISTERED
    )
    attendee = session.query(Attendee).one()
    text = text_of(composed(message, session))

    assert personal_url("en", Purpose.MY_PAGE, attendee.id, attendee.generation) in text
    assert "/confirm/" not in text


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        ({}, "You have just registered"),
        ({"registered_by": "Mia Muster"}, "Mia Muster has entered your name and address"),
    ],
)
def test_who_is_registered_already_reads_who_has_entered_the_address(session, entered, words):
    webinar = factories.make_webinar(session)
    message = registered_message(session, [webinar], "en", MessageKind.ALREADY_REGISTERED)
    signup = session.query(SignUp).one()
    for name, value in entered.items():
        setattr(signup, name, value)
    session.commit()
    mail = composed(message, session)

    for shown in (text_of(mail), words_of(mail)):
        assert words in shown
        assert ("You have just registered" in shown) is (not entered)
        assert ("If it was not you" in shown) is (not entered)


def basket(session, states=()):
    webinars = [factories.make_webinar(session) for _ in range(3)]
    chosen = {webinars[number].key: state for number, state in states}
    return webinars, registered_message(session, webinars, "en", states=chosen)


def test_one_mail_names_every_webinar_with_its_own_link(session):
    webinars, message = basket(session)
    mail = composed(message, session)
    links = re.findall(r"\S+/join/\S+", text_of(mail))

    assert mail["Subject"] == "Your places are reserved: 3 webinars"
    assert len(set(links)) == 3
    for webinar in webinars:
        assert webinar.titles["en"] in text_of(mail)
    assert "separate e-mails, one for each webinar" in text_of(mail)


def test_a_place_on_the_waiting_list_is_told_with_its_position(session):
    full = factories.make_webinar(session)
    factories.make_registration(session, webinar=full, state=RegistrationState.WAITING)
    states = {full.key: RegistrationState.WAITING}
    mail = composed(registered_message(session, [full], "en", states=states), session)

    assert mail["Subject"] == f"You are on the waiting list: {full.titles['en']}"
    assert "You are number 2 on the waiting list." in words_of(mail)
    assert "/join/" not in text_of(mail)


def test_a_basket_can_hold_both(session):
    webinars, message = basket(session, [(1, RegistrationState.WAITING)])
    mail = composed(message, session)

    assert mail["Subject"] == "Your places are reserved: 2 webinars"
    assert f"Waiting list: all places at ‘{webinars[1].titles['en']}’" in text_of(mail)
    assert len(set(re.findall(r"\S+/join/\S+", text_of(mail)))) == 2


def test_what_was_cancelled_meanwhile_is_left_out(session):
    webinars, message = basket(session, [(0, RegistrationState.CANCELLED)])
    text = text_of(composed(message, session))

    assert webinars[0].titles["en"] not in text
    assert webinars[1].titles["en"] in text


def test_who_is_elsewhere_is_told_their_own_time(session):
    webinar = factories.make_webinar(session)
    there = registered_message(session, [webinar], "en", time_zone="America/New_York")
    here = registered_message(session, [webinar], "en", time_zone="Europe/Paris")

    for show in (text_of, words_of):
        shown = show(composed(there, session))
        assert "Where you are (New York): Wed 3 Feb, 08:00–09:15" in shown
        assert "Where you are" not in show(composed(here, session))


def test_an_invitation_to_a_cancelled_place_cannot_be_composed(session, now):
    message = invitation_message(session)
    registration = session.get(Registration, message.subject_id)
    registration.state = RegistrationState.CANCELLED

    with pytest.raises(ComposeError, match="not confirmed"):
        compose(message, session, now)


def test_a_mail_without_anything_left_cannot_be_composed(session, now):
    webinar = factories.make_webinar(session)
    states = {webinar.key: RegistrationState.CANCELLED}
    message = registered_message(session, [webinar], states=states)

    with pytest.raises(ComposeError, match="none of these"):
        compose(message, session, now)


def test_who_was_erased_meanwhile_is_not_told_to_be_registered(session, now):
    webinar = factories.make_webinar(session)
    message = registered_message(session, [webinar], kind=MessageKind.ALREADY_REGISTERED)
    message.recipient = "someone.else@example.org"

    with pytest.raises(ComposeError, match="no attendee"):
        compose(message, session, now)


def test_an_invitation_without_a_calendar_entry_cannot_be_composed(session, now):
    message = invitation_message(session)
    session.delete(session.query(Invitation).one())

    with pytest.raises(ComposeError, match="no calendar entry"):
        compose(message, session, now)


def test_a_webinar_that_lost_its_hosts_is_still_announced(session, now):
    message = invitation_message(session, "en")
    session.get(Registration, message.subject_id).webinar.hosts = []
    mail = composed(message, session, now)

    assert mail["From"].addresses[0].addr_spec == "webinars@example.org"
    assert mail["Reply-To"] is None
    assert "Help on the day" not in calendar_of(mail)


@pytest.mark.parametrize("kind", TO_SPEAKERS)
def test_a_speaker_is_called_by_name_as_text(session, kind):
    message = message_of_kind(session, kind, "en")
    session.query(Speaker).one().name = "<b>Alex</b> Beispiel"
    mail = composed(message, session)

    assert "<b>Alex" not in html_of(mail)
    assert "Hello <b>Alex</b> Beispiel," in text_of(mail)


def test_a_proposal_names_its_parts_as_the_language_writes_them(session):
    mail = composed(message_of_kind(session, MessageKind.PROPOSAL, "fr"), session)

    assert "Titre\u202f: Proposed (fr)" in text_of(mail)
    assert "Titre\u202f: Proposed (fr)" in html_of(mail)


def test_a_team_hears_that_the_address_for_presenters_was_changed_and_not_which_it_is(session, now):
    message = message_of_kind(session, MessageKind.TEAM_EDIT)
    url = "https://meet.example.org/presenters"
    session.get_one(Webinar, message.subject_id).presenter_url = url

    text = text_of(composed(message, session, now))

    assert "Adresse für Mitwirkende" in text
    assert url not in text


@pytest.mark.parametrize(
    ("version", "words"),
    [
        (CANCELLATION, "Energy Saxony has cancelled this joint webinar"),
        (PUBLICATION, "Energy Saxony has agreed: this joint webinar is online"),
    ],
)
def test_a_team_hears_what_the_other_one_did_with_the_whole_webinar(session, version, words):
    message = message_of_kind(session, MessageKind.TEAM_EDIT, "en")
    message.version = version
    mail = composed(message, session)

    for shown in (text_of(mail), words_of(mail)):
        assert words in shown
        assert "has edited" not in shown


@pytest.mark.parametrize("invited", [False, True])
def test_a_host_that_is_to_join_is_named_to_its_team_and_to_the_others(session, invited):
    third = factories.make_host(session, name="Third")
    message = message_of_kind(session, MessageKind.PROPOSAL, "en")
    proposal = session.query(Proposal).one()
    proposal.values, proposal.joining_id = {}, third.id
    if invited:
        organiser = session.query(Organiser).filter_by(email=message.recipient).one()
        organiser.memberships[0].host = third
    session.commit()

    text = text_of(composed(message, session))

    assert "Hosts: Third, Energy Saxony and TWEED" in text
    assert ("would like Third to host this webinar, too" in text) is invited
    assert ("would like another host to join this webinar, Third" in text) is not invited
    assert f"because you work for {'Third' if invited else 'TWEED'}." in text
