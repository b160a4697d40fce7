"""What the law wants said: who publishes, what happens with data, who can use the pages."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from webinars.queries.hosts import get_host, list_hosts
from webinars.queries.support_offices import list_support_regions
from webinars.rules.host_order import ordered
from webinars.settings import current_settings
from webinars.web.language import current_language

bp = Blueprint("legal", __name__)


@bp.get("/hosts/<key>/imprint")
def imprint(key: str) -> str:
    """Show who publishes (§ 5 DDG, Art. XII.6 of the Code of Economic Law)."""
    return render_template("public/legal/imprint.html", host=get_host(key))


@bp.get("/hosts/<key>/privacy")
def privacy(key: str) -> str:
    """Show what a host does with personal data (Article 13 GDPR)."""
    host = get_host(key)
    others = [each for each in list_hosts() if each.id != host.id]
    return render_template(
        "public/legal/privacy.html",
        host=host,
        others=ordered(others, current_language()),
        support_regions=list_support_regions(host),
        settings=current_settings(),
    )


@bp.get("/privacy/joint")
def joint() -> str:
    """Show how several hosts share the responsibility for data (Article 26 GDPR)."""
    hosts = ordered(list_hosts(), current_language())
    if len(hosts) < 2:
        abort(404)
    return render_template("public/legal/joint.html", controllers=hosts)


@bp.get("/accessibility")
def accessibility() -> str:
    """Show how accessible the pages are and whom to tell of a barrier."""
    return render_template("public/legal/accessibility.html")
