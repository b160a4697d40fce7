"""Speakers who have been invited to their own desk."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy.orm import Session

from tests import factories
from tests.support.saving import save
from webinars.documents.portraits import portrait
from webinars.models.webinar import SlidesState, SpeakerDesk
from webinars.settings import current_settings
from webinars.tokens import Purpose, derive

SLIDES = b"%PDF-1.7\nSlides\n%%EOF\n"


def make_speaker_desk(session: Session, **overrides: Any) -> SpeakerDesk:
    """Make a speaker whose link opens the desk."""
    webinar = overrides.pop("webinar", None) or factories.make_webinar(session)
    speaker = overrides.pop("speaker", None) or factories.make_speaker(session, webinar=webinar)
    values = {
        "email": "alex@example.org",
        "language": "de",
        "generation": 1,
        "invited_at": factories.NOW,
    }
    return save(session, SpeakerDesk(speaker=speaker, **{**values, **overrides}))


def with_photo(key: str) -> dict[str, Any]:
    """Return the columns of a desk with a photo."""
    return {"photo": _portrait(), "photo_key": key.lower()}


def with_slides(key: str, state: SlidesState = SlidesState.RELEASED) -> dict[str, Any]:
    """Return the columns of a desk with slides."""
    return {
        "slides": SLIDES,
        "slides_key": key.lower(),
        "slides_size": len(SLIDES),
        "slides_state": state,
        "slides_at": factories.NOW,
    }


@cache
def _portrait() -> bytes:
    return portrait(photo_file())


def photo_file(kind: str = "JPEG", size: tuple[int, int] = (600, 400), **more: Any) -> bytes:
    """Return a picture as somebody hands it in: red at its left, blue at its right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    written = BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def desk_path(desk: SpeakerDesk, language: str = "en") -> str:
    """Return the address of a speaker's desk."""
    token = derive(current_settings().link_key, Purpose.SPEAKER, desk.id, desk.generation)
    return f"/{language}/speaker/{token}"
