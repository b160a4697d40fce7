"""What time it is. Only doors (web, cli, worker) ask; everything else takes ``now``."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)
