"""The mail about a registration for a further date, wherever that registration begins."""

import pytest

from tests.factories import make_registration, make_webinar
from tests.mail.mails import composed, confirm_message, invitation_message
from tests.mail.reading import text_of, words_of
from webinars.models.message import MessageKind
from webinars.models.registration import RegistrationState

pytestmark = pytest.mark.usefixtures("app")


def standing_mail(session, language="en", registration=None):
    message = invitation_message(session, language, MessageKind.STANDING, registration=registration)
    return composed(message, session)


@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_both_parts_lead_to_this_date_and_to_all_further_ones(session, language):
    mail = standing_mail(session, language)

    lines = text_of(mail).splitlines()
    assert len([line for line in lines if "/cancel/" in line]) == 1
    assert len([line for line in lines if "/every-date/" in line]) == 1
    assert any(part.get_content_type() == "text/calendar" for part in mail.walk())


def test_it_says_where_the_registration_comes_from(session):
    mail = standing_mail(session)

    origin = "because you chose every future date of this series"
    assert origin in text_of(mail)
    assert origin in words_of(mail)
    assert mail["Subject"].startswith("New date, your place is reserved:")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (RegistrationState.WAITING, "you are on the waiting list"),
        (RegistrationState.REQUESTED, "The hosts decide about each registration"),
    ],
)
def test_without_a_place_there_is_no_calendar_entry_and_no_way_in(session, state, words):
    mail = standing_mail(session, registration=make_registration(session, state=state))

    assert words in text_of(mail)
    assert "/join/" not in text_of(mail)
    assert not any(part.get_content_type() == "text/calendar" for part in mail.walk())


def test_the_address_confirmation_names_the_series_whose_every_date_is_meant(session):
    webinar = make_webinar(session)
    message = confirm_message(session, "en", webinars=[webinar], standing_series=[webinar.series])

    mail = composed(message, session)

    sentence = f"every future date of ‘{webinar.series.titles['en']}’"
    assert sentence in text_of(mail)
    assert sentence in words_of(mail)
