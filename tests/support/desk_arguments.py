"""What the addresses of the desk's pages and their forms are filled with."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from tests.support.speakers import SLIDES, photo_file
from tests.support.world import World


def host(world: World) -> dict[str, Any]:
    return {"key": world.host.key}


def supported(world: World) -> dict[str, Any]:
    return {"key": world.webinar.key}


def supported_person(world: World) -> dict[str, Any]:
    return {**supported(world), "number": world.registration.id}


def office(world: World) -> dict[str, Any]:
    return {**host(world), "number": world.office.id}


def new_office(world: World) -> dict[str, Any]:
    return {"name": "Nele Neu", "email": "nele@example.org", "language": "fr"}


def own_passkey(world: World) -> dict[str, Any]:
    return {"number": world.passkey.id}


def own(world: World) -> dict[str, Any]:
    return {"key": world.own_webinar.key}


def own_draft(world: World) -> dict[str, Any]:
    return {"key": world.own_draft.key}


def empty_series(world: World) -> dict[str, Any]:
    return {"key": world.empty_series.key}


def own_host_name(world: World) -> dict[str, Any]:
    return {**own(world), "host": world.host.key}


def other_host(world: World) -> dict[str, Any]:
    other = world.organisers["other"].memberships[0].host
    return {**own(world), "host": other.key}


def own_person(world: World) -> dict[str, Any]:
    return {"key": world.own_webinar.key, "number": world.own_registration.id}


def own_speaker(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_desk.speaker_id}


def own_message(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_message.id}


def new_handout(_world: World) -> dict[str, Any]:
    return {"title": "Overview", "file": (BytesIO(SLIDES), "overview.pdf")}


def new_logo(_world: World) -> dict[str, Any]:
    return {"file": (BytesIO(photo_file("PNG", (80, 40))), "logo.png")}


def own_handout(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_handout.id}


def own_note(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_note.id}


def own_reminder(world: World) -> dict[str, Any]:
    return {**own(world), "rule": world.own_reminder.key}


def own_reminder_mail(world: World) -> dict[str, Any]:
    return {**own_reminder(world), "mail_language": "fr"}


def own_letter(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_announcement.id}


def own_proposal(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_proposal.id}


def own_past_proposal(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_past_proposal.id}


def own_letter_mail(world: World) -> dict[str, Any]:
    return {**own_letter(world), "mail_language": "fr"}


def own_work(world: World) -> dict[str, Any]:
    return {**own(world), "number": world.own_work.id}


def own_news(world: World) -> dict[str, Any]:
    return {**host(world), "number": world.own_news.id}


def own_news_mail(world: World) -> dict[str, Any]:
    return {**own_news(world), "mail_language": "fr"}


def own_words(world: World) -> dict[str, Any]:
    """The words of a kind of mail about ``own_webinar``; the world has some of its own."""
    return {**own(world), "level": "webinars", "kind": "registered"}


def own_words_mail(world: World) -> dict[str, Any]:
    return {**own_words(world), "mail_language": "fr"}


def letter() -> dict[str, Any]:
    words = dict.fromkeys(("de", "fr", "en"), "Bring a question")
    return {
        f"{part}-{language}": text
        for part in ("titles", "texts")
        for language, text in words.items()
    }


def own_series(world: World) -> dict[str, Any]:
    return {"key": world.own_webinar.series.key}


def own_series_file(world: World) -> dict[str, Any]:
    return {**own_series(world), "kind": "yaml"}


def several(_world: World) -> dict[str, Any]:
    return {"names": ["capacity"], "capacity": "77"}


def member(world: World) -> dict[str, Any]:
    return {"key": world.host.key, "number": world.organisers["editor"].id}


def newcomer(_world: World) -> dict[str, Any]:
    return {"name": "Nele Neu", "email": "nele@example.org", "language": "fr", "role": "viewer"}


def topic(world: World) -> dict[str, Any]:
    return {"key": world.webinar.topics[0].key}


def topic_names(_world: World) -> dict[str, Any]:
    return {f"names-{language}": f"Tides {language}" for language in ("de", "fr", "en")}


def new_series(world: World) -> dict[str, Any]:
    return {"titles-en": "Grids and storage", "hosts": [world.host.key]}


def new_webinar(world: World) -> dict[str, Any]:
    return {"titles-en": "Grids", "start-date": "2027-06-01", "start-time": "14:00"}


def new_dates(world: World) -> dict[str, Any]:
    return {**new_webinar(world), "count": "3", "sure": "1", "dates": ["2027-06-01"]}
