"""What is taken for the address of a meeting, and the platform that it names."""

import pytest

from webinars.rules.meeting_addresses import ADDRESS_LENGTH, is_meeting_address
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
