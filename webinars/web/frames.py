"""What a page may do that shows mails in frames, and what a mail may do there."""

from __future__ import annotations

from webinars.web.headers import CONTENT_SECURITY_POLICY

FRAME_POLICY = CONTENT_SECURITY_POLICY + "; frame-src 'self'"

MAIL_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)
"""Nothing in a mail may run, load, or leave its frame."""
