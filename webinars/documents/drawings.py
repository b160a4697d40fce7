"""Files that are drawn from values: each once, one at a time, and remembered while there is room.

A drawing takes as long as a hundred pages. Whoever wants the one that is being drawn waits for it;
whoever wants another one meanwhile is asked to come again, so that threads stay free for pages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from functools import partial, wraps
from typing import TypeVar

from webinars.errors import BusyError
from webinars.memory import Memory

MOST = 1000
"""Drawings that each process remembers."""

MOST_BYTES = 16 * 1024 * 1024
"""Room for them; a flyer or a picture takes 20 KiB."""

Drawn = TypeVar("Drawn", bound=Hashable)


class Drawings:
    """What one process has drawn, and what it is drawing."""

    def __init__(self, most: int, most_bytes: int) -> None:
        """Begin with none."""
        self._memory: Memory[bytes] = Memory(most, most_bytes)
        self._lock = threading.Lock()
        self._underway: dict[Hashable, Future[bytes]] = {}
        """The one drawing that is being made."""

    def find(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        """Return a drawing; ``draw`` makes it when it is not known.

        :raises BusyError: when another one is being drawn.
        """
        with self._lock:
            known = self._memory.find(key)
            if known is not None:
                return known
            waited_for = self._underway.get(key)
            if waited_for is None:
                if self._underway:
                    raise BusyError
                self._underway[key] = Future()
        return waited_for.result() if waited_for is not None else self._draw(key, draw)

    def _draw(self, key: Hashable, draw: Callable[[], bytes]) -> bytes:
        done = self._underway[key]
        try:
            body = draw()
            self._memory.keep(key, body, len(body))
            done.set_result(body)
        except BaseException as error:
            done.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._underway[key]
        return body


_drawings = Drawings(MOST, MOST_BYTES)


def drawn_once(draw: Callable[[Drawn], bytes]) -> Callable[[Drawn], bytes]:
    """Let a function remember what it has drawn; equal values must give equal bytes."""

    @wraps(draw)
    def remembered(what: Drawn) -> bytes:
        return _drawings.find((draw, what), partial(draw, what))

    return remembered
