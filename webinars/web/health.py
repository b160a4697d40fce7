"""Whether the service works, for monitors; says nothing about persons."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webinars import clock
from webinars.documents.health_words import health_words
from webinars.queries.health import is_healthy, read_health

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def show() -> ResponseReturnValue:
    """Answer 200 when all is well, else 503; each check says ``ok`` or what is wrong."""
    findings = read_health(clock.now())
    healthy = is_healthy(findings)
    response = jsonify(
        status="ok" if healthy else "failing",
        checks={each.check.value: health_words(each) for each in findings},
    )
    response.status_code = 200 if healthy else 503
    response.headers["Cache-Control"] = "no-store"
    return response
