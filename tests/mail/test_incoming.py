from __future__ import annotations

import random
from dataclasses import replace

import pytest
from flask import Flask

from tests.support import returned
from webinars.mail.incoming import LARGEST, Nature, read_incoming

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""One database is enough: a parser knows none."""


@pytest.fixture(autouse=True)
def path(app: Flask) -> str:
    settings = app.extensions["webinars_settings"]
    app.extensions["webinars_settings"] = replace(settings, bounce_address="bounces@example.org")
    return returned.path_of(7)


def test_a_bounce_names_its_message_however_the_address_was_rewritten(path):
    for written in (path, path.upper(), f"<{path}>", f"Bounces <{path}>"):
        assert read_incoming(returned.bounce(written)).rows == (7,)


def test_of_several_recipients_the_one_that_failed_counts(path):
    mail = returned.bounce(path).replace(
        b"\nFinal-Recipient",
        b"\nFinal-Recipient: rfc822; x@example.org\nAction: delayed\nStatus: 4.4.1\n"
        b"\nFinal-Recipient",
    )
    report = read_incoming(mail).report

    assert report is not None
    assert (report.failed, report.status_code) == (True, "5.1.1")


def test_a_report_that_a_mail_was_no_spam_is_no_complaint(path):
    assert read_incoming(returned.complaint(path, "not-spam")).report is None


def test_mutated_mails_never_stop_the_reader(path):
    chance = random.Random(20270111)  # noqa: S311 - the same mutations each time
    samples = [returned.bounce(path), returned.complaint(path), returned.decline("uid@example.org")]
    natures = set()
    for number in range(300):
        natures.add(read_incoming(_mutated(samples[number % 3], chance)).nature)

    assert {Nature.REPORT, Nature.DECLINE} < natures


def _mutated(mail: bytes, chance: random.Random) -> bytes:
    data = bytearray(mail)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        match chance.randrange(5):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 80)]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 40))
            case 3:
                data[at:at] = data[at : at + chance.randint(1, 200)]
            case _:
                data[at:at] = chance.choice([b"\x00", b"\r", b"=?utf-8?q?=FF?=", b"\n\n", b"--b1"])
    return bytes(data)


def test_a_mail_of_fifty_megabytes_is_read_by_its_beginning(path):
    incoming = read_incoming(returned.bounce(path) + b"x" * 50_000_000)

    assert incoming.rows == (7,)
    assert read_incoming(b"x" * LARGEST * 2 + returned.bounce(path)).nature is not Nature.REPORT


@pytest.mark.parametrize("kind", ["multipart/mixed", "message/rfc822"])
def test_a_thousand_nested_parts_are_not_unpacked(path, kind):
    nested = b"".join(
        f'Content-Type: {kind}; boundary="b{number}"\n\n--b{number}\n'.encode()
        for number in range(1000)
    )

    assert read_incoming(nested + returned.bounce(path)).nature is Nature.MALFORMED


def test_ten_thousand_parts_side_by_side_are_not_all_looked_at(path):
    head = b'From: x@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n'
    incoming = read_incoming(head + b"--b\n\nx\n" * 10_000 + b"--b--\n")

    assert incoming.nature is Nature.OTHER


@pytest.mark.parametrize("mail", [b"", b"\n", b"\xff\xfe\x00", b"From", b"no header\n\nbody"])
def test_what_is_no_mail_is_malformed(path, mail):
    assert read_incoming(mail).nature is Nature.MALFORMED
