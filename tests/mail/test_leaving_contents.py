"""What somebody reads whose registration has ended: by the own act, or by a team's."""

import pytest

from tests.factories import NOW, make_attendee, make_registration, make_webinar
from tests.mail.mails import composed, invitation_message
from tests.mail.reading import text_of, words_of
from webinars.models.message import MessageKind
from webinars.models.registration import RegistrationState
from webinars.rules.host_order import ordered

pytestmark = pytest.mark.usefixtures("app")

CANCELLED = {
    "en": "The team of the hosts has cancelled your place at ‘Grids’",
    "de": "das Team der Gastgeber hat Ihre Teilnahme an „Netze“",
    "fr": "a annulé votre inscription au webinaire «\u202fRéseaux\u202f»",
}
TAKEN_OFF = {
    "en": "The team of the hosts has taken you off the waiting list for ‘Grids’",
    "de": "das Team der Gastgeber hat Sie von der Warteliste für „Netze“",
    "fr": "a retiré votre inscription de la liste d’attente du webinaire «\u202fRéseaux\u202f»",
}
SUBJECTS = {
    "en": "Your place has been cancelled: Grids",
    "de": "Das Team hat Ihre Teilnahme abgesagt: Netze",
    "fr": "L’équipe a annulé votre inscription\u202f: Réseaux",
}
AGAIN = {
    "en": "you can register again",
    "de": "wieder anmelden",
    "fr": "vous réinscrire",
}


def left_mail(session, language, **columns):
    """Return the mail to somebody who had a place, unless told otherwise."""
    titles = {"en": "Grids", "de": "Netze", "fr": "Réseaux"}
    attendee = make_attendee(session, language=language)
    webinar = make_webinar(session, key="grids", titles=titles)
    registration = make_registration(session, webinar=webinar, attendee=attendee, **columns)
    kind = MessageKind.LEFT
    message = invitation_message(session, language, kind, registration=registration)
    return composed(message, session), ordered(webinar.hosts, language)[0].mailbox


def read(mail):
    """Return both parts of a mail in one line each."""
    return [
        " ".join(part.split(" ")).replace("\n", " ") for part in (text_of(mail), words_of(mail))
    ]


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_who_is_cancelled_by_a_team_reads_that_and_whom_to_ask(session, language):
    mail, mailbox = left_mail(session, language, confirmed_at=NOW, declined_at=NOW)

    assert mail["Subject"] == SUBJECTS[language]
    for part in read(mail):
        assert CANCELLED[language] in part
        assert mailbox in part
        assert AGAIN[language] not in part
        assert "/webinars/grids" not in part


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_who_is_taken_off_the_waiting_list_by_a_team_reads_that(session, language):
    waiting = {"state": RegistrationState.WAITING, "confirmed_at": None, "declined_at": NOW}
    mail, mailbox = left_mail(session, language, **waiting)

    for part in read(mail):
        assert TAKEN_OFF[language] in part
        assert mailbox in part
        assert AGAIN[language] not in part
    assert not any(part.get_content_type() == "text/calendar" for part in mail.walk())


@pytest.mark.parametrize("language", ["en", "de", "fr"])
@pytest.mark.parametrize("confirmed_at", [NOW, None])
def test_who_cancels_is_invited_to_register_again(session, language, confirmed_at):
    mail, _ = left_mail(session, language, confirmed_at=confirmed_at)

    for part in read(mail):
        assert AGAIN[language] in part
        assert CANCELLED[language] not in part
        assert TAKEN_OFF[language] not in part
    assert "/webinars/grids" in text_of(mail)


def test_who_asked_in_vain_reads_that_no_place_could_be_given(session):
    asked = {"confirmed_at": None, "requested_at": NOW, "declined_at": NOW}
    mail, _ = left_mail(session, "en", **asked)

    for part in read(mail):
        assert "The hosts could not give you a place" in part
        assert CANCELLED["en"] not in part
