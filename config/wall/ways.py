"""Ways by which somebody comes to see rows, found once per request and not per table.

A policy that looks in another table costs each statement its planning, whether it
concerns who asks or not. A way is looked up by a function instead, when the first
statement that needs it is planned: the ids it leads to are kept until somebody else
asks, and a policy reads `id = ANY ('{…}')`. Where they are more than a `FEW`, each row
is looked up by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

FEW = 400
"""Ids that a plan may name: selectivity is reckoned for each of them."""
_LOOK = "SELECT array_agg(DISTINCT id), count(*) INTO found, found_rows FROM"
_ONE = ("user", "officer", "alone")
_REACH = {"at": "wall_station", "of": "wall_department"}


class Term(NamedTuple):
    """A column of the way's view holds what was told under a name ("at people": a
    station, "of people": a department within that kind of reach), and something more
    holds, in which `v_NAME` is what was told."""

    column: str
    told: str
    also: str = ""

    def sql(self, *, row: bool) -> str:
        where, _space, kind = self.told.partition(" ")
        if kind and row:
            near = f"s.id = up.{self.column} AND s.bureau_id = ANY (v_{kind})"
            held = f"EXISTS (SELECT FROM {_REACH[where]} s WHERE {near})"
        elif self.told in _ONE:
            held = f"up.{self.column} = v_{self.told}"
        elif self.told == "codes":
            held = f"up.{self.column} && v_codes"
        else:
            held = f"up.{self.column} = ANY (v_{self.told.replace(' ', '_')})"
        return f"{held} AND {self.also}" if self.also else held


@dataclass(frozen=True)
class Way:
    """The ids in a column of a view of which one of the terms holds. `far`: always more
    than a few, so that nobody tries."""

    view: str
    column: str
    terms: tuple[Term, ...]
    far: bool = False


def _told(sql: str) -> str:
    """Assignments of all that the SQL names, and their declaration."""
    names = sorted(set(re.findall(r"\bv_(\w+)", sql)))
    return "; ".join(f"v_{name} := {_value(name)}" for name in names)


def _declared(sql: str) -> str:
    names = sorted(set(re.findall(r"\bv_(\w+)", sql)))
    return "; ".join(f"v_{name} {_type(name)}" for name in names)


def _type(name: str) -> str:
    if name == "codes":
        return "varchar[]"
    return "bigint" if name in _ONE else "bigint[]"


def _value(name: str) -> str:
    """As it is told now. A function that calls itself immutable would be called once
    and for all within another one, whoever asks later."""
    where, _under, kind = name.partition("_")
    if kind:
        ids = " ".join(("SELECT id FROM", _REACH[where], "WHERE bureau_id = ANY"))
        return f"ARRAY({ids} ({_value(kind)}))"
    return f"nullif(current_setting('wall.{name}', true), '')::{_type(name)}"


def functions(ways: dict[str, Way]) -> dict[str, str]:
    """Head of a function -> how it is made. Those that are kept call themselves
    immutable as those of `config.wall.terms` do, and hold no longer."""
    made = {}
    for name, way in ways.items():
        if not way.far:
            made[f"wall_few_{name}() RETURNS bigint[]"] = _few(name, way)
        made[f"wall_row_{name}(one bigint) RETURNS boolean"] = _row(way)
    return made


def _few(name: str, way: Way) -> str:
    each = " UNION ALL ".join(
        " ".join(("SELECT", way.column, "AS id FROM", way.view, "up WHERE", held))
        for held in (term.sql(row=False) for term in way.terms)
    )
    whole = name.startswith(("at_", "of_"))
    limit = "" if whole else f" LIMIT {FEW + 1}"
    most = "true" if whole else f"found_rows <= {FEW}"
    return f"""LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    asked text := coalesce(current_setting('wall.asked', true), '');
    kept text := coalesce(current_setting('wall.few_{name}', true), '');
    found bigint[]; found_rows bigint; {_declared(each)};
BEGIN
    IF asked <> '' AND starts_with(kept, asked) THEN
        RETURN nullif(substr(kept, length(asked) + 1), 'many')::bigint[];
    END IF;
    {_told(each)};
    {_LOOK} ({each}{limit}) each;
    found := CASE WHEN {most} THEN coalesce(found, '{{}}') END;
    IF asked <> '' THEN
        kept := asked || coalesce(found::text, 'many');
        PERFORM set_config('wall.few_{name}', kept, false);
    END IF;
    RETURN found;
END $$"""


def _row(way: Way) -> str:
    any_of = " OR ".join(f"({term.sql(row=True)})" for term in way.terms)
    return (
        f"LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$ DECLARE {_declared(any_of)};"
        f" BEGIN {_told(any_of)}; RETURN EXISTS (SELECT FROM {way.view} up"
        f" WHERE up.{way.column} = one AND ({any_of})); END $$"
    )


def by(name: str, column: str) -> str:
    """The way leads to what the column names."""
    row = f"wall_row_{name}({column})"
    if WAYS[name].far:
        return row
    few = f"wall_few_{name}()"
    return (
        f"CASE coalesce(cardinality({few}), -1) WHEN 0 THEN false WHEN -1 THEN {row}"
        f" ELSE {column} = ANY ({few}) END"
    )


def within(name: str, column: str) -> str:
    """The same of a kind of reach, which is known whole: looked up in a hash where it
    is wide."""
    few = f"wall_few_{name}()"
    return (
        f"CASE least(cardinality({few}), {FEW + 1}) WHEN 0 THEN false"
        f" WHEN {FEW + 1} THEN {column} IN (SELECT unnest({few}))"
        f" ELSE {column} = ANY ({few}) END"
    )


def _reach(where: str, kind: str) -> Way:
    return Way(_REACH[where], "id", (Term("bureau_id", kind),))


_PEOPLE = (Term("station_id", "at people"), Term("department_id", "of people"))
_HEADED = (Term("station_id", "chief"), Term("department_id", "head"))
_PRAISED = (
    Term("bureau_id", "known", "up.published"),
    Term("nominated_by_id", "user"),
)
_ORDERED = (
    Term("department_id", "departments"),
    Term("department_id", "of over", "(NOT up.reserved OR up.approver_id = v_user)"),
)
_NOTED = Term("department_id", "departments"), Term("department_id", "of over")
_SEATED = Term("station_id", "stations"), Term("department_id", "departments")
_HELD = Term("station_id", "stations"), Term("station_id", "at over")
WAYS: dict[str, Way] = {
    **{f"at_{k}": _reach("at", k) for k in ("below", "over", "people", "money")},
    **{f"of_{k}": _reach("of", k) for k in ("known", "over", "people")},
    # --- people
    "posted": Way(
        "wall_posted",
        "officer_id",
        (Term("station_id", "stations"), Term("department_id", "head"), *_PEOPLE),
    ),
    "kept": Way("wall_posted", "officer_id", _PEOPLE),
    "home_at": Way("wall_home", "station_id", (Term("officer_id", "alone"),)),
    "praised": Way("wall_praised", "officer_id", _PRAISED),
    "praised_at": Way("wall_praised", "station_id", _PRAISED),
    "order_read": Way("wall_order_reader", "order_id", (Term("user_id", "user"),)),
    "order_asked": Way(
        "wall_order_seat", "order_id", (Term("station_id", "stations"),)
    ),
    "leave_at": Way("wall_leave_part", "request_id", (*_HEADED, *_PEOPLE)),
    "leave_own": Way(
        "wall_leave", "id", (Term("officer_id", "officer"), Term("asked_by_id", "user"))
    ),
    "chooses": Way("wall_round_officer", "round_id", (Term("officer_id", "officer"),)),
    "ranks": Way("wall_round_post", "round_id", _SEATED),
    "prepares": Way("wall_round", "id", (Term("bureau_id", "people"),)),
    # --- tasks
    "ordered": Way("wall_directive", "id", _ORDERED, far=True),
    "joined": Way(
        "wall_party", "directive_id", (Term("department_id", "departments"),)
    ),
    "twin": Way("wall_twin", "directive_id", (Term("department_id", "departments"),)),
    "twin_at": Way(
        "wall_twin_at", "assignment_id", (Term("department_id", "departments"),)
    ),
    "doubled": Way("wall_doubled", "pair_id", (Term("station_id", "stations"),)),
    "owed": Way(
        "wall_assignment", "directive_id", (Term("station_id", "stations"),), far=True
    ),
    "owed_below": Way(
        "wall_assignment", "directive_id", (Term("station_id", "at over"),), far=True
    ),
    "noted": Way("wall_notice", "id", _NOTED, far=True),
    "received": Way("wall_receipt", "notice_id", _HELD, far=True),
    # --- conflicts
    "proposed": Way(
        "wall_proposed", "proposal_id", (*_HELD, Term("departments", "codes"))
    ),
    "party": Way("wall_proposal_party", "proposal_id", _SEATED),
}
"""Reach by name, then what else leads somebody to a row."""
FUNCTIONS = functions(WAYS)
