"""Where the product locks rows: found in the source, so that none is forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config.places import BASE_DIR
from tests.architecture.source import ROOMS

IN_SQL = re.compile(
    r"pg_(?:try_)?advisory_(?:xact_)?lock\w*|LOCK TABLE"
    r"|FOR (?:NO KEY )?UPDATE|FOR SHARE"
)


def sources() -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((BASE_DIR / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@cache
def rows() -> tuple[str, ...]:
    """`path::function` of every call of `select_for_update`."""
    found = set()
    for path in sources():
        name = path.relative_to(BASE_DIR).as_posix()
        for holder, node in _inside(ast.parse(path.read_text()), ""):
            if isinstance(node, ast.Attribute) and node.attr == "select_for_update":
                found.add(f"{name}::{holder}")
    return tuple(sorted(found))


@cache
def statements() -> tuple[str, ...]:
    """`path::what` of every lock that is written in SQL."""
    found = set()
    for path in sources():
        name = path.relative_to(BASE_DIR).as_posix()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if "unlock" in node.value and "try" not in node.value:
                    continue
                for lock in IN_SQL.findall(node.value):
                    found.add(f"{name}::{lock}")
    return tuple(sorted(found))


def _inside(node: ast.AST, holder: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the innermost function around it."""
    for child in ast.iter_child_nodes(node):
        inner = holder
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = child.name
        yield inner, child
        yield from _inside(child, inner)
