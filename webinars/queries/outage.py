"""What a question ends in when the database is out of reach, for pages that may not know it."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError

DatabaseOutageError = OperationalError
"""The database does not answer, or stays locked by others for too long."""
