"""Numbers for Prometheus: read from the database when asked, so that all processes agree."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from webinars import clock
from webinars.models.message import Lane
from webinars.queries.audits import Audit
from webinars.queries.health import Check, read_health
from webinars.queries.messages import count_by_lane
from webinars.settings import current_settings

bp = Blueprint("metrics", __name__)

LOOPBACK = frozenset({"127.0.0.1", "::1"})

FORWARDED = ("X-Forwarded-For", "Forwarded")
"""Headers of a proxy: what it passes on comes from elsewhere, however near the proxy itself is."""

SECONDS = {
    Check.WORKER: "webinars_worker_age_seconds",
    Check.PLANNER: "webinars_planner_age_seconds",
    Check.TRANSPORT: "webinars_transport_failing_seconds",
    Check.MESSAGES: "webinars_oldest_due_seconds",
}
"""Check to the name of its number of seconds."""


class Numbers(Collector):
    """What is counted, as Prometheus wants it; holds nothing between two questions."""

    def __init__(self, now: datetime) -> None:
        """Take the moment of the question."""
        self._now = now

    def describe(self) -> Iterator[Metric]:
        """Say nothing, so that registering asks no question."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Ask the database."""
        findings = {each.check: each for each in read_health(self._now)}
        health = GaugeMetricFamily("webinars_check_ok", "1: all is well", labels=["check"])
        audits = GaugeMetricFamily("webinars_audit", "Must be 0", labels=["audit"])
        for check, found in findings.items():
            if isinstance(check, Audit):
                audits.add_metric([check.value], found.number or 0)
            else:
                health.add_metric([check.value], float(found.ok))
        yield health
        if Check.MESSAGES not in findings:
            return
        yield audits
        for check, name in SECONDS.items():
            if (seconds := findings[check].number) is not None:
                yield GaugeMetricFamily(name, f"Seconds, see check {check.value}", seconds)
        yield _messages()


@bp.get("/metrics")
def show() -> Response:
    """Show all numbers to this machine, or to whoever brings the token; there is nothing else."""
    if not _may_read():
        abort(404)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Numbers(clock.now()))
    response = Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


def _messages() -> Metric:
    messages = GaugeMetricFamily(
        "webinars_messages", "Messages by state and lane", labels=["state", "lane"]
    )
    for state, lane, number in count_by_lane():
        messages.add_metric([state.value, Lane(lane).name.lower()], number)
    return messages


def _may_read() -> bool:
    token = current_settings().metrics_token
    given = request.headers.get("Authorization", "")
    if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        return True
    nearby = request.remote_addr in LOOPBACK
    return nearby and not any(name in request.headers for name in FORWARDED)
