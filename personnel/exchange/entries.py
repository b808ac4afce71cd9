"""Lines of a file: what each asks for, beside what there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from desk.importing import Table
from personnel.exchange.columns import Field, Kind
from personnel.exchange.present import Kept
from personnel.exchange.sheets import Sheet
from personnel.naming import plain_name

NEW, CHANGED, SAME, BAD = "new", "changed", "same", "bad"
Key = tuple[Any, ...]


@dataclass
class Entry:
    """One line. `given` are the columns the file has, `wrong` (column, words), `beside`
    (what, how many, what becomes of it) follows from it without standing in it."""

    sheet: Sheet
    number: int
    values: dict[str, Any]
    given: frozenset[str] = frozenset()
    kept: Kept | None = None
    wrong: list[tuple[str, str]] = field(default_factory=list)
    beside: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return key_of(self.sheet, self.values)

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """By column what is there and what is asked for."""
        if self.kept is None:
            return {}
        before = self.kept.values
        return {
            one.name: (before[one.name], self.values[one.name])
            for one in self.sheet.compared
            if before[one.name] != self.values[one.name]
        }

    @property
    def act(self) -> str:
        if self.wrong:
            return BAD
        if self.kept is None:
            return NEW
        return CHANGED if self.changes else SAME

    @property
    def asks(self) -> bool:
        """Does it want anything else than there is?"""
        return bool(self.values) and (self.kept is None or bool(self.changes))

    def refuse(self, column: str, words: str | Promise) -> None:
        """Note what is wrong with a column of it."""
        self.wrong.append((column, str(words)))


def entries_of(sheet: Sheet, table: Table) -> list[Entry]:
    """Every filled line in order; one that could not be read has no values."""
    given = frozenset(table.heads)
    names = {head: name for name, head in table.heads.items()}
    titles = {str(one.title): one.name for one in sheet.fields}
    found = {
        number: Entry(sheet, number, _filled(sheet, values), given)
        for number, values in table.rows
    }
    for problem in table.problems:
        number = problem.row or 0
        entry = found.setdefault(number, Entry(sheet, number, {}, given))
        name = names.get(problem.column) or titles.get(problem.column, "")
        entry.refuse(name, problem.message)
    return [found[number] for number in sorted(found)]


def key_of(sheet: Sheet, values: Mapping[str, Any]) -> Key:
    """What names a line; blanks in a name do not make another one."""
    parts = (values.get(name) for name in sheet.keys)
    return tuple(plain_name(part) if isinstance(part, str) else part for part in parts)


def match(entries: Sequence[Entry], kept: Iterable[Kept]) -> None:
    """Lay each line beside what it tells of; a line that stands twice is refused.

    Where what there is has several rows of one key (posts may), the first line of the
    key is the first row, and so on.
    """
    there: dict[Key, list[Kept]] = defaultdict(list)
    asked: dict[Key, list[Entry]] = defaultdict(list)
    for one in kept:
        if entries:
            there[key_of(entries[0].sheet, one.values)].append(one)
    for entry in entries:
        if not entry.values:
            continue
        same = asked[entry.key]
        if len(same) < len(there[entry.key]):
            entry.kept = there[entry.key][len(same)]
        elif same:
            text = _("Row %(row)s has the same already.") % {"row": same[0].number}
            entry.refuse(entry.sheet.keys[0], text)
        same.append(entry)
        _complete(entry)


def _filled(sheet: Sheet, values: dict[str, Any]) -> dict[str, Any]:
    """With the keys that may be left blank."""
    usual = {one.name: one.empty for one in sheet.fields if one.key}
    return usual | values


def _complete(entry: Entry) -> None:
    """Every column has a value: what is not asked for stays as it is."""
    before = entry.kept.values if entry.kept else {}
    for one in entry.sheet.fields:
        entry.values[one.name] = _value(one, entry, before)


def _value(one: Field, entry: Entry, before: Mapping[str, Any]) -> Any:
    if one.name in entry.values:
        value = entry.values[one.name]
        old = before.get(one.name)
        # A name that differs by blanks alone is the same name.
        alike = one.kind is Kind.TEXT and old is not None and plain_name(old) == value
        return old if alike else value
    silent = one.name not in entry.given or one.default is not None
    if one.name in before and (silent or one.name == "short_name"):
        return before[one.name]
    return entry.values["name"] if one.name == "short_name" else one.empty
