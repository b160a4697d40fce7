"""Words for refusal. Doors turn them into pages, exit codes or log lines."""


class WebinarsError(Exception):
    """Base of everything this service refuses on purpose."""


class NotFoundError(WebinarsError):
    """There is nothing of that kind for this reader; the web answers 404."""


class LinkExpiredError(WebinarsError):
    """The personal link was valid once; the web says until when and what to do."""


class SignUpRefusedError(WebinarsError):
    """The webinars chosen cannot be registered for."""

    def __init__(self, closed: list[str]) -> None:
        """Keep the keys of the webinars that are closed to registration."""
        super().__init__(", ".join(closed))
        self.closed = closed


class ProgrammeError(WebinarsError):
    """A programme file holds mistakes; nothing of it was stored."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        """Keep the mistakes as (path in the file, sentence)."""
        super().__init__("\n".join(f"{path}: {sentence}" for path, sentence in problems))
        self.problems = problems
