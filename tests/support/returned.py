"""Mails as they come back: bounces, delays, complaints, absence notes and declined invitations."""

from __future__ import annotations

from webinars.mail.bounces import return_path

KIM = "kim@example.org"


def bounce(
    to: str, *, action: str = "failed", status: str = "5.1.1", said: str = "550 no such mailbox"
) -> bytes:
    """Return a delivery status notification (RFC 3464) as mail servers write them."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

I could not deliver your mail.
--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {KIM}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said} <{KIM}>

--b1
Content-Type: text/rfc822-headers

From: webinars@example.org
Subject: Ihr Platz ist reserviert
--b1--
""".encode()


def complaint(to: str, kind: str = "abuse") -> bytes:
    """Return a report of the kind that mailbox providers send (RFC 5965)."""
    return f"""\
From: feedback@provider.example.org
To: abuse@example.org
Subject: complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1
Content-Type: text/plain

A person pressed a button.
--b1
Content-Type: message/feedback-report

Feedback-Type: {kind}
Version: 1
Original-Mail-From: <{to}>

--b1
Content-Type: message/rfc822

From: webinars@example.org
Subject: Ihr Platz ist reserviert

Text
--b1--
""".encode()


def absence(to: str) -> bytes:
    """Return an automatic answer."""
    return (
        f"From: {KIM}\nTo: {to}\nSubject: Out of office\nAuto-Submitted: auto-replied\n\nAway.\n"
    ).encode()


def decline(
    uid: str, *, sender: str = KIM, attendee: str = KIM, sequence: int = 0, answer: str = "DECLINED"
) -> bytes:
    """Return what a calendar sends when its person presses a button (RFC 6047)."""
    return f"""\
From: Kim Beispiel <{sender}>
To: webinars@example.org
Subject: Declined
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b1"

--b1
Content-Type: text/plain

Kim has declined.
--b1
Content-Type: text/calendar; method=REPLY; charset=utf-8

BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example//EN
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:20270111T090000Z
DTSTART:20270203T130000Z
ORGANIZER:mailto:webinars@example.org
ATTENDEE;PARTSTAT={answer}:mailto:{attendee}
SUMMARY:Webinar
END:VEVENT
END:VCALENDAR
--b1--
""".encode()


def path_of(row: int) -> str:
    """Return the signed return path of a message; a bounce address must be configured."""
    path = return_path(row)
    assert path
    return path
