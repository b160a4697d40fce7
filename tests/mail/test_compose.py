import re

import pytest
from flask_babel import force_locale, get_locale

from tests import factories
from tests.mail.kinds import (
    ABOUT_ACCOUNTS,
    ABOUT_ADDRESSES,
    ABOUT_ONE,
    COMPOSED,
    TO_ORGANISERS,
    TO_SPEAKERS,
)
from tests.mail.mails import composed, confirm_message, message_of_kind
from tests.mail.reading import html_of, page_of, parsed, text_of, words_of
from webinars import formats
from webinars.languages import LANGUAGES
from webinars.mail.compose import ComposeError, compose
from webinars.mail.links import page_url
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind, Subject
from webinars.models.organiser import Organiser
from webinars.models.webinar import Webinar
from webinars.rules.host_order import ordered, places

# That every kind is composed from the rows of each database shows in test_headers.py.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

KINDS = COMPOSED
NOT_LISTING = {
    *ABOUT_ACCOUNTS,
    *ABOUT_ADDRESSES,
    MessageKind.ALREADY_REGISTERED,
    MessageKind.FAILURES,
    MessageKind.LEFT,
    MessageKind.NEWS,
    MessageKind.PERSONAL_LINK,
}
LISTING = [kind for kind in KINDS if kind not in NOT_LISTING]
NOT_LEADING = {MessageKind.ADDRESS_CORRECTED, MessageKind.NEWS, MessageKind.SPEAKER_CANCELLED}
LEADING = [kind for kind in KINDS if kind not in NOT_LEADING]
"""Those with a personal link; the others lead nowhere, or a stranger may read them."""
NOT_BY_NAME = {
    MessageKind.CONFIRM_ADDRESS,
    MessageKind.NEWS,
    *ABOUT_ADDRESSES,
    *TO_ORGANISERS,
    *TO_SPEAKERS,
}
GREETING = [kind for kind in KINDS if kind not in NOT_BY_NAME]
"""Those that call an attendee by name."""


def when_of(webinar, language):
    around = places(webinar.hosts, language)
    zone = webinar.time_zone
    return formats.when_line(webinar.starts_at, webinar.ends_at, zone, around, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", LISTING)
def test_the_webinar_is_named_with_its_time_in_the_recipients_language(session, kind, language):
    mail = composed(message_of_kind(session, kind, language), session)
    webinar = session.query(Webinar).one()

    for shown in (text_of(mail), words_of(mail)):
        assert f"({language})" in shown
        assert webinar.titles[language] in shown
        assert when_of(webinar, language) in shown
    assert f'<html lang="{language}">' in html_of(mail)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != MessageKind.NEWS])
def test_the_imprint_and_privacy_pages_of_each_host_are_linked_in_order(session, kind, language):
    mail = composed(message_of_kind(session, kind, language), session)
    expected = [
        page_url(language, "hosts", host.key, page)
        for host in ordered(factories.make_hosts(session), language)
        for page in ("imprint", "privacy")
    ]
    expected.append(page_url(language, "privacy", "joint"))

    for part in (text_of(mail), html_of(mail)):
        found = re.findall(r"https?://[^\s\"<]+/(?:hosts|privacy)/[^\s\"<]+", part)
        assert found == expected


def leaves(membership):
    """Tell whether a role at TWEED goes, because there is another one."""
    return membership.host.key == "tweed" and len(membership.organiser.memberships) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_one_host_alone_shares_nothing(session, kind):
    message = message_of_kind(session, kind, "en")
    for webinar in session.query(Webinar):
        webinar.hosts = webinar.hosts[:1]
    for organiser in session.query(Organiser):
        organiser.memberships = [each for each in organiser.memberships if not leaves(each)]
    session.commit()
    mail = composed(message, session)

    assert page_url("en", "privacy", "joint") not in text_of(mail) + html_of(mail)
    assert "TWEED" not in words_of(mail)
    assert html_of(mail).count('class="strand-') == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_say_the_same(session, kind, language):
    mail = composed(message_of_kind(session, kind, language), session)
    shown = words_of(mail)
    lines = [line.strip().removeprefix("– ") for line in text_of(mail).splitlines()]
    sentences = [line for line in lines if line and "://" not in line and "@" not in line]

    assert [line for line in sentences if line not in shown] == ["--"]


@pytest.mark.parametrize("kind", LEADING)
def test_every_personal_link_stands_in_both_parts_and_on_its_own_line(session, kind):
    mail = composed(message_of_kind(session, kind, "en"), session)
    lines = text_of(mail).splitlines()
    personal = [
        line
        for line in lines
        if re.search(r"://.*/(confirm|not-me|my|join|speaker|organiser|(new|old)-address)/", line)
    ]
    targets = [link["href"] for link in page_of(mail)("a")]

    assert personal != []
    assert [line for line in personal if line not in targets] == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_loaded_and_nothing_counts_openings(session, kind):
    mail = composed(message_of_kind(session, kind), session)
    html, page = html_of(mail), page_of(mail)

    assert page.find_all(["img", "script", "iframe", "link", "object", "video"]) == []
    assert "url(" not in html
    assert "@import" not in html
    assert len(html.encode()) < 60_000


@pytest.mark.parametrize("kind", LEADING)
def test_a_mail_has_one_button_and_a_preview(session, kind):
    page = page_of(composed(message_of_kind(session, kind), session))

    assert len(page.select("td.key > a")) == 1
    preview = page.body.find("div").get_text().strip()
    assert 10 < len(preview) <= 90


def test_the_lines_of_both_hosts_have_equal_weight(session):
    page = page_of(composed(confirm_message(session), session))
    one, two = (page.select_one(f".strand-{number}") for number in (1, 2))

    assert one["height"] == two["height"] == "4"
    assert {len(re.findall(r"#[0-9a-f]{6}", strand["style"])) for strand in (one, two)} == {1}


@pytest.mark.parametrize("kind", GREETING)
def test_names_are_shown_as_text(session, kind):
    message = message_of_kind(session, kind, "en")
    attendee = session.query(Attendee).one()
    attendee.given_name, attendee.family_name = "<b>Kim</b>", '"&Beispiel'
    mail = composed(message, session)

    assert "<b>Kim" not in html_of(mail)
    assert 'Hello <b>Kim</b> "&Beispiel,' in words_of(mail)
    assert 'Hello <b>Kim</b> "&Beispiel,' in text_of(mail)


def test_titles_are_shown_as_text(session):
    webinar = factories.make_webinar(session, titles={"en": "<i>A & B</i>"})
    mail = composed(confirm_message(session, "en", webinars=[webinar]), session)

    assert "&lt;i&gt;A &amp; B&lt;/i&gt;" in html_of(mail)
    assert "<i>A & B</i>" in text_of(mail)


def test_a_title_in_another_language_is_marked(session):
    webinar = factories.make_webinar(session, titles={"en": "Only English"})
    page = page_of(composed(confirm_message(session, "fr", webinars=[webinar]), session))

    assert page.find("p", lang="en").get_text() == "Only English"


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_message_gives_the_same_bytes(session, kind, now):
    message = message_of_kind(session, kind)

    assert compose(message, session, now) == compose(message, session, now)


@pytest.mark.parametrize("kind", KINDS)
def test_every_line_ends_in_crlf_and_is_short_ascii(session, kind, now):
    data = compose(message_of_kind(session, kind, "fr"), session, now).body
    lines = data.split(b"\r\n")

    assert [line for line in lines if b"\n" in line or b"\r" in line or len(line) > 200] == []
    assert data.isascii()


def test_the_locale_around_is_left_as_it_was(session, now):
    with force_locale("fr"):
        compose(confirm_message(session, "de"), session, now)
        assert str(get_locale()) == "fr"

        broken = factories.make_message(session, subject_id=999)
        with pytest.raises(ComposeError):
            compose(broken, session, now)
        assert str(get_locale()) == "fr"


def test_a_message_about_nothing_cannot_be_composed(session, now):
    for kind in KINDS:
        subject = Subject.SIGNUP
        if kind in ABOUT_ONE:
            subject = Subject.REGISTRATION
        if kind == MessageKind.FAILURES:
            subject = Subject.ORGANISER
        message = factories.make_message(
            session, kind=kind, subject_type=subject, subject_id=999, version=int(KINDS.index(kind))
        )
        with pytest.raises(ComposeError):
            compose(message, session, now)


def test_the_parts_stand_from_plain_to_rich(session):
    mail = composed(confirm_message(session), session)

    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert parsed(mail.as_bytes()).get_body().get_content_type() == "text/html"
