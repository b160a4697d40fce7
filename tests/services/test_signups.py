from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import (
    make_attendee,
    make_hosts,
    make_registration,
    make_signup,
    make_webinar,
)
from webinars.errors import NotFoundError, SignUpRefusedError
from webinars.models.message import Message, MessageKind, MessageState
from webinars.models.organisation import OrganisationKind
from webinars.models.registration import RegistrationState
from webinars.models.signup import SignUp, SignUpState
from webinars.models.webinar import Webinar, WebinarState
from webinars.services.signups import SignUpDetails, forget_sign_up, resend_confirmation, sign_up
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

pytestmark = pytest.mark.usefixtures("app")


def details(*webinars: Webinar, **overrides: object) -> SignUpDetails:
    values = {
        "email": "kim.beispiel@example.org",
        "given_name": "Kim",
        "family_name": "Beispiel",
        "organisation_name": "Beispielwerk",
        "organisation_kind": OrganisationKind.COMPANY,
        "region": "saxony",
        "country": "DE",
        "language": "de",
        "form_language": "fr",
        "time_zone": "Europe/Berlin",
        "webinars": tuple(webinar.key for webinar in webinars),
        "news_hosts": (),
    }
    return SignUpDetails(**{**values, **overrides})  # type: ignore[arg-type]


def messages(session: Session) -> list[Message]:
    session.rollback()
    return list(session.scalars(select(Message).order_by(Message.id)))


def test_signing_up_keeps_the_wish_and_queues_one_neutral_mail(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session)
    tweed = make_hosts(session)[1]

    signup_id = sign_up(details(webinar, news_hosts=("tweed",)), "nonce", now=now)

    signup = session.get_one(SignUp, signup_id)
    assert signup.state == SignUpState.OPEN
    assert [each.key for each in signup.webinars] == [webinar.key]
    assert [host.key for host in signup.news_hosts] == [tweed.key]
    assert signup.expires_at == now + timedelta(hours=48)
    (message,) = messages(session)
    assert message.kind == MessageKind.CONFIRM_ADDRESS
    assert (message.recipient, message.language) == ("kim.beispiel@example.org", "de")
    assert (message.state, message.due_at) == (MessageState.QUEUED, now)
    assert message.useful_until == signup.expires_at
    assert session.get_one(Webinar, webinar.id).seats_taken == 0


def test_the_same_form_sent_again_is_the_same_sign_up_and_sends_nothing(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session)

    first = sign_up(details(webinar), "nonce", now=now)
    second = sign_up(details(webinar), "nonce", now=now)

    assert first == second
    assert len(messages(session)) == 1


def test_an_address_that_is_registered_for_everything_chosen_is_told_so_by_mail_only(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session)
    attendee = make_attendee(session, email="kim.beispiel@example.org")
    make_registration(session, webinar=webinar, attendee=attendee)

    sign_up(details(webinar), "nonce", now=now)

    (message,) = messages(session)
    assert message.kind == MessageKind.ALREADY_REGISTERED


def test_an_address_whose_registration_was_cancelled_confirms_anew(
    session: Session, now: datetime
) -> None:
    webinar = make_webinar(session)
    attendee = make_attendee(session, email="kim.beispiel@example.org")
    make_registration(
        session, webinar=webinar, attendee=attendee, state=RegistrationState.CANCELLED
    )

    sign_up(details(webinar), "nonce", now=now)

    (message,) = messages(session)
    assert message.kind == MessageKind.CONFIRM_ADDRESS


def test_known_and_unknown_addresses_cost_the_same_rows(session: Session, now: datetime) -> None:
    webinar = make_webinar(session)
    attendee = make_attendee(session, email="known@example.org")
    make_registration(session, webinar=webinar, attendee=attendee)

    def rows() -> tuple[int, int]:
        session.rollback()
        counted = [
            session.scalar(select(func.count()).select_from(table)) for table in (SignUp, Message)
        ]
        return counted[0] or 0, counted[1] or 0

    sign_up(details(webinar, email="known@example.org"), "nonce-1", now=now)
    after_known = rows()
    sign_up(details(webinar, email="unknown@example.org"), "nonce-2", now=now)

    assert after_known == (1, 1)
    assert rows() == (2, 2)


def test_above_the_daily_number_of_mails_a_wish_joins_the_newest_open_link(
    session: Session, now: datetime
) -> None:
    first, second, third = (make_webinar(session) for _ in range(3))
    for number in range(3):
        newest = sign_up(details(first), f"nonce-{number}", now=now + timedelta(minutes=number))

    for number, webinar in enumerate((second, third)):
        joined = details(webinar, given_name="Somebody else")
        sign_up(joined, f"nonce-capped-{number}", now=now + timedelta(minutes=5))

    assert len(messages(session)) == 3
    signup = session.get_one(SignUp, newest)
    assert {each.key for each in signup.webinars} == {first.key, second.key, third.key}
    assert signup.given_name == "Kim"


def test_a_wish_never_joins_a_sign_up_whose_mail_has_no_link(
    session: Session, now: datetime
) -> None:
    known, new = make_webinar(session), make_webinar(session)
    attendee = make_attendee(session, email="kim.beispiel@example.org")
    make_registration(session, webinar=known, attendee=attendee)
    linked = sign_up(details(new), "nonce-link", now=now)
    for number in range(2):
        told = sign_up(details(known), f"nonce-{number}", now=now)

    sign_up(details(new, known), "nonce-capped", now=now)

    session.rollback()
    assert [each.key for each in session.get_one(SignUp, told).webinars] == [known.key]
    assert {each.key for each in session.get_one(SignUp, linked).webinars} == {known.key, new.key}


def test_posts_at_the_same_moment_do_not_outrun_the_daily_number(
    app: Flask, session: Session, now: datetime
) -> None:
    webinar = make_webinar(session)
    wish = details(webinar)
    session.rollback()

    def post(number: int) -> None:
        with app.app_context():
            sign_up(wish, f"nonce-{number}", now=now)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(post, range(16)))

    assert len(messages(session)) == 3


def test_a_day_later_mails_are_sent_again(session: Session, now: datetime) -> None:
    webinar = make_webinar(session)
    for number in range(4):
        sign_up(details(webinar), f"nonce-{number}", now=now)

    sign_up(details(webinar), "nonce-later", now=now + timedelta(hours=24))

    assert len(messages(session)) == 4


@pytest.mark.parametrize(
    "closed",
    [
        {"state": WebinarState.CANCELLED},
        {"state": WebinarState.DRAFT},
        {"closes_at": datetime.fromisoformat("2027-01-11T08:59:59+00:00")},
        {"opens_at": datetime.fromisoformat("2027-01-11T09:00:01+00:00")},
        {"capacity": 1, "seats_taken": 1, "waiting_list": False},
    ],
)
def test_a_webinar_that_is_not_open_refuses_and_stores_nothing(
    session: Session, now: datetime, closed: dict[str, object]
) -> None:
    usable, webinar = make_webinar(session), make_webinar(session, **closed)

    with pytest.raises(SignUpRefusedError) as refused:
        sign_up(details(usable, webinar), "nonce", now=now)

    assert refused.value.closed == [webinar.key]
    assert messages(session) == []
    assert session.scalar(select(func.count()).select_from(SignUp)) == 0


def test_an_unknown_webinar_or_none_at_all_is_refused(session: Session, now: datetime) -> None:
    make_webinar(session)

    with pytest.raises(SignUpRefusedError):
        sign_up(details(webinars=("no-such-webinar",)), "nonce", now=now)
    with pytest.raises(SignUpRefusedError):
        sign_up(details(), "nonce", now=now)


def test_asking_for_the_mail_again_waits_for_the_cool_down(session: Session, now: datetime) -> None:
    signup_id = sign_up(details(make_webinar(session)), "nonce", now=now)

    waiting = resend_confirmation(signup_id, now=now + timedelta(seconds=20))
    sent = resend_confirmation(signup_id, now=now + timedelta(seconds=60))

    assert (waiting, sent) == (40, 0)
    first, second = messages(session)
    assert (first.version, second.version) == (1, 2)
    assert first.message_id != second.message_id
    assert session.get_one(SignUp, signup_id).expires_at == now + timedelta(hours=48, seconds=60)


def test_asking_again_and_again_stops_at_the_daily_number(session: Session, now: datetime) -> None:
    signup_id = sign_up(details(make_webinar(session)), "nonce", now=now)

    for minutes in range(1, 10):
        assert resend_confirmation(signup_id, now=now + timedelta(minutes=minutes)) == 0

    assert len(messages(session)) == 3


def test_asking_again_for_a_sign_up_that_is_gone_does_nothing(
    session: Session, now: datetime
) -> None:
    assert resend_confirmation(12345, now=now) == 0
    assert messages(session) == []


def test_that_was_not_me_deletes_the_wish_and_drops_its_mail(
    app: Flask, session: Session, now: datetime
) -> None:
    signup_id = sign_up(details(make_webinar(session)), "nonce", now=now)
    token = derive(current_settings().link_key, Purpose.NOT_ME, signup_id, 1)

    forget_sign_up(token, now=now)

    session.rollback()
    assert session.get(SignUp, signup_id) is None
    (message,) = messages(session)
    assert (message.state, message.recipient) == (MessageState.DROPPED, "")
    with pytest.raises(NotFoundError):
        forget_sign_up(token, now=now)


def test_the_link_of_one_purpose_does_nothing_for_another(session: Session, now: datetime) -> None:
    signup = make_signup(session)
    key = current_settings().link_key

    for purpose in set(Purpose) - {Purpose.NOT_ME}:
        with pytest.raises(NotFoundError):
            forget_sign_up(derive(key, purpose, signup.id, 1), now=now)

    assert session.get(SignUp, signup.id) is not None


def test_who_confirmed_an_address_cannot_be_forgotten_by_an_old_link(
    session: Session, now: datetime
) -> None:
    attendee = make_attendee(session)
    signup = make_signup(session, state=SignUpState.CONFIRMED, attendee_id=attendee.id)
    token = derive(current_settings().link_key, Purpose.NOT_ME, signup.id, 1)

    with pytest.raises(NotFoundError):
        forget_sign_up(token, now=now)

    assert session.get(SignUp, signup.id) is not None
