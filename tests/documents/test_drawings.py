"""Files are drawn once, and never two at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from webinars.documents.drawings import Drawings
from webinars.errors import BusyError

WAIT = 30
"""Seconds after which a test is given up."""


class SlowDrawing:
    """A drawing that takes until it is told to end."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.end = threading.Event()
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        self.begun.set()
        assert self.end.wait(WAIT)
        return b"slow"


def never() -> bytes:
    raise AssertionError("drawn once more")


def fails() -> bytes:
    raise ValueError("no typeface")


@pytest.fixture
def drawings() -> Drawings:
    return Drawings(10, 1000)


def test_a_drawing_is_made_once(drawings: Drawings) -> None:
    assert drawings.find("flyer", lambda: b"drawn") == b"drawn"
    assert drawings.find("flyer", never) == b"drawn"


def test_who_wants_what_is_being_drawn_waits_for_it(drawings: Drawings) -> None:
    slow = SlowDrawing()
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(drawings.find, "flyer", slow)
        assert slow.begun.wait(WAIT)
        others = [threads.submit(drawings.find, "flyer", slow) for _ in range(4)]
        slow.end.set()
        assert {each.result(WAIT) for each in (first, *others)} == {b"slow"}
    assert slow.times == 1


def test_who_wants_another_one_meanwhile_is_asked_to_come_again(drawings: Drawings) -> None:
    slow = SlowDrawing()
    drawings.find("known", lambda: b"known")
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(drawings.find, "flyer", slow)
        try:
            assert slow.begun.wait(WAIT)
            with pytest.raises(BusyError):
                drawings.find("other", lambda: b"other")
            assert drawings.find("known", never) == b"known"
        finally:
            slow.end.set()
        assert first.result(WAIT) == b"slow"
    assert drawings.find("other", lambda: b"other") == b"other"


def test_a_drawing_that_failed_is_tried_again(drawings: Drawings) -> None:
    with pytest.raises(ValueError, match="no typeface"):
        drawings.find("flyer", fails)
    assert drawings.find("flyer", lambda: b"drawn") == b"drawn"
