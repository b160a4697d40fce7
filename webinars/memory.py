"""What a process remembers, within bounds: what nobody wanted for the longest time goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """Values under keys, no more than so many, and no more bytes than given; for all threads."""

    def __init__(self, most: int, most_bytes: int) -> None:
        """Begin with nothing."""
        self._most = most
        self._most_bytes = most_bytes
        self._known: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> Value | None:
        """Return what was kept under this key."""
        with self._lock:
            if key not in self._known:
                return None
            self._known.move_to_end(key)
            return self._known[key][0]

    def keep(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value instead of the one before.

        :param size: of the value, in bytes; what is larger than all the room is not kept.
        """
        with self._lock:
            _, before = self._known.pop(key, (None, 0))
            self._known[key] = (value, size)
            self._bytes += size - before
            while len(self._known) > self._most or self._bytes > self._most_bytes:
                _, (_, gone) = self._known.popitem(last=False)
                self._bytes -= gone
