"""The product's own source, parsed once: what the tests of this folder walk over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = (
    *("organization", "desk", "personnel", "budget", "tasking", "coordination"),
    "config",
)
"""From the ground up; imports and relations only point to the left. `tasking` knows
nothing of `budget` either, see the contracts."""

WRITES = frozenset(
    {
        "save",
        "create",
        "delete",
        "update",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
    }
)


def name_of(path: Path) -> str:
    """Path as it is written in a finding: desk/services.py."""
    return path.relative_to(ROOT).as_posix()


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the rooms but the migrations."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The module, every node knowing the function it stands in (`within`)."""
    parsed = ast.parse(path.read_text())
    _mark(parsed, "")
    return parsed


def _mark(node: ast.AST, within: str) -> None:
    for child in ast.iter_child_nodes(node):
        child.within = within  # type: ignore[attr-defined]
        inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        _mark(child, within or child.name if inner else within)


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Every call below a node."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield inner


def writes(node: ast.AST) -> Iterator[ast.Call]:
    """Calls that write through the ORM, as far as their names tell.

    A dictionary's or a digest's `update` takes something unnamed, a queryset's takes
    keywords only; a queryset's `delete` takes nothing.
    """
    for call in calls(node):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
            continue
        harmless = call.func.attr in ("update", "delete") and call.args
        if not harmless:
            yield call


def imported(module: ast.Module) -> dict[str, str]:
    """Local name -> dotted name of everything the module imports, at any depth."""
    found: dict[str, str] = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name] = alias.name
    return found


def called(call: ast.Call, names: dict[str, str]) -> str:
    """Dotted name of what is called, with the imports resolved: desk.services.x."""
    parts: list[str] = []
    node = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])
