"""Words for refusal. Doors turn them into pages, exit codes or log lines."""

from enum import Enum


class WebinarsError(Exception):
    """Base of everything this service refuses on purpose."""


class NotFoundError(WebinarsError):
    """There is nothing of that kind for this reader; the web answers 404."""


class NotPossibleError(WebinarsError):
    """The thing is in no state for this act."""


class SuppressedError(NotPossibleError):
    """The address gets no mails any more: it refuses them, or its person has objected."""


class LinkExpiredError(WebinarsError):
    """The personal link was valid once; the web says until when and what to do."""


class JoinRefusedError(WebinarsError):
    """The way into the meeting is not open for this person at this moment."""


class AlreadyAddedError(WebinarsError):
    """A team has added this person already, who has still to confirm."""


class SignUpRefusedError(WebinarsError):
    """The webinars chosen cannot be registered for."""

    def __init__(self, closed: list[str]) -> None:
        """Keep the keys of the webinars that are closed to registration."""
        super().__init__(", ".join(closed))
        self.closed = closed


class StaleRevisionError(WebinarsError):
    """Somebody else saved the same thing since the reader saw it; nothing was stored."""


class IncompleteError(WebinarsError):
    """A webinar cannot go online yet."""

    def __init__(self, missing: list[str]) -> None:
        """Keep the kinds of what is missing."""
        super().__init__(", ".join(missing))
        self.missing = missing


class ProposalOpenError(WebinarsError):
    """Another host has proposed a change of the same webinar, which wants an answer first."""


class KeyTakenError(WebinarsError):
    """Something else has this key already."""


class SeatsTakenError(WebinarsError):
    """There are more people with a seat than there were to be seats."""

    def __init__(self, seats: int) -> None:
        """Keep the number of seats that are taken."""
        super().__init__(str(seats))
        self.seats = seats


class ProgrammeError(WebinarsError):
    """A programme file holds mistakes; nothing of it was stored."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        """Keep the mistakes as (path in the file, sentence)."""
        super().__init__("\n".join(f"{path}: {sentence}" for path, sentence in problems))
        self.problems = problems


class Refusal(Enum):
    """Why a webinar or its reminder is not changed, or its people are not told."""

    MEANWHILE = "somebody has changed its time or state since the page was opened"
    NOT_PUBLISHED = "a draft has no public, what is cancelled stays cancelled"
    UNDER_WAY = "it has begun, or is over"
    PAST = "the new time has passed"
    SAME = "it takes place then anyway"
    AGREEMENT = "another host has to agree first"
    PROPOSAL = "another host waits for an answer to what it has proposed"
    UNKNOWN_YET = "who took part is known only after the end"
    SENT = "its moment has come already"
    OVER = "after the end only those are written to who took part, or who did not"


class ChangeRefusedError(WebinarsError):
    """A webinar cannot be moved or cancelled; nothing has changed and nobody was told."""

    def __init__(self, why: Refusal) -> None:
        """Keep the reason; pages have a sentence for each."""
        super().__init__(why.value)
        self.why = why


class ConflictError(WebinarsError):
    """Other transactions were in the way each time it was tried; nothing has changed."""


class BusyError(WebinarsError):
    """A process is busy with something else of the kind; a moment later it can be asked again."""


class TooManyGuessesError(WebinarsError):
    """Too many wrong attempts; the next one may be made later."""

    def __init__(self, seconds: int) -> None:
        """Keep for how many seconds to wait."""
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


class LastOwnerError(WebinarsError):
    """Hosts would be left without anybody who can decide about their team; nothing has changed."""

    def __init__(self, hosts: list[str]) -> None:
        """Keep the keys of these hosts."""
        super().__init__(", ".join(hosts))
        self.hosts = hosts


class TooManyMailsError(WebinarsError):
    """So many mails went to one address today that another one would only fill a mailbox."""


class StepUpError(WebinarsError):
    """A form needs one more step before it is taken; nothing is stored."""

    def __init__(self, seconds: int = 0) -> None:
        """Keep for how many seconds the step is only open to browsers with scripts."""
        super().__init__(f"one more step, {seconds} seconds")
        self.seconds = seconds
