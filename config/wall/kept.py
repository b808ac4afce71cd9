"""Policies in plans that are kept (`organization.kept`): nothing that is told may get
into those, so it is read when they run.

Who reaches everything is asked once for each time the plan runs, anything else in a
function per row, of the same words as the policy: the statements that are kept look at
few rows.
"""

from __future__ import annotations

import re

from config.wall.terms import FUNCTIONS, Policy

_NOW = {
    head.partition("(")[0].removeprefix("wall_"): value
    for head, value in FUNCTIONS.items()
}
_TYPES = {"state": "varchar", "departments": "varchar[]", "to_all": "boolean"}
_COLUMN = re.compile(rf"(?<![\w'.])(id|{'|'.join(_TYPES)}|\w+_id)\b(?! *\()")
_PLANNED = re.compile(r"\bwall_(ids|id|texts|has|open)\('(\w+)'\)")
_FEW = re.compile(
    r"CASE \S+\(cardinality\(wall_few_(\w+)\(\)\), -?\d+\) WHEN 0 .*? ELSE (\w+) ="
    r" ANY \(wall_few_\1\(\)\) END"
)


def policy(table: str, found: Policy) -> str:
    """The whole condition of a table: for plans of one statement, and for kept ones."""
    door = f"wall_open('{found.door}')"
    kept = f"(SELECT {_told('open', found.door)})"
    if found.own:
        columns = ", ".join(_columns(found))
        kept += f" OR wall_now_{table}({columns})"
    once = " OR ".join((door, *found.own))
    ways = (f"CASE WHEN wall_kept() THEN {kept} ELSE {once} END", *found.linked)
    return " OR ".join(ways)


def functions(policies: dict[str, Policy]) -> dict[str, str]:
    """Head -> how it is made: a table's own ways, for one of its rows."""
    made = {}
    for table, found in policies.items():
        if found.own:
            made[f"wall_now_{table}{_head(found)}"] = _now(found)
    return made


def _told(kind: str, name: str) -> str:
    """As the function of that kind says it; in the server's own words, which take less
    than a function."""
    return f"({_NOW[kind].replace('name', repr(name))})"


def _columns(found: Policy) -> list[str]:
    return sorted(set(_COLUMN.findall(" ".join(found.own))))


def _head(found: Policy) -> str:
    columns = [f"{name} {_TYPES.get(name, 'bigint')}" for name in _columns(found)]
    return f"({', '.join(columns)}) RETURNS boolean"


def _now(found: Policy) -> str:
    """Each way looked up for the row; not by lists, which would be read for each."""
    ways = " OR ".join(found.own)
    ways = _FEW.sub(r"wall_row_\1(\2)", ways)
    ways = _PLANNED.sub(lambda m: _told(m[1], m[2]), ways)
    body = f"$$ BEGIN RETURN coalesce({ways}, false); END $$"
    return f"LANGUAGE plpgsql STABLE PARALLEL SAFE AS {body}"
