"""Puts a change into the loaded engine: into one function, or into a whole module."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

from .changing import Mutant, mutated

ROOT = Path(__file__).resolve().parent.parent.parent
LOADED_AGAIN = ("coordination.core", "tests.core")
Name = tuple[str, int]
"""The qualified name of a function and its first line."""


class Functions:
    """All functions that were loaded from the files of a folder."""

    def __init__(self, below: Path) -> None:
        self._found: dict[tuple[str, Name], FunctionType] = {}
        for each in gc.get_objects():
            if isinstance(each, FunctionType):
                code = each.__code__
                if code.co_filename.startswith(str(below)):
                    self._found[code.co_filename, _name(code)] = each

    def change(self, path: Path, mutant: Mutant) -> None:
        """From now on the function does what the change says."""
        made = compile(mutated(path.read_text(), mutant.n), str(path), "exec")
        for code in _inside(made):
            if code.co_qualname == mutant.unit:
                self._found[str(path), _name(code)].__code__ = code
                return
        raise LookupError(mutant)


def _name(code: CodeType) -> Name:
    return code.co_qualname, code.co_firstlineno


def _inside(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _inside(each)


def module_name(path: Path) -> str:
    """What a file of the engine is imported as."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def load_again(path: Path, mutant: Mutant) -> None:
    """Forget the engine and its tests; what is imported next has the change."""
    for name in list(sys.modules):
        if name.startswith(LOADED_AGAIN):
            del sys.modules[name]
    sys.meta_path.insert(0, _Changed(path, mutant))


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the one module that is changed, and executes the change."""

    def __init__(self, path: Path, mutant: Mutant) -> None:
        self._path, self._mutant = path, mutant
        self._name = module_name(path)

    def find_spec(
        self, fullname: str, path: object, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self._name:
            return None
        return importlib.util.spec_from_file_location(fullname, self._path, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        tree = mutated(self._path.read_text(), self._mutant.n)
        exec(compile(tree, str(self._path), "exec"), module.__dict__)  # noqa: S102
