import vobject
from icalendar import Calendar

from tests import factories
from tests.mail.mails import composed, invitation_message
from tests.mail.reading import calendar_of
from webinars.mail.entries import DESCRIPTION_LENGTH, personal_entry
from webinars.mail.links import personal_url
from webinars.models.registration import Invitation, Registration
from webinars.tokens import Purpose


def registration_with(session, language="en", **webinar):
    attendee = factories.make_attendee(session, language=language)
    return factories.make_registration(
        session, webinar=factories.make_webinar(session, **webinar), attendee=attendee
    )


def event_for(session, language="en", **webinar):
    registration = registration_with(session, language, **webinar)
    message = invitation_message(session, language, registration=registration)
    mail = composed(message, session)
    (event,) = Calendar.from_ical(calendar_of(mail)).walk("VEVENT")
    return event, registration


def test_the_invitation_carries_the_entry_twice_and_says_what_it_asks(session):
    mail = composed(invitation_message(session), session)
    alternative, attached = mail.iter_parts()
    part = list(alternative.iter_parts())[-1]

    assert mail.get_content_type() == "multipart/mixed"
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == "REQUEST"
    assert part["Content-Type"].params["component"] == "vevent"
    assert part["Content-Type"].params["charset"].lower() == "utf-8"
    assert part["Content-Transfer-Encoding"] == "base64"
    assert attached.get_content_type() == "application/ics"
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content() == part.get_payload(decode=True)
    assert "METHOD:REQUEST\r\n" in calendar_of(mail)


def test_uid_and_sequence_are_those_of_the_invitation(session):
    message = invitation_message(session)
    invitation = session.query(Invitation).one()
    invitation.sequence = 7
    (event,) = Calendar.from_ical(calendar_of(composed(message, session))).walk("VEVENT")

    assert event["UID"] == invitation.uid
    assert event["SEQUENCE"] == 7


def test_the_recipient_is_the_only_attendee_and_our_mailbox_the_organizer(session):
    event, registration = event_for(session)

    assert event["ATTENDEE"] == f"mailto:{registration.attendee.email}"
    assert event["ATTENDEE"].params["CN"] == "Kim Beispiel"
    assert event["ORGANIZER"] == "mailto:webinars@example.org"


def test_the_organizer_is_called_the_same_in_every_language(session):
    names = {event_for(session, language)[0]["ORGANIZER"].params["CN"] for language in ("de", "fr")}

    assert names == {"Energy Saxony · TWEED"}


def test_the_entry_leads_into_the_webinar_and_never_to_my_page(session):
    event, registration = event_for(session)
    generation = registration.attendee.generation
    join_url = personal_url("en", Purpose.JOIN, registration.id, generation)

    assert event["URL"] == join_url
    assert event["LOCATION"] == f"Online: {join_url}"
    assert join_url in event["DESCRIPTION"]
    assert "/my/" not in event.to_ical().decode().replace("\r\n ", "")


def test_the_description_reads_as_written_down(session):
    event, registration = event_for(session, spoken_languages=["en", "fr"])
    join_url = event["URL"]

    assert event["DESCRIPTION"].split("\n") == [
        f"To the webinar: {join_url}",
        "This link is meant for you alone; please do not forward the entry.",
        "",
        registration.webinar.teasers["en"],
        "",
        "Hosted by Energy Saxony and TWEED",
        "Language of the talks: English and French",
        "",
        f"Help on the day: {factories.make_hosts(session)[0].mailbox}",
    ]
    assert event["SUMMARY"] == f"{registration.webinar.titles['en']} (webinar)"
    (alarm,) = event.walk("VALARM")
    assert alarm["DESCRIPTION"] == f"In 15 minutes: {registration.webinar.titles['en']}"


def test_the_language_of_the_talks_is_told_only_where_it_differs(session):
    told, _ = event_for(session, "de", spoken_languages=["en"])
    left_out, _ = event_for(session, "en", spoken_languages=["en"])

    assert "Englisch" in told["DESCRIPTION"]
    assert "Language of the talks" not in left_out["DESCRIPTION"]


def test_a_long_teaser_is_cut_between_words(session):
    event, _ = event_for(session, teasers={"en": "wordy " * 400})
    (teaser,) = [line for line in event["DESCRIPTION"].split("\n") if line.startswith("wordy")]

    assert DESCRIPTION_LENGTH - 10 < len(event["DESCRIPTION"]) <= DESCRIPTION_LENGTH
    assert teaser.endswith("wordy…")


def test_a_teaser_that_cannot_be_cut_is_left_out(session):
    event, _ = event_for(session, teasers={"en": "x" * 2000})

    assert "xx" not in event["DESCRIPTION"]


def test_topics_become_categories_in_the_recipients_language(session):
    topics = [factories.make_topic(session, names={"de": name}) for name in ("Netze", "Speicher")]
    event, _ = event_for(session, "de", topics=topics)

    assert sorted(event.categories) == ["Netze", "Speicher"]


def test_the_hosts_are_named_in_the_recipients_order(session):
    order = {language: event_for(session, language)[0]["DESCRIPTION"] for language in ("de", "fr")}

    assert order["de"].index("Energy Saxony") < order["de"].index("TWEED")
    assert order["fr"].index("TWEED") < order["fr"].index("Energy Saxony")


def test_another_calendar_sees_the_webinar_at_its_time(session):
    message = invitation_message(session, "fr")
    webinar = session.get(Registration, message.subject_id).webinar
    event = vobject.readOne(calendar_of(composed(message, session))).vevent

    assert event.dtstart.value == webinar.starts_at
    assert event.dtend.value == webinar.ends_at
    assert event.summary.value.startswith(webinar.titles["fr"])


def test_an_entry_can_be_asked_for_outside_of_a_mail(session):
    registration = registration_with(session)
    invitation = factories.make_invitation(session, registration)

    entry = personal_entry(registration, invitation, "en")

    assert entry.uid == invitation.uid
    assert entry.starts_at == registration.webinar.starts_at
