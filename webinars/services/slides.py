"""Slides: a speaker hands them in, a host of the webinar releases them or does not."""

from __future__ import annotations

from datetime import datetime

from webinars.database.engine import transaction
from webinars.errors import NotPossibleError
from webinars.models.organiser import Organiser
from webinars.models.webinar import SlidesState
from webinars.steps.audit import actor_of, write_audit
from webinars.steps.speakers import hold_desk, hold_own_desk, set_slides


def hand_in_slides(token: str, slides: bytes | None, *, now: datetime) -> None:
    """Keep a speaker's slides until a host decides, in place of earlier ones; None: keep none.

    :raises NotFoundError: when the link is not valid.
    :raises NotPossibleError: when the webinar is cancelled.
    """
    with transaction() as session:
        webinar, desk = hold_own_desk(session, token)
        if slides is None and desk.slides_state is None:
            return
        if desk.shows_slides:
            webinar.changed_at = now
        action = "speaker.slides_removed"
        if slides is None:
            set_slides(desk, None, None)
        else:
            set_slides(desk, slides, SlidesState.PENDING, now)
            action = "speaker.slides_handed_in"
        write_audit(session, "speaker", action, ("webinar", webinar.id), now=now)


def decide_slides(
    organiser: Organiser, key: str, number: int, *, seen: str, release: bool, now: datetime
) -> None:
    """Let everybody read a speaker's slides, or delete them; nobody is written to.

    :param seen: key of the slides that the organiser has seen.
    :raises NotFoundError: when it is no speaker of a webinar that the organiser may change.
    :raises NotPossibleError: when there are none, or others than those seen.
    """
    with transaction() as session:
        webinar, desk = hold_desk(session, organiser, key, number)
        if desk is None or not seen or desk.slides_key != seen:
            raise NotPossibleError
        if release and desk.shows_slides:
            return
        webinar.changed_at = now
        if release:
            desk.slides_state = SlidesState.RELEASED
        else:
            set_slides(desk, None, SlidesState.REFUSED)
        action = "speaker.slides_released" if release else "speaker.slides_refused"
        write_audit(session, actor_of(organiser), action, ("webinar", webinar.id), now=now)
