"""Transactions that PostgreSQL refuses because another was in the way, as often as wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from webinars.database.engine import db

_MAKE = """
CREATE SEQUENCE collisions;
CREATE FUNCTION collide() RETURNS trigger AS $$
BEGIN
  -- A sequence counts on whatever is rolled back.
  IF NEW.key = '{key}' AND nextval('collisions') <= {times} THEN
    RAISE EXCEPTION 'collided' USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER collide BEFORE UPDATE ON webinars FOR EACH ROW EXECUTE FUNCTION collide();
"""

_DROP = "DROP TRIGGER collide ON webinars; DROP FUNCTION collide; DROP SEQUENCE collisions;"


@contextmanager
def collisions(key: str, times: int) -> Iterator[None]:
    """Have so many changes of this webinar collide; PostgreSQL only."""
    _run(_MAKE.format(key=key, times=times))
    try:
        yield
    finally:
        _run(_DROP)


def _run(statements: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statements))
