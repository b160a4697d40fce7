"""What people pass on: the picture of a page, the code that leads to it, the flyer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request, url_for
from flask_babel import gettext
from werkzeug.utils import secure_filename

from webinars import clock
from webinars.documents.codes import qr_png, qr_svg
from webinars.documents.flyer import Flyer, FlyerLine, flyer_pdf
from webinars.documents.share_image import Card, share_image
from webinars.formats import date_long, join_names, time_range, when_line
from webinars.languages import pick
from webinars.models.handout import Handout
from webinars.models.host import Host
from webinars.models.series import Series
from webinars.models.webinar import Webinar, WebinarState
from webinars.queries.handouts import get_handout
from webinars.queries.series import get_series
from webinars.queries.speakers import get_photo, get_slides
from webinars.queries.webinars import get_webinar, list_webinars_of
from webinars.rules.colours import light_colours
from webinars.rules.host_order import ordered, places
from webinars.rules.webinar_states import PublicState, is_open_for_registration, public_state
from webinars.settings import current_settings
from webinars.web.assets import FOREVER
from webinars.web.frame import frame
from webinars.web.language import current_language

bp = Blueprint("sharing", __name__)


@bp.get("/share.png")
def programme_image() -> Response:
    """Give the picture of the programme, for pages that have none of their own."""
    return _image(programme_card())


@bp.get("/series/<key>/share.png")
def series_image(key: str) -> Response:
    """Give the picture of a series."""
    return _image(series_card(get_series(key)))


@bp.get("/webinars/<key>/share.png")
def webinar_image(key: str) -> Response:
    """Give the picture of a webinar."""
    return _image(webinar_card(get_webinar(key)))


@bp.get("/speakers/<key>.jpg")
def speaker_photo(key: str) -> Response:
    """Give the photo of a speaker; only pages on which the speaker stands know its key."""
    return _file(get_photo(key), "image/jpeg")


@bp.get("/speakers/<key>/slides.pdf")
def speaker_slides(key: str) -> Response:
    """Give the slides of a speaker, once a host has released them."""
    return _attached(get_slides(key), "application/pdf", "slides.pdf")


@bp.get("/handouts/<key>")
def handout(key: str) -> Response:
    """Give a file that the hosts of a webinar hand out."""
    found = get_handout(key)
    return _attached(found.data, found.kind.media_type, handout_name(found))


def handout_name(handout: Handout) -> str:
    """Return the name of the file, as any computer can store it."""
    return f"{secure_filename(handout.title) or 'handout'}.{handout.kind}"


@bp.get("/webinars/<key>/qr.svg")
def webinar_code_svg(key: str) -> Response:
    """Give the code that leads to a webinar, for print."""
    return _file(qr_svg(_address("webinars", get_webinar(key).key)), "image/svg+xml")


@bp.get("/webinars/<key>/qr.png")
def webinar_code_png(key: str) -> Response:
    """Give the code that leads to a webinar, for slides."""
    return _file(qr_png(_address("webinars", get_webinar(key).key)), "image/png")


@bp.get("/series/<key>/qr.svg")
def series_code_svg(key: str) -> Response:
    """Give the code that leads to a series, for print."""
    return _file(qr_svg(_address("series", get_series(key).key)), "image/svg+xml")


@bp.get("/webinars/<key>/flyer")
def webinar_flyer(key: str) -> str:
    """Show the printed page of a webinar."""
    return _show(_flyer_of_webinar(get_webinar(key)), "webinar", key)


@bp.get("/webinars/<key>/flyer.pdf")
def webinar_flyer_pdf(key: str) -> Response:
    """Give the printed page of a webinar as a file."""
    return _file(flyer_pdf(_flyer_of_webinar(get_webinar(key))), "application/pdf", f"{key}.pdf")


@bp.get("/series/<key>/flyer")
def series_flyer(key: str) -> str:
    """Show the printed page of a series."""
    return _show(_flyer_of_series(get_series(key)), "series", key)


@bp.get("/series/<key>/flyer.pdf")
def series_flyer_pdf(key: str) -> Response:
    """Give the printed page of a series as a file."""
    return _file(flyer_pdf(_flyer_of_series(get_series(key))), "application/pdf", f"{key}.pdf")


def programme_card() -> Card:
    """Return what stands on the picture of the programme."""
    return Card(
        title=gettext("Energy webinars for Saxony and Wallonia"),
        kind=gettext("Programme"),
        when="",
        badge="",
        hosts=host_lines(frame().hosts),
    )


def series_card(series: Series) -> Card:
    """Return what stands on the picture of a series."""
    language = current_language()
    return Card(
        title=pick(series.titles, language),
        kind=gettext("Webinar series"),
        when="",
        badge="",
        hosts=host_lines(ordered(series.hosts, language)),
    )


def webinar_card(webinar: Webinar) -> Card:
    """Return what stands on the picture of a webinar."""
    language, zone = current_language(), webinar.time_zone
    day = date_long(webinar.starts_at, zone, language)
    hours = time_range(webinar.starts_at, webinar.ends_at, zone, language)
    return Card(
        title=pick(webinar.titles, language),
        kind=pick(webinar.series.titles, language),
        when=f"{day}, {hours}",
        badge=gettext("Cancelled") if webinar.state == WebinarState.CANCELLED else "",
        hosts=host_lines(ordered(webinar.hosts, language)),
    )


def show_image_of(webinar_or_series: Webinar | Series) -> str:
    """Let this page be shared with the picture of a webinar or series; return its address."""
    found = webinar_or_series
    if isinstance(found, Webinar):
        g.share_image = image_url("webinar_image", webinar_card(found), key=found.key)
    else:
        g.share_image = image_url("series_image", series_card(found), key=found.key)
    address: str = g.share_image
    return address


def share_image_url() -> str:
    """Return the full address of the picture that this page is shared with."""
    found: str | None = g.pop("share_image", None)
    return found or image_url("programme_image", programme_card())


def init_sharing(app: Flask) -> None:
    """Give templates the picture that goes with their page."""
    app.jinja_env.globals.update(share_image_url=share_image_url)


def host_lines(hosts: Sequence[Host]) -> tuple[tuple[str, str], ...]:
    """Return names and colours of the hosts, for the lines over a printed page."""
    return tuple((host.name, light_colours(host.accent_light).line) for host in hosts)


def image_url(endpoint: str, card: Card, **values: Any) -> str:
    """Return the full address of a picture; it changes when what stands on it does."""
    digest = hashlib.sha256(repr(card).encode()).hexdigest()[:12]
    path = url_for(f"sharing.{endpoint}", **values, v=digest)
    return f"{current_settings().public_base_url}{path}"


def _image(card: Card) -> Response:
    response = _file(share_image(card), "image/png")
    if request.args.get("v"):
        response.headers["Cache-Control"] = FOREVER
    return response


def _show(flyer: Flyer, kind: str, key: str) -> str:
    pdf = url_for(f".{kind}_flyer_pdf", key=key)
    code = url_for(f".{kind}_code_svg", key=key)
    return render_template("public/sharing/flyer.html", flyer=flyer, pdf=pdf, code=code)


def _flyer_of_webinar(webinar: Webinar) -> Flyer:
    language = current_language()
    cancelled, when = webinar.state == WebinarState.CANCELLED, _when(webinar)
    if cancelled:
        when = gettext("This webinar, planned for %(when)s, has been cancelled.", when=when)
    lines = [FlyerLine(gettext("When"), when)]
    names = [speaker.name for speaker in webinar.speakers]
    if names:
        lines.append(FlyerLine(gettext("With"), join_names(names, language)))
    return Flyer(
        kind=pick(webinar.series.titles, language),
        title=pick(webinar.titles, language),
        teaser=pick(webinar.teasers, language),
        lines=tuple(lines),
        takeaways_title=gettext("What you take away"),
        takeaways=() if cancelled else tuple(webinar.takeaways.get(language, ())),
        call=_call(webinar),
        **_foot("webinars", webinar.key, ordered(webinar.hosts, language)),
    )


def _call(webinar: Webinar) -> str:
    """Return what a reader of the flyer can do now."""
    now = clock.now()
    if public_state(webinar, now, 0) is not PublicState.ANNOUNCED:
        if not is_open_for_registration(webinar, now):
            return gettext("More about this webinar")
        if webinar.seats_free <= 0:
            return gettext("Join the waiting list")
    return gettext("Register in a minute, free of charge")


def _flyer_of_series(series: Series) -> Flyer:
    language, now = current_language(), clock.now()
    published = [
        each for each in list_webinars_of(series.id) if each.state == WebinarState.PUBLISHED
    ]
    coming = [each for each in published if each.ends_at > now]
    dates = [FlyerLine(pick(each.titles, language), _when(each)) for each in coming or published]
    return Flyer(
        kind=gettext("Webinar series"),
        title=pick(series.titles, language),
        teaser=pick(series.teasers, language),
        lines=tuple(dates),
        takeaways_title="",
        takeaways=(),
        call=gettext("Register for one or several")
        if coming
        else gettext("More about this series"),
        **_foot("series", series.key, ordered(series.hosts, language)),
    )


def _foot(kind: str, key: str, hosts: Sequence[Host]) -> dict[str, Any]:
    language, address = current_language(), _address(kind, key)
    return {
        "language": language,
        "address": address,
        "shown_address": address.partition("://")[2],
        "hosted_by": gettext(
            "Hosted by %(hosts)s", hosts=join_names([host.name for host in hosts], language)
        ),
        "hosts": host_lines(hosts),
        "notices": tuple(pick(notice.texts, language) for notice in frame().notices),
    }


def _when(webinar: Webinar) -> str:
    language = current_language()
    around = places(webinar.hosts, language)
    return when_line(webinar.starts_at, webinar.ends_at, webinar.time_zone, around, language)


def _address(kind: str, key: str) -> str:
    return f"{current_settings().public_base_url}/{current_language()}/{kind}/{key}"


def _attached(body: bytes, kind: str, name: str) -> Response:
    response = _file(body, kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file(body: bytes, kind: str, name: str = "") -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.add_etag(weak=True)
    response.make_conditional(request, accept_ranges=False)
    return response
