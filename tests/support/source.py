"""Laws of the code that no linter knows, as checkers over its syntax tree.

Each takes the text of a module and yields the lines that break the law.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

MODULE_LINES = 300
FUNCTION_LINES = 30
FUNCTION_LINES_MOST = 60

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

BANNED_ATTRIBUTES = {
    "request.host": "links come from the public base URL",
    "request.host_url": "links come from the public base URL",
    "request.url_root": "links come from the public base URL",
    "request.base_url": "links come from the public base URL",
    "request.url": "links come from the public base URL",
    "datetime.utcnow": "time is an argument",
    "datetime.now": "time is an argument",
    "datetime.today": "time is an argument",
    "date.today": "time is an argument",
    "time.time": "time is an argument",
}
BANNED_NAMES = {
    "render_template_string": "templates are files",
    "Markup": "the template engine escapes",
    "populate_obj": "fields are set one by one",
    "smtplib": "mail leaves through delivery/transport.py",
}
ALLOWED = {
    "webinars/clock.py": {"datetime.now"},
    "webinars/delivery/transport.py": {"smtplib"},
}
"""Where the one thing that is banned elsewhere is done."""


def banned(path: str, source: str) -> Iterator[str]:
    """Yield uses of what is banned, except where it belongs."""
    allowed = ALLOWED.get(path, set())
    for node in ast.walk(ast.parse(source)):
        for name, reason in _bans(node):
            if name not in allowed:
                yield f"{path}:{getattr(node, 'lineno', 0)} {name}: {reason}"


def _bans(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Attribute):
        dotted = f"{_name(node.value)}.{node.attr}"
        if dotted in BANNED_ATTRIBUTES:
            yield dotted, BANNED_ATTRIBUTES[dotted]
        if node.attr in BANNED_NAMES:
            yield node.attr, BANNED_NAMES[node.attr]
    if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
        yield node.id, BANNED_NAMES[node.id]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias.name for alias in node.names]
        names.append(getattr(node, "module", None) or "")
        yield from ((name, BANNED_NAMES[name]) for name in names if name in BANNED_NAMES)
    if isinstance(node, ast.Call):
        yield from _banned_calls(node)


def _banned_calls(node: ast.Call) -> Iterator[tuple[str, str]]:
    keywords = {keyword.arg: keyword.value for keyword in node.keywords}
    called = _name(node.func)
    if called == "url_for" and not _is_false(keywords.get("_external")):
        yield "url_for(_external=True)", "links come from the public base URL"
    if called == "starttls" and "context" not in keywords:
        yield "starttls() without context", "it would not check the certificate"
    if called == "fromtimestamp" and "tz" not in keywords and len(node.args) < 2:
        yield "fromtimestamp() without zone", "instants are aware"


def _is_false(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is False)


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def imports_inside_functions(path: str, source: str) -> Iterator[str]:
    """Yield imports that are not at the top of their module."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, _FUNCTIONS):
            for node in ast.walk(function):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    yield f"{path}:{node.lineno} import inside {function.name}"


def imports_of(source: str) -> set[str]:
    """Return the packages that a module imports anywhere."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found.add("." if node.level else (node.module or "").partition(".")[0])
    return found


def has_code(source: str) -> bool:
    """Tell whether a module holds anything but a docstring."""
    tree = ast.parse(source)
    return len(tree.body) > (ast.get_docstring(tree) is not None)


def function_lengths(source: str) -> dict[str, int]:
    """Return the lines of code of each function: without docstring, comments and blank lines."""
    lines = source.splitlines()
    lengths = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _FUNCTIONS):
            ours = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            first = node.body[0]
            if ast.get_docstring(node, clean=False) is not None:
                ours -= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
            code = [lines[number - 1].strip() for number in ours]
            kept = [line for line in code if line and not line.startswith("#")]
            lengths[f"{node.name}:{node.lineno}"] = len(kept)
    return lengths


def undocumented(path: str, source: str) -> Iterator[str]:
    """Yield public modules, classes and functions without a docstring, and parts without types."""
    tree = ast.parse(source)
    if source.strip() and ast.get_docstring(tree) is None:
        yield f"{path}:1 module without docstring"
    yield from _undocumented(path, tree)


def _undocumented(path: str, parent: ast.Module | ast.ClassDef) -> Iterator[str]:
    for node in parent.body:
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None:
            yield f"{path}:{node.lineno} {node.name} without docstring"
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(path, node)
        elif node.returns is None:
            yield f"{path}:{node.lineno} {node.name} does not say what it returns"


_TEMPLATE_BANS = {
    r"\|\s*safe\b": "|safe",
    r"<\s*(?:input|select|textarea)\b": "raw form field",
    r"<\s*style\b": "inline style sheet",
    r"\sstyle\s*=": "inline style",
    r"<\s*script\b(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)": "inline script",
    r"\son[a-z]+\s*=\s*[\"']": "inline event handler",
    r"javascript:": "inline script",
    r"\{%-?\s*autoescape\s+false": "autoescape false",
    r"_external\s*=\s*[Tt]rue": "url_for(_external=True)",
    r"\brequest\.(?:host|host_url|url_root|url|base_url)\b": "request.host",
}
_ONLY_ON_PAGES = {"inline style sheet", "inline style"}
"""Mail programs know nothing but inline styles."""


def template_faults(path: str, source: str) -> Iterator[str]:
    """Yield what a template may not hold."""
    text = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    for pattern, name in _TEMPLATE_BANS.items():
        if name in _ONLY_ON_PAGES and path.startswith("templates/mail/"):
            continue
        if name == "raw form field" and path.startswith("templates/macros/"):
            continue
        if re.search(pattern, text):
            yield f"{path}: {name}"
