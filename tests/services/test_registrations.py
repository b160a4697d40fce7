from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_hosts,
    make_invitation,
    make_organisation,
    make_registration,
    make_signup,
    make_webinar,
)
from tests.support.reminders import make_suppression
from webinars.errors import LinkExpiredError, NotFoundError
from webinars.models.attendee import Attendee
from webinars.models.audit import AuditEntry
from webinars.models.consent import Consent
from webinars.models.message import Message, MessageKind, Subject
from webinars.models.objection import Suppression, SuppressionReason
from webinars.models.registration import Invitation, Registration, RegistrationState
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.registrations import (
    get_attendee_by_token,
    list_registrations,
    waiting_position,
)
from webinars.services.registrations import Confirmation, confirm_sign_up
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

pytestmark = pytest.mark.usefixtures("app")


def confirm(signup: SignUp, now: datetime) -> Confirmation:
    key = current_settings().link_key
    return confirm_sign_up(derive(key, Purpose.CONFIRM, signup.id, signup.generation), now=now)


def messages(session: Session) -> list[tuple[MessageKind, Subject]]:
    session.rollback()
    rows = session.execute(select(Message.kind, Message.subject_type).order_by(Message.id))
    return [(row.kind, row.subject_type) for row in rows]


def states(session: Session, webinar: Webinar) -> list[RegistrationState]:
    session.rollback()
    query = select(Registration.state).where(Registration.webinar_id == webinar.id)
    return list(session.scalars(query.order_by(Registration.id)))


def test_confirming_takes_the_seats_and_queues_one_confirmation_and_an_invitation_each(
    session: Session, now: datetime
) -> None:
    first, second = make_webinar(session), make_webinar(session)
    signup = make_signup(session, webinars=[first, second])

    confirmation = confirm(signup, now)

    assert not confirmation.already
    assert confirmation.refused == ()
    assert messages(session) == [
        (MessageKind.INVITATION, Subject.REGISTRATION),
        (MessageKind.INVITATION, Subject.REGISTRATION),
        (MessageKind.REGISTERED, Subject.SIGNUP),
    ]
    assert states(session, first) == states(session, second) == [RegistrationState.CONFIRMED]
    assert session.get_one(Webinar, first.id).seats_taken == 1
    attendee = session.get_one(Attendee, confirmation.attendee_id)
    assert (attendee.email, attendee.full_name) == (signup.email, "Kim Beispiel")
    assert get_attendee_by_token(confirmation.my_page_token).id == attendee.id
    assert [each.webinar_id for each in list_registrations(attendee.id)] == [first.id, second.id]


def test_pressing_the_button_twice_is_pressing_it_once(session: Session, now: datetime) -> None:
    webinar = make_webinar(session)
    signup = make_signup(session, webinars=[webinar])

    first = confirm(signup, now)
    second = confirm(signup, now + timedelta(days=30))

    assert second.already
    assert second.my_page_token == first.my_page_token
    assert len(messages(session)) == 2
    assert session.get_one(Webinar, webinar.id).seats_taken == 1


def test_a_link_that_was_not_pressed_in_time_changes_nothing(
    session: Session, now: datetime
) -> None:
    signup = make_signup(session, expires_at=now)

    with pytest.raises(LinkExpiredError):
        confirm(signup, now)

    assert messages(session) == []
    assert session.get_one(SignUp, signup.id).state == SignUpState.OPEN
    assert session.scalars(select(Attendee)).all() == []


@pytest.mark.parametrize("token", ["", "1", "1.", "x.y", "1.AAAAAAAAAAAAAAAAAAAAAA", "9" * 40])
def test_a_link_that_we_did_not_make_is_nothing(
    session: Session, now: datetime, token: str
) -> None:
    make_signup(session)

    with pytest.raises(NotFoundError):
        confirm_sign_up(token, now=now)


def test_when_all_seats_are_taken_a_person_waits_and_gets_no_invitation(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session, capacity=1)
    make_registration(session, webinar=webinar)
    signup = make_signup(session, webinars=[webinar])

    confirm(signup, now)

    assert states(session, webinar) == [RegistrationState.CONFIRMED, RegistrationState.WAITING]
    assert messages(session) == [(MessageKind.REGISTERED, Subject.SIGNUP)]
    assert session.scalars(select(Invitation)).all() == []


def test_a_free_seat_belongs_to_those_who_wait_already(session: Session, now: datetime) -> None:
    webinar = make_webinar(session, capacity=1)
    make_registration(session, webinar=webinar, state=RegistrationState.WAITING)
    signup = make_signup(session, webinars=[webinar])

    confirmation = confirm(signup, now)

    assert states(session, webinar) == [RegistrationState.WAITING, RegistrationState.WAITING]
    (registration,) = list_registrations(confirmation.attendee_id)
    assert waiting_position(registration) == 2


def test_a_webinar_that_filled_up_without_a_waiting_list_is_named_and_the_others_stand(
    session: Session, now: datetime
) -> None:
    usable = make_webinar(session)
    full = make_webinar(session, capacity=1, waiting_list=False)
    make_registration(session, webinar=full)
    cancelled = make_webinar(session, state=WebinarState.CANCELLED)
    signup = make_signup(session, webinars=[usable, full, cancelled])

    confirmation = confirm(signup, now)

    assert set(confirmation.refused) == {full.key, cancelled.key}
    assert states(session, usable) == [RegistrationState.CONFIRMED]
    assert states(session, cancelled) == []


def test_when_nothing_could_be_registered_no_mail_says_otherwise(
    session: Session, now: datetime
) -> None:
    cancelled = make_webinar(session, state=WebinarState.CANCELLED)
    signup = make_signup(session, webinars=[cancelled])

    confirmation = confirm(signup, now)

    assert confirmation.refused == (cancelled.key,)
    assert messages(session) == []


def test_an_existing_registration_stays_and_is_not_invited_again(
    session: Session, now: datetime
) -> None:
    known, new = make_webinar(session), make_webinar(session)
    attendee = make_attendee(session, family_name="Before", role="Engineering")
    make_registration(session, webinar=known, attendee=attendee)
    signup = make_signup(session, email=attendee.email, family_name="After", webinars=[known, new])

    confirm(signup, now)

    assert messages(session) == [
        (MessageKind.INVITATION, Subject.REGISTRATION),
        (MessageKind.REGISTERED, Subject.SIGNUP),
    ]
    assert session.get_one(Webinar, known.id).seats_taken == 1
    session.refresh(attendee)
    assert (attendee.family_name, attendee.role) == ("After", "Engineering")


def test_who_cancelled_and_registers_again_gets_the_same_entry_with_a_higher_sequence(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session)
    attendee = make_attendee(session)
    gone = make_registration(
        session, webinar=webinar, attendee=attendee, state=RegistrationState.CANCELLED
    )
    invitation = make_invitation(session, gone, sequence=1)
    signup = make_signup(session, email=attendee.email, webinars=[webinar])

    confirm(signup, now)

    session.refresh(invitation)
    assert invitation.sequence == 2
    assert states(session, webinar) == [RegistrationState.CANCELLED, RegistrationState.CONFIRMED]


def test_ticked_news_become_a_consent_in_the_words_of_the_form(
    session: Session, now: datetime
) -> None:
    energy_saxony, _ = make_hosts(session)
    signup = make_signup(session, news_hosts=[energy_saxony], form_language="en", language="de")

    confirm(signup, now)
    again = make_signup(session, email=signup.email, news_hosts=[energy_saxony])
    confirm(again, now)

    session.rollback()
    (consent,) = session.scalars(select(Consent)).all()
    assert consent.host_id == energy_saxony.id
    assert consent.text.language == "en"
    assert consent.text.text.startswith("Yes, Energy Saxony may send me news")
    assert (consent.given_at, consent.confirmed_at) == (signup.created_at, now)


def test_a_link_that_arrived_proves_that_the_address_receives_mails(
    session: Session, now: datetime
) -> None:
    signups = [make_signup(session, webinars=[make_webinar(session)]) for _ in range(4)]
    reasons = tuple(SuppressionReason)
    for signup, reason in zip(signups, reasons, strict=True):
        make_suppression(session, signup.email, reason=reason)

    for signup in signups:
        confirm(signup, now)

    session.rollback()
    bounces = {SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES}
    kept = set(session.scalars(select(Suppression.reason)))
    assert kept == set(reasons) - bounces


def test_an_organisation_of_the_programme_is_recognised_by_its_name(
    session: Session, now: datetime
) -> None:
    organisation = make_organisation(session, name="Exemple Énergie SA")
    signup = make_signup(session, organisation_name="exemple énergie sa")

    confirmation = confirm(signup, now)

    session.rollback()
    attendee = session.get_one(Attendee, confirmation.attendee_id)
    assert attendee.organisation_id == organisation.id
    assert attendee.organisation_name == "exemple énergie sa"


def test_a_confirmation_is_written_down_without_personal_data(
    session: Session, now: datetime
) -> None:
    signup = make_signup(session)

    confirm(signup, now)

    session.rollback()
    (entry,) = session.scalars(select(AuditEntry)).all()
    assert (entry.action, entry.subject_id, entry.details) == ("signup.confirmed", signup.id, {})
