from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from webinars.cli.mail_catcher import HOST, free_port, mail_catcher
from webinars.errors import NotFoundError
from webinars.mail.mailbox import count_mails, get_mail, list_mails

CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Wasserstoff für Küchen\r\nEND:VCALENDAR\r\n"


def example(subject: str = "Bitte bestätigen") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "webinars@example.org"
    message["To"] = "Kim Beispiel <kim@example.org>"
    message["Subject"] = subject
    message.set_content(
        "Hier: https://webinars.example.org/de/confirm/1.abc.\n"
        "(https://webinars.example.org/de/not-me/1.abc) und noch einmal"
        " https://webinars.example.org/de/confirm/1.abc\n"
    )
    message.add_alternative("<p>Grüße aus <b>Lüttich</b></p>", subtype="html")
    message.add_alternative(CALENDAR, subtype="calendar", params={"method": "REQUEST"})
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="bild.png")
    return message


def sent(folder: Path, *messages: EmailMessage) -> None:
    port = free_port()
    with mail_catcher(folder, port), smtplib.SMTP(HOST, port, timeout=10) as connection:
        for message in messages:
            connection.send_message(message)


def test_a_mail_that_was_sent_is_listed_with_recipient_subject_and_time(tmp_path: Path):
    before = datetime.now(UTC)
    sent(tmp_path, example())

    [found] = list_mails(tmp_path)

    assert found.recipient == "Kim Beispiel <kim@example.org>"
    assert found.subject == "Bitte bestätigen"
    assert before - timedelta(seconds=1) < found.received_at < datetime.now(UTC)


def test_mails_are_listed_newest_first_and_in_pages(tmp_path: Path):
    sent(tmp_path, *(example(str(number)) for number in range(5)))

    assert [mail.subject for mail in list_mails(tmp_path)] == ["4", "3", "2", "1", "0"]
    assert [mail.subject for mail in list_mails(tmp_path, skip=3, limit=2)] == ["1", "0"]
    assert count_mails(tmp_path) == 5


def test_a_mail_is_taken_apart_into_headers_text_html_and_attachments(tmp_path: Path):
    sent(tmp_path, example())

    mail = get_mail(tmp_path, list_mails(tmp_path)[0].identifier)

    assert ("Subject", "Bitte bestätigen") in mail.headers
    assert mail.text.startswith("Hier: https://")
    assert mail.html.strip() == "<p>Grüße aus <b>Lüttich</b></p>"
    calendar, picture = mail.attachments
    assert (calendar.name, calendar.content_type) == ("1.ics", "text/calendar")
    assert calendar.text == CALENDAR.replace("\r\n", "\n")
    assert (picture.name, picture.content, picture.text) == ("bild.png", b"\x89PNG", None)


def test_the_links_of_a_mail_are_those_of_its_text_each_once(tmp_path: Path):
    sent(tmp_path, example())

    mail = get_mail(tmp_path, list_mails(tmp_path)[0].identifier)

    assert mail.links == [
        "https://webinars.example.org/de/confirm/1.abc",
        "https://webinars.example.org/de/not-me/1.abc",
    ]


def test_a_mail_in_an_unknown_charset_is_shown_all_the_same(tmp_path: Path):
    message = EmailMessage()
    message["To"] = "kim@example.org"
    message.set_content("Grüße")
    message.replace_header("Content-Type", 'text/plain; charset="x-unknown"')
    sent(tmp_path, message)

    mail = get_mail(tmp_path, list_mails(tmp_path)[0].identifier)

    assert mail.text == "Grüße\n"
    assert (mail.envelope.subject, mail.html, mail.attachments) == ("", "", ())


@pytest.mark.parametrize("identifier", ["", "1.M1P1Q1", "../../etc/passwd", "x"])
def test_a_mail_that_is_not_there_is_not_found(tmp_path: Path, identifier: str):
    sent(tmp_path, example())

    with pytest.raises(NotFoundError):
        get_mail(tmp_path, identifier)


def test_a_folder_that_no_mail_has_reached_is_empty(tmp_path: Path):
    assert list_mails(tmp_path) == []


def test_files_that_are_no_mails_are_left_out(tmp_path: Path):
    sent(tmp_path, example())
    (tmp_path / "new" / "notes").write_text("mine")

    assert count_mails(tmp_path) == 1
