"""Which acts the code may record, read from its text.

The first argument of every `record` is followed to the texts it may be: through
conditions, f-strings, names, and parameters to whoever calls the function. What cannot
be read from the text (`TOLD`) is told here.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    *("config", "organization", "desk", "personnel"),
    *("tasking", "budget", "coordination"),
)
DOORS = {("organization.audit", "record"), ("organization.audit", "record_attempt")}
_UNITS = {"bureau", "department", "station"}
_LOCKED = {"account", "address"}
TOLD = {
    "organization.services.reorganising: type(row).__name__.lower()": _UNITS,
    "organization.services.units: type(unit).__name__.lower()": _UNITS,
    "organization.services.guarding: key.partition(':')[0]": _LOCKED,
    "organization.services.unlocking: kind": _LOCKED,
    "coordination.services.opinion_clock: act": {"silence", "rest"},
    "coordination.services.deciding: said.act": {"keep", "uphold", "change"},
}
"""Module and expression -> what it may be."""

Where = tuple[str, str]
Function = ast.FunctionDef


class Module:
    """One file, with what its names stand for."""

    def __init__(self, path: Path) -> None:
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.tree = ast.parse(path.read_text("utf-8"))
        self.up = {
            child: node
            for node in ast.walk(self.tree)
            for child in ast.iter_child_nodes(node)
        }
        self.names: dict[str, Where] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for one in node.names:
                    self.names[one.asname or one.name] = (node.module, one.name)

    def within(self, node: ast.AST | None) -> Function | None:
        """The function around it."""
        while node is not None:
            node = self.up.get(node)
            if isinstance(node, ast.FunctionDef):
                return node
        return None

    def assigned(self, name: str, scope: ast.AST) -> Iterator[ast.expr]:
        for node in ast.walk(scope):
            for target in node.targets if isinstance(node, ast.Assign) else ():
                yield from _given(name, target, node.value)


def _given(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, given in zip(target.elts, value.elts, strict=True):
            yield from _given(name, one, given)


class Code:
    """All rooms, and who calls what."""

    def __init__(self) -> None:
        self.unread: set[str] = set()
        self.modules = {
            module.name: module
            for room in ROOMS
            for path in (ROOT / room).rglob("*.py")
            if "migrations" not in path.parts
            for module in [Module(path)]
        }

    @cached_property
    def calls(self) -> dict[Where, list[tuple[Module, ast.Call]]]:
        found = defaultdict(list)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call):
                    found[self.meant(module, node.func)].append((module, node))
                    if node.args and self.meant(module, node.func)[1] == "partial":
                        bound = ast.Call(node.args[0], node.args[1:], node.keywords)
                        module.up[bound] = module.up[node]
                        to = self.meant(module, node.args[0])
                        found[to].append((module, bound))
        return found

    @cached_property
    def members(self) -> dict[Where, set[str]]:
        """(class, member) -> values of choices."""
        found: dict[Where, set[str]] = defaultdict(set)
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                for line in node.body if isinstance(node, ast.ClassDef) else ():
                    if isinstance(line, ast.Assign):
                        first = line.value
                        if isinstance(first, ast.Tuple) and first.elts:
                            first = first.elts[0]
                        if isinstance(first, ast.Constant):
                            for target in line.targets:
                                key = (node.name, ast.unparse(target))
                                found[key].add(str(first.value))
        return found

    def meant(self, module: Module, node: ast.expr) -> Where:
        """Module and name of what is called; a package passes on what it takes in."""
        if isinstance(node, ast.Name):
            where = module.names.get(node.id, (module.name, node.id))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            of, name = module.names.get(node.value.id, ("", node.value.id))
            where = (f"{of}.{name}", node.attr)
        else:
            return ("", ast.unparse(node))
        while where[0] in self.modules and where[1] in self.modules[where[0]].names:
            where = self.modules[where[0]].names[where[1]]
        return where

    def acts(self) -> set[str]:
        found: set[str] = set()
        for door in DOORS:
            for module, call in self.calls[door]:
                found |= self.read(module, call.args[0], call, ())
        return found

    def read(
        self, module: Module, node: ast.expr, at: ast.AST, seen: tuple[object, ...]
    ) -> set[str]:
        """The texts that an expression may be."""

        def each(nodes: list[ast.expr]) -> set[str]:
            return set().union(*(self.read(module, one, at, seen) for one in nodes))

        told = TOLD.get(f"{module.name}: {ast.unparse(node)}")
        if told is not None:
            return told
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=parts):
                read = [
                    each([p.value if isinstance(p, ast.FormattedValue) else p])
                    for p in parts
                ]
                return {"".join(texts) for texts in product(*read)}
            case ast.IfExp(body=one, orelse=other):
                return each([one, other])
            case ast.Attribute(value=inner, attr="value"):
                return each([inner])
            case ast.Name(id=name):
                return self.named(module, name, at, seen)
            case ast.Attribute():
                return self.member(module, node)
        return self.missed(module, node)

    def member(self, module: Module, node: ast.Attribute) -> set[str]:
        of = ast.unparse(node.value).rpartition(".")[2]
        short = [ast.unparse(one) for one in module.assigned(of, module.tree)]
        of = short[0].rpartition(".")[2] if short else of
        return self.members.get((of, node.attr)) or self.missed(module, node)

    def named(
        self, module: Module, name: str, at: ast.AST, seen: tuple[object, ...]
    ) -> set[str]:
        within = module.within(at)
        while within is not None:
            given = list(module.assigned(name, within))
            if given:
                read = (self.read(module, one, within.body[0], seen) for one in given)
                return set().union(*read)
            if name in [a.arg for a in _taken(within)]:
                return self.passed(module, within, name, seen)
            within = module.within(within)
        of, name = module.names.get(name, (module.name, name))
        home = self.modules.get(of, module)
        values = [
            one
            for line in home.tree.body
            for one in home.assigned(name, line)
            if not isinstance(line, ast.FunctionDef | ast.ClassDef)
        ]
        if not values:
            return self.missed(module, ast.Name(name))
        read = (self.read(home, one, home.tree, seen) for one in values)
        return set().union(*read)

    def passed(
        self, module: Module, to: Function, name: str, seen: tuple[object, ...]
    ) -> set[str]:
        """What callers give for a parameter."""
        key = (module.name, to.name, name)
        if key in seen:
            return set()
        found: set[str] = set()
        default = _default(to, name)
        if default is not None:
            found |= self.read(module, default, to, (*seen, key))
        place = [a.arg for a in to.args.args].index(name) if _by_place(to, name) else 99
        for there, call in self.calls[(module.name, to.name)]:
            given = [k.value for k in call.keywords if k.arg == name]
            given += call.args[place : place + 1]
            for one in given:
                found |= self.read(there, one, call, (*seen, key))
        return found

    def missed(self, module: Module, node: ast.expr) -> set[str]:
        self.unread.add(f"{module.name}: {ast.unparse(node)}")
        return set()


def _taken(function: Function) -> list[ast.arg]:
    return [*function.args.args, *function.args.kwonlyargs]


def _by_place(function: Function, name: str) -> bool:
    return name in [a.arg for a in function.args.args]


def _default(function: Function, name: str) -> ast.expr | None:
    args = function.args
    if _by_place(function, name):
        late = args.args[len(args.args) - len(args.defaults) :]
        pairs = dict(zip((a.arg for a in late), args.defaults, strict=True))
        return pairs.get(name)
    pairs = dict(zip((a.arg for a in args.kwonlyargs), args.kw_defaults, strict=True))
    return pairs.get(name)
