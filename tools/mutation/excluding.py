"""Changes that cannot have an effect, by rules; docs/mutants.md gives their reasons."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .changing import changes

ROOMS = ("scratch", "room")
"""Functions that do nothing but make room."""
ROWS = "_ROWS"
BOUNDS = ("LARGEST_RATE", "LARGEST_EFFORT", "LONGEST")
"""Beyond these figures a station goes the slow way, to the same answer."""
PORTIONS = ("PART", "RUN", "CONFLICTS", "AT_ONCE", "MOVES")
"""How much is done in one go or tried; any number gives an answer that is as sound."""


def excluded(source: str) -> dict[int, str]:
    """The rule by the number of the change."""
    tree = ast.parse(source)
    spared = {id(node): rule for node, rule in _spared(tree)}
    found = {}
    for n, (_, node, other) in enumerate(changes(tree)):
        rule = spared.get(id(node))
        larger = isinstance(node, ast.Constant) and isinstance(other, ast.Constant)
        if rule and (larger or rule != "room"):
            found[n] = rule
    return found


def _spared(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (
                (word.value, "strict") for word in node.keywords if word.arg == "strict"
            )
        elif isinstance(node, ast.FunctionDef) and node.name in ROOMS:
            yield from ((each, "room") for each in ast.walk(node))
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(
            statement.targets[0], ast.Name
        ):
            name, value = statement.targets[0].id, statement.value
            if name.endswith(ROWS):
                yield value, "room"
            elif name in BOUNDS:
                yield from ((each, "bound") for each in ast.walk(value))
            elif name in PORTIONS:
                yield from ((each, "portion") for each in ast.walk(value))
            elif name.isupper() and isinstance(value, ast.UnaryOp):
                yield from ((each, "mark") for each in ast.walk(value))
