"""Small changes to a module, each of which some test ought to notice."""

from __future__ import annotations

import ast
import copy
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "bisect": "bisect_left",
}


@dataclass(frozen=True)
class Mutant:
    """The n-th change of a module: where it is, and what it does there.

    `lines` are those of the statement it is in, without what the statement governs.
    `unit` is the outermost function around it, "" for what runs on import; `key` names
    the change for as long as the text of the unit stays as it is.
    """

    n: int
    line: int
    what: str
    lines: range
    unit: str
    key: str


@dataclass(frozen=True)
class Place:
    """Where a statement or an expression stands that does something at run time."""

    holder: ast.AST
    field: str
    index: int | None
    statement: ast.stmt
    unit: ast.AST | None
    name: str

    @property
    def node(self) -> ast.AST:
        value: Any = getattr(self.holder, self.field)
        node: ast.AST = value if self.index is None else value[self.index]
        return node

    def put(self, other: ast.AST) -> None:
        if self.index is None:
            setattr(self.holder, self.field, other)
        else:
            getattr(self.holder, self.field)[self.index] = other


def mutants(source: str) -> list[Mutant]:
    """All changes of a module."""
    found, count, digests = [], Counter[str](), dict[int, str]()
    for n, (place, node, other) in enumerate(changes(ast.parse(source))):
        unit = place.unit or place.statement
        if id(unit) not in digests:
            text = f"{place.name} {ast.unparse(unit)}"
            digests[id(unit)] = hashlib.sha256(text.encode()).hexdigest()[:16]
        digest = digests[id(unit)]
        found.append(
            Mutant(
                n,
                getattr(node, "lineno", place.statement.lineno),
                f"{_short(node)}  ->  {_short(other)}",
                _header(place.statement),
                place.name if place.unit else "",
                f"{digest}.{count[digest]}",
            )
        )
        count[digest] += 1
    return found


def mutated(source: str, n: int) -> ast.Module:
    """The module with its n-th change."""
    tree = ast.parse(source)
    for k, (place, _, other) in enumerate(changes(tree)):
        if k == n:
            place.put(other)
            return ast.fix_missing_locations(tree)
    raise IndexError(n)


def changes(tree: ast.Module) -> Iterator[tuple[Place, ast.AST, ast.AST]]:
    """Each place that can change, what stands there, and what could stand there."""
    for place in _places(tree):
        for other in _changes(place.node):
            yield place, place.node, other


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) < 70 else f"{text[:67]}..."


def _header(statement: ast.stmt) -> range:
    """The lines of a statement, of one that governs others those before them."""
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if body else statement.end_lineno
    return range(statement.lineno, max(last or 0, statement.lineno) + 1)


def _places(tree: ast.Module) -> Iterator[Place]:
    stack: list[Place] = [Place(tree, "", None, ast.Pass(), None, "")]
    while stack:
        around = stack.pop(0)
        holder = around.node if around.field else around.holder
        for field, value in ast.iter_fields(holder):
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(node, ast.AST) or _is_declaration(node):
                    continue
                place = _inside(
                    around, holder, field, index if isinstance(value, list) else None
                )
                stack.append(place)
                if isinstance(node, ast.expr | ast.stmt):
                    yield place


def _inside(around: Place, holder: ast.AST, field: str, index: int | None) -> Place:
    """The place below, with the function and the statement it is in."""
    value = getattr(holder, field)
    node = value if index is None else value[index]
    unit, name, statement = around.unit, around.name, around.statement
    if isinstance(node, ast.stmt):
        statement = node
    if unit is None and isinstance(holder, ast.FunctionDef) and field == "body":
        unit = holder  # but not its defaults, which are reckoned on import
    if isinstance(node, ast.FunctionDef | ast.ClassDef) and unit is None:
        name = f"{name}.{node.name}" if name else node.name
    return Place(holder, field, index, statement, unit, name)


def _is_declaration(node: ast.AST) -> bool:
    """Imports, docstrings, names of types, errors that never happen."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.Raise):
        return True
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        name, value = node.targets[0].id, node.value
        if name == "__all__":
            return True
        return name[:1].isupper() and not name.isupper() and not _is_call(value)
    return isinstance(node, ast.AnnAssign) and node.value is None


def _is_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call)


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for k, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[k] = COMPARED[type(operator)]()
            yield other
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        if type(node.op) in COMPUTED:
            changed = copy.deepcopy(node)
            changed.op = COMPUTED[type(node.op)]()
            yield changed
    elif isinstance(node, ast.BoolOp):
        swapped = copy.deepcopy(node)
        swapped.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield swapped
    elif isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.Not | ast.USub):
            yield copy.deepcopy(node.operand)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            yield ast.copy_location(ast.Constant(not node.value), node)
        elif isinstance(node.value, int):
            yield ast.copy_location(ast.Constant(node.value + 1), node)
    elif isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id in CALLED:
            yield ast.copy_location(ast.Name(CALLED[node.id], node.ctx), node)
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        if not isinstance(node.test, ast.Compare | ast.UnaryOp | ast.BoolOp):
            turned = copy.deepcopy(node)
            turned.test = ast.UnaryOp(ast.Not(), turned.test)
            yield turned
    elif isinstance(node, ast.Continue):
        yield ast.copy_location(ast.Break(), node)
    elif isinstance(node, ast.Break | ast.Expr):
        yield ast.copy_location(ast.Pass(), node)
    if isinstance(node, ast.AugAssign):
        yield ast.copy_location(ast.Pass(), node)
