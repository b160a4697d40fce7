from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.mail.kinds import COMPOSED, TO_SPEAKERS, WITH_CALENDAR
from tests.mail.mails import composed, message_of_kind, news_message
from tests.mail.reading import parsed
from webinars.mail.compose import compose
from webinars.mail.headers import POLICY, set_unsubscribe
from webinars.mail.links import stop_url
from webinars.models.attendee import Attendee
from webinars.models.message import MessageKind
from webinars.models.webinar import Speaker, Webinar
from webinars.text import clean_line
from webinars.tokens import LARGEST_ROW

HEADERS = {
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "Date",
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Message-ID",
    "Auto-Submitted",
}

PARTS = ["multipart/alternative", "text/plain", "text/html"]
INVITATION_PARTS = [
    "multipart/mixed",
    "multipart/alternative",
    "text/plain",
    "text/html",
    "text/calendar",
    "application/ics",
]

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
NASTY = st.one_of(
    TEXT,
    TEXT.map(lambda text: f"{text}\r\nBcc: kim@example.org\r\n\r\n{text}"),
    TEXT.map(lambda text: f"=?utf-8?q?{text}=0D=0ABcc=3A_kim=40example.org?="),
    st.sampled_from(['"', '",', "<kim@example.org>", "a@b, c@d", "({[", "\x00", "é" * 80]),
)


def bare(**headers):
    mail = EmailMessage(policy=POLICY)
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("x")
    return mail.as_bytes()


STOPPING = {"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}
"""What reminders and news carry besides, so that one click ends them (RFC 8058)."""


def headers_of(kind):
    """Return the names of all headers of a mail of this kind, each once."""
    stoppable = kind in {MessageKind.REMINDER, MessageKind.NEWS}
    return sorted(HEADERS | (STOPPING if stoppable else set()))


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("kind", COMPOSED)
def test_a_mail_has_these_headers_and_no_others(session, kind, now):
    message = message_of_kind(session, kind)

    mail = composed(message, session, now)

    assert sorted(mail.keys()) == headers_of(kind)
    assert mail["To"] == message.recipient
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "de"
    assert parsedate_to_datetime(mail["Date"]) == now
    assert mail.defects == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "sender", "answers"),
    [
        ("de", "Energy Saxony und TWEED", "Energy Saxony"),
        ("fr", "TWEED et Energy Saxony", "TWEED"),
        ("en", "Energy Saxony and TWEED", "Energy Saxony"),
    ],
)
@pytest.mark.parametrize("kind", [kind for kind in COMPOSED if kind != MessageKind.NEWS])
def test_the_hosts_are_named_in_the_recipients_order(session, kind, language, sender, answers):
    mail = composed(message_of_kind(session, kind, language), session)
    mailboxes = {host.name: host.mailbox for host in factories.make_hosts(session)}

    (author,) = mail["From"].addresses
    (reader,) = mail["Reply-To"].addresses
    assert (author.display_name, author.addr_spec) == (sender, "webinars@example.org")
    assert (reader.display_name, reader.addr_spec) == (answers, mailboxes[answers])


def test_news_comes_from_its_host_alone(session):
    mail = composed(news_message(session), session)
    (author,) = mail["From"].addresses
    (reader,) = mail["Reply-To"].addresses
    assert author.display_name == reader.display_name == "Energy Saxony"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", COMPOSED)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_name=NASTY, family_name=NASTY, title=NASTY, host_name=NASTY)
def test_no_text_adds_a_header_or_a_part(
    session, now, kind, given_name, family_name, title, host_name
):
    message = message_of_kind(session, kind)
    # As if a database held it: neither flushed nor kept.
    with session.no_autoflush:
        for attendee in session.query(Attendee):
            attendee.given_name, attendee.family_name = given_name, family_name
        for webinar in session.query(Webinar):
            webinar.titles = {"de": title}
        for speaker in session.query(Speaker):
            speaker.name = given_name
        for host in factories.make_hosts(session):
            host.name = host_name
        mail = parsed(compose(message, session, now).body)
        session.expire_all()

    assert sorted(mail.keys()) == headers_of(kind)
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == (INVITATION_PARTS if kind in (*WITH_CALENDAR, *TO_SPEAKERS) else PARTS)
    assert len(mail["To"].addresses) == len(mail["From"].addresses) == 1
    assert mail["From"].addresses[0].addr_spec == "webinars@example.org"
    assert mail["To"].addresses[0].addr_spec == message.recipient


@given(TEXT)
def test_any_subject_comes_back_as_it_was(subject):
    cleaned = clean_line(subject)
    if "=?" in cleaned:  # the library reads an encoded word into it before we see it
        return

    assert parsed(bare(Subject=cleaned))["Subject"].split() == cleaned.split()


@given(TEXT)
def test_any_display_name_comes_back_as_it_was(name):
    data = bare(From=Address(clean_line(name), addr_spec="webinars@example.org"))
    (author,) = parsed(data)["From"].addresses

    # The standard parser adds and changes spaces in names; mailboxes do not.
    assert "".join(author.display_name.split()) == "".join(clean_line(name).split())
    assert author.addr_spec == "webinars@example.org"


@pytest.mark.parametrize(
    "subject",
    [
        "Vous figurez sur la liste d’attente\u202f: l’énergie là où il la faut",
        "Your place is reserved: " + "a word and another " * 8 + "end",
        "Ihr Platz ist reserviert: Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2,
        "x" * 300,
    ],
)
def test_a_long_subject_keeps_its_spaces_and_short_lines(subject):
    data = bare(Subject=subject)
    head = data.partition(b"\r\n\r\n")[0]

    assert parsed(data)["Subject"] == subject
    assert max(len(line) for line in head.split(b"\r\n")) <= 78


def test_long_values_for_machines_stay_readable_for_them():
    link = f"<https://webinars.example.org/u/{'a' * 90}>"
    data = bare(List_Unsubscribe=f"{link}, <mailto:u+{'b' * 40}@example.org>")

    assert link.encode() in data
    assert b"=?" not in data


@pytest.mark.parametrize("value", ["<ü@example.org>", "<a\x00b@example.org>"])
def test_what_machines_cannot_read_is_refused(value):
    with pytest.raises(ValueError, match="Message-ID"):
        bare(Message_ID=value)


def test_an_address_of_other_letters_is_refused():
    with pytest.raises(ValueError, match="ASCII"):
        bare(To=Address(addr_spec="jürgen@example.org"))


def test_a_mail_can_be_read_as_text_too():
    mail = EmailMessage(policy=POLICY)
    mail["Date"] = "Mon, 11 Jan 2027 09:00:00 +0000"
    mail["Subject"] = "Überschrift"
    mail.set_content("x")

    assert "Date: Mon, 11 Jan 2027 09:00:00 +0000" in str(mail)


def test_mails_that_may_be_ended_offer_one_click_in_headers_that_machines_can_read(session):
    mail = parsed(
        compose(message_of_kind(session, MessageKind.CONFIRM_ADDRESS), session, factories.NOW).body
    )
    url = stop_url("de", LARGEST_ROW)
    own = EmailMessage(policy=POLICY)
    set_unsubscribe(own, "reminder", url)

    assert own.as_bytes().decode().replace("\r\n ", "").splitlines()[:3] == [
        "List-Id: <reminder.example.org>",
        f"List-Unsubscribe: <{url}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]
    assert url.startswith("http://localhost/de/stop-reminders/2147483647.")
    assert "List-Unsubscribe" not in mail
