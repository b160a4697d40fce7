"""The programme on the hosts' own sites: the lines to be written there, and what they show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import force_locale, gettext

from webinars.documents.embed_code import Embed, frame_code, script_code
from webinars.queries.editing import list_topics
from webinars.queries.hosts import list_hosts
from webinars.settings import current_settings
from webinars.web.access import organiser_blueprint
from webinars.web.forms.embeds import EmbedForm
from webinars.web.frames import FRAME_POLICY
from webinars.web.language import current_language

bp = organiser_blueprint("organiser_embeds")


@bp.get("/embeds")
def show() -> Response:
    """Write the lines for what was chosen, and show what they do."""
    form = EmbedForm(request.args)
    form.offer(list_hosts(), list_topics(), current_language())
    embed, base = form.wanted(), current_settings().public_base_url
    page = render_template(
        "organiser/embeds/show.html",
        form=form,
        embed=embed,
        script=_script(embed, base),
        framed=_framed(embed, base),
        preview=_frame(embed, embed.filters),
        sites=current_settings().embed_origins,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def _frame(embed: Embed, filters: Mapping[str, Any]) -> str:
    endpoint = "embeds.following" if embed.kind == "next" else "embeds.upcoming"
    return url_for(endpoint, language=embed.language, **filters)


def _script(embed: Embed, base: str) -> str:
    programme = base + url_for("home.show", language=embed.language)
    with force_locale(embed.language):
        words = gettext("The whole programme")
    return script_code(embed, base + url_for("embed_script.script"), programme, words)


def _framed(embed: Embed, base: str) -> str:
    with force_locale(embed.language):
        title = gettext("Webinars")
    return frame_code(embed, base + _frame(embed, {}), title)
