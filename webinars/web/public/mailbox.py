"""The mailbox of the demo: every mail that the service has sent, without a mail server."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, send_file

from webinars.errors import NotFoundError
from webinars.mail.mailbox import count_mails, get_mail, list_mails
from webinars.settings import current_settings
from webinars.web.frames import FRAME_POLICY, MAIL_POLICY

PAGE_LENGTH = 50

CLOCK = "Europe/Berlin"
"""Zone in which the times of arrival are shown: what clocks show at both hosts."""

bp = Blueprint("mailbox", __name__)


@bp.get("/mailbox")
def index() -> str:
    """List the mails, newest first."""
    folder = _folder()
    number = max(1, request.args.get("page", 1, type=int))
    skip = (number - 1) * PAGE_LENGTH
    return render_template(
        "public/mailbox/index.html",
        mails=list_mails(folder, skip=skip, limit=PAGE_LENGTH),
        page=number,
        more=count_mails(folder) > skip + PAGE_LENGTH,
        clock=CLOCK,
    )


@bp.get("/mailbox/<identifier>")
def show(identifier: str) -> Response:
    """Show one mail: headers, HTML and text side by side, attachments."""
    mail = get_mail(_folder(), identifier)
    response = make_response(render_template("public/mailbox/show.html", mail=mail, clock=CLOCK))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


@bp.get("/mailbox/<identifier>/html")
def html(identifier: str) -> Response:
    """Give the HTML of a mail to the frame that shows it."""
    response = make_response(get_mail(_folder(), identifier).html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@bp.get("/mailbox/<identifier>/attachments/<int:number>")
def attachment(identifier: str, number: int) -> Response:
    """Give an attachment to be saved; numbers begin with 1."""
    attachments = get_mail(_folder(), identifier).attachments
    if not 1 <= number <= len(attachments):
        raise NotFoundError(f"attachment {number} of mail {identifier}")
    chosen = attachments[number - 1]
    response = send_file(
        BytesIO(chosen.content),
        mimetype=chosen.content_type,
        as_attachment=True,
        download_name=chosen.name,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _folder() -> Path:
    folder = current_settings().demo_mailbox
    if folder is None:
        raise NotFoundError("the mailbox is part of the demo only")
    return folder
