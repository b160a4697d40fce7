"""Video platforms by the address of a meeting or recording, so that a page can name them."""

from __future__ import annotations

from urllib.parse import urlsplit

_DOMAINS = {
    "zoom.us": "Zoom",
    "zoom.com": "Zoom",
    "zoomgov.com": "Zoom",
    "teams.microsoft.com": "Microsoft Teams",
    "teams.live.com": "Microsoft Teams",
    "meet.jit.si": "Jitsi",
    "8x8.vc": "Jitsi",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
}

_LABELS = {
    "bbb": "BigBlueButton",
    "bigbluebutton": "BigBlueButton",
    "jitsi": "Jitsi",
}
"""First words of the host names that universities and providers give their own servers."""


def platform_name(address: str) -> str:
    """Return the name of the platform that an address leads to; else the host's name."""
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    for domain, name in _DOMAINS.items():
        if host == domain or host.endswith(f".{domain}"):
            return name
    if parts.path.startswith("/bigbluebutton/"):
        return "BigBlueButton"
    words = {word.rstrip("0123456789") for label in host.split(".") for word in label.split("-")}
    return next((name for label, name in _LABELS.items() if label in words), host)
