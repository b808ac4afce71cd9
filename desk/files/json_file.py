"""JSON as people hand it in: one object whose lists hold objects."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal

from .entries import Row
from .problems import Problem, Report, UnusableError
from .values import Unreadable


def top_of(raw: bytes) -> dict[str, object]:
    """The object a file consists of; raises UnusableError."""
    top = _parsed(raw)
    if not isinstance(top, dict):
        raise UnusableError(Problem("not_an_object"))
    return top


def _parsed(raw: bytes) -> object:
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnusableError(Problem("not_utf8")) from None
    if not written.strip():
        raise UnusableError(Problem("empty_file"))
    try:
        return json.loads(written, parse_float=Decimal, parse_constant=Unreadable)
    except json.JSONDecodeError as wrong:
        where = {"line": wrong.lineno, "column": wrong.colno}
        raise UnusableError(Problem("not_json", params=where)) from None
    except RecursionError:
        raise UnusableError(Problem("nested_too_deep")) from None
    except (ValueError, ArithmeticError):
        raise UnusableError(Problem("number_too_long")) from None


def rows(
    top: dict[str, object], name: str, report: Report, *, required: bool = False
) -> list[Row]:
    """The entries of a list at the top; absent is empty."""
    entries = top.get(name)
    if entries is None:
        if required:
            report.add("missing", name, None, name)
        return []
    if not isinstance(entries, list):
        report.add("not_a_list", name, None)
        return []
    return objects(entries, name, report)


def objects(entries: Iterable[object], name: str, report: Report) -> list[Row]:
    """The entries that are objects, numbered from 1."""
    found = []
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, dict):
            found.append(Row(name, number, entry))
        else:
            report.add("not_an_object", name, number)
    return found
