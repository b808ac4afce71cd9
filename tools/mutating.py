"""Small changes to a module, each of which some test ought to notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

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
    """The n-th change of a module: the line it is in, and what it does there."""

    n: int
    line: int
    what: str


def mutants(source: str) -> list[Mutant]:
    """All changes of a module, in order of its lines."""
    tree = ast.parse(source)
    return [Mutant(n, line, what) for n, (line, what) in enumerate(_visit(tree, -1))]


def mutated(source: str, n: int) -> ast.Module:
    """The module with its n-th change."""
    tree = ast.parse(source)
    for k, _ in enumerate(_visit(tree, n)):
        if k == n:
            return ast.fix_missing_locations(tree)
    raise IndexError(n)


def _visit(tree: ast.Module, wanted: int) -> Iterator[tuple[int, str]]:
    """Each place that can change, in turn; the ``wanted`` one is changed."""
    n = 0
    for holder, field, index in _places(tree):
        value = getattr(holder, field)
        node = value if index is None else value[index]
        for other in _changes(node):
            if n == wanted:
                if index is None:
                    setattr(holder, field, other)
                else:
                    value[index] = other
            yield node.lineno, f"{_short(node)}  ->  {_short(other)}"
            n += 1


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) < 70 else f"{text[:67]}..."


def _places(tree: ast.Module) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Where statements and expressions stand that do something at run time."""
    stack: list[ast.AST] = [tree]
    while stack:
        holder = stack.pop(0)
        for field, value in ast.iter_fields(holder):
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            for index, node in enumerate(value if isinstance(value, list) else [value]):
                if not isinstance(node, ast.expr | ast.stmt | ast.comprehension):
                    if isinstance(node, ast.AST):
                        stack.append(node)
                    continue
                if _is_declaration(node):
                    continue
                stack.append(node)
                if not isinstance(node, ast.comprehension):
                    yield holder, field, index if isinstance(value, list) else None


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
