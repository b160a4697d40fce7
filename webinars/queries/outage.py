"""What a question ends in when the database is out of reach, for pages that may not know it."""

from __future__ import annotations

from sqlalchemy.exc import InternalError, OperationalError

DatabaseOutageError = OperationalError
"""The database does not answer, or stays locked by others for too long."""

DatabaseRefusalError = InternalError
"""The server takes no writes, as it is a standby or set to read only."""
