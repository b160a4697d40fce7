"""Bounces: the signed return path of each mail, and the reports that come back to it."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from email.message import Message as Mail

from webinars.rules.bounces import status_code
from webinars.settings import current_settings
from webinars.text import clean_line, without_addresses
from webinars.tokens import LARGEST_ROW, return_path_signature

WORDS_LENGTH = 500
"""Characters kept of what a mail server said."""

MOST_BLOCKS = 20
"""Recipients of a report that are looked at; our mails have one."""

_COMPLAINTS = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "virus"})
"""Feedback types (RFC 5965, section 7.3) by which a person wants no more."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a delivery status notification (RFC 3464) or a complaint (RFC 5965) says."""

    complaint: bool = False
    failed: bool = False
    """Given up; otherwise only late."""
    status_code: str = ""
    words: str = ""
    """What the other mail server said; addresses masked."""


def return_path(row: int) -> str:
    """Return the envelope sender of a message: ``bounces+7.signature@example.org``.

    Empty when no bounce address is configured.
    """
    settings = current_settings()
    if not settings.bounce_address:
        return ""
    local, _, domain = settings.bounce_address.partition("@")
    return f"{local}+{row}.{return_path_signature(settings.link_key, row)}@{domain}"


def returned_rows(data: bytes) -> tuple[int, ...]:
    """Return the messages whose return path stands anywhere in a mail, signed by us.

    Where it stands proves nothing and need not: only who got the mail knows the signature.
    """
    settings = current_settings()
    if not settings.bounce_address:
        return ()
    local, _, domain = settings.bounce_address.lower().partition("@")
    pattern = rf"{re.escape(local)}\+([0-9]{{1,10}})\.([a-z2-7]{{26}})@{re.escape(domain)}"
    found = dict.fromkeys(re.findall(pattern.encode(), data.lower()))
    rows = ((int(row), signature.decode()) for row, signature in found)
    return tuple(row for row, signature in rows if _is_genuine(settings.link_key, row, signature))


def delivery_report(part: Mail) -> Report | None:
    """Return what a ``message/delivery-status`` part says; None: of no failure and no delay."""
    blocks = part.get_payload()
    listed = blocks[:MOST_BLOCKS] if isinstance(blocks, list) else []
    read = [_about(block) for block in listed if isinstance(block, Mail)]
    reports = [report for report in read if report is not None]
    return next((report for report in reports if report.failed), reports[0] if reports else None)


def feedback_report(part: Mail) -> Report | None:
    """Return what a ``message/feedback-report`` part says; None: no complaint."""
    inner = part.get_payload()
    fields = inner[0] if isinstance(inner, list) and inner else part
    kind = _field(fields, "Feedback-Type").lower() if isinstance(fields, Mail) else ""
    return Report(complaint=True, words=kind) if kind in _COMPLAINTS else None


def _about(block: Mail) -> Report | None:
    """Return what a report says of one recipient; action and status are both required."""
    action, code = _field(block, "Action").lower(), status_code(_field(block, "Status"))
    if action not in {"failed", "delayed"} or code[:1] not in {"4", "5"}:
        return None
    said = _field(block, "Diagnostic-Code")
    words = without_addresses(said.partition(";")[2].strip() or said)[:WORDS_LENGTH]
    return Report(failed=action == "failed", status_code=code, words=words)


def _field(fields: Mail, name: str) -> str:
    return clean_line(str(fields.get(name, ""))[:2000])


def _is_genuine(key: str, row: int, signature: str) -> bool:
    genuine = return_path_signature(key, row)
    return row <= LARGEST_ROW and hmac.compare_digest(signature, genuine)
