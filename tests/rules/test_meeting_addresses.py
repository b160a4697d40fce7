"""What is taken for the address of a meeting, and the platform that it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinars.rules.meeting_addresses import ADDRESS_LENGTH, is_meeting_address, written_plainly
from webinars.rules.platforms import platform_name


@pytest.mark.parametrize(
    "address",
    [
        "https://zoom.us/j/123456789?pwd=aBc.1",
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d",
        "https://bbb.example.org/rooms/abc-def/join",
        "https://meet.jit.si/Example",
        "https://meet.example.org:8443/#/room",
        "https://[::1]:8443/room",
        "https://example.org/" + "x" * (ADDRESS_LENGTH - 20),
    ],
)
def test_addresses_of_meetings_are_taken(address):
    assert is_meeting_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "zoom.us/j/1",
        "http://zoom.us/j/1",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:///path",
        "https://kim:secret@example.org/",
        "https://kim@example.org/",
        "https://example.org:99999/",
        "https://example.org:0/",
        "https://[::1/",
        "https://example.org/a b",
        "https://example.org/\n",
        'https://example.org/"onload=',
        "https://example.org/<b>",
        "https://example.org/\\evil.example",
        "https://exämple.org/",
        "https://example.org/" + "x" * (ADDRESS_LENGTH - 19),
    ],
)
def test_everything_else_is_refused(address):
    assert not is_meeting_address(address)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://zoom.us/j/1", "Zoom"),
        ("https://us02web.zoom.us/j/1", "Zoom"),
        ("https://ZOOM.us./j/1", "Zoom"),
        ("https://teams.microsoft.com/l/1", "Microsoft Teams"),
        ("https://teams.live.com/meet/1", "Microsoft Teams"),
        ("https://bbb.example.org/rooms/x", "BigBlueButton"),
        ("https://bbb2.example.org/b/x", "BigBlueButton"),
        ("https://lecture.example.org/bigbluebutton/api/join", "BigBlueButton"),
        ("https://meet.jit.si/x", "Jitsi"),
        ("https://jitsi-meet.example.org/x", "Jitsi"),
        ("https://meet.example.org/x", "meet.example.org"),
        ("https://zoom.us.evil.example/j/1", "zoom.us.evil.example"),
        ("https://notzoom.us/j/1", "notzoom.us"),
    ],
)
def test_the_platform_is_named_in_words(address, name):
    assert platform_name(address) == name


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (
            "https://meet.jit.si/Gespräch-für-alle",
            "https://meet.jit.si/Gespr%C3%A4ch-f%C3%BCr-alle",
        ),
        ("https://meet.jit.si/😀", "https://meet.jit.si/%F0%9F%98%80"),
        (
            'https://teams.example.org/l/19:x@thread.v2/0?context={"Tid":"1","Oid":"2"}',
            "https://teams.example.org/l/19:x@thread.v2/0"
            "?context=%7B%22Tid%22:%221%22,%22Oid%22:%222%22%7D",
        ),
        (
            "https://example.org/%C3%BC/ü?a=50%&b=%zz",
            "https://example.org/%C3%BC/%C3%BC?a=50%&b=%zz",
        ),
        ("https://Exämple.org:8443/#ü", "https://xn--exmple-cua.org:8443/#%C3%BC"),
        ("https://пример.рф:443/x", "https://xn--e1afmkfd.xn--p1ai:443/x"),
        ("HTTPS://my_room.Example.org/^", "HTTPS://my_room.Example.org/%5E"),
        ("https://[::1]:8443/ü", "https://[::1]:8443/%C3%BC"),
    ],
)
def test_what_browsers_write_otherwise_is_written_as_they_do(typed, plain):
    assert written_plainly(typed) == plain
    assert is_meeting_address(plain)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "meet.example.org/ü",
        "http://example.org/ü",
        "javascript:alert('ü')",
        "https:///ü",
        "https://[::1/ü",
        "https://[ü]/",
        "https://example.org/ü b",
        "https://example.org/ü\n",
        "https://example.org/\u00a0",
        "https://example.org/\ud800",
        "https://example.org\u2028/ü",
        "https://ü..example.org/",
        f"https://{'ü' * 64}.example.org/",
        "https://exämple.org\uff0fpath/",
        "https://straße.example.org/",
        "https://example.org/\\evil.example",
    ],
)
def test_what_is_no_address_is_returned_as_it_was_and_refused(typed):
    assert written_plainly(typed) == typed
    assert not is_meeting_address(typed)


@pytest.mark.parametrize("typed", ["https://kim:ü@example.org/", "https://ü@example.org/"])
def test_names_and_passwords_stay_refused(typed):
    assert not is_meeting_address(written_plainly(typed))


@given(st.text(), st.text())
def test_writing_twice_is_writing_once_and_what_is_taken_stays(place, path):
    for text in (f"https://{place}/{path}", f"https://example.org/{path}", path):
        plain = written_plainly(text)
        assert written_plainly(plain) == plain
        if is_meeting_address(text):
            assert plain == text
