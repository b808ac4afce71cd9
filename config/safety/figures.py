"""What a database holds, in figures that differ when one byte of one row does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from psycopg2 import sql

PLAIN = (
    *("SET TIME ZONE 'UTC'", "SET datestyle = 'ISO, YMD'"),
    *("SET intervalstyle = 'postgres'", "SET bytea_output = 'hex'"),
    *("SET extra_float_digits = 1", "SET search_path = public"),
)
"""The same row reads the same wherever it lies."""

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname
"""
_TABLE = """
SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text
FROM {table} t
"""
_MONEY = """
SELECT coalesce(sum(allocated), 0)::text, coalesce(sum(disbursed), 0)::text,
       coalesce(sum(received), 0)::text, coalesce(sum(confirmed), 0)::text,
       count(*) FILTER (WHERE NOT (confirmed <= received AND received <= disbursed
                                   AND disbursed <= allocated))
FROM budget_balance
"""
_LEGS = "SELECT coalesce(sum(amount), 0)::text FROM budget_leg"
_AUDIT = """
SELECT coalesce(max(id), 0), count(*), encode(sha256(coalesce(
    string_agg(sha256(convert_to(a::text, 'UTF8')), ''::bytea ORDER BY id), ''
)), 'hex') FROM organization_auditevent a WHERE id <= %s
"""
_MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"
EVERYTHING = 2**63 - 1


@dataclass(frozen=True)
class Figures:
    """`tables`: name -> [rows, digest]. `money`: sums in yuan, as text, and how many
    lines break confirmed <= received <= disbursed <= allocated. `audit`: last id,
    rows, and a digest over the trail in its order."""

    tables: dict[str, list[Any]]
    money: dict[str, Any]
    audit: list[Any]
    migrations: list[str]

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def rows(self) -> int:
        return sum(int(rows) for rows, _digest in self.tables.values())


def read(connection: Any) -> Figures:
    """Everything in one view of the rows; opens a transaction unless one is open."""
    with connection.cursor() as cursor:
        for statement in PLAIN:
            cursor.execute(statement)
        cursor.execute(_TABLES)
        names = [row[0] for row in cursor.fetchall()]
        tables = {name: _table(cursor, name) for name in names}
        if "django_migrations" not in tables:
            return Figures(tables, {}, [0, 0, ""], [])
        cursor.execute(_MIGRATIONS)
        migrations = [row[0] for row in cursor.fetchall()]
        return Figures(tables, _money(cursor), audit(cursor), migrations)


def _table(cursor: Any, name: str) -> list[Any]:
    cursor.execute(sql.SQL(_TABLE).format(table=sql.Identifier(name)))
    return list(cursor.fetchone())


def _money(cursor: Any) -> dict[str, Any]:
    cursor.execute(_MONEY)
    names = ("allocated", "disbursed", "received", "confirmed", "broken")
    found = dict(zip(names, cursor.fetchone(), strict=True))
    cursor.execute(_LEGS)
    return found | {"legs": cursor.fetchone()[0]}


def audit(cursor: Any, until: int = EVERYTHING) -> list[Any]:
    """Last id, rows and digest of the audit trail up to an id."""
    cursor.execute(_AUDIT, [until])
    return list(cursor.fetchone())


def differences(saved: Figures, found: Figures) -> Iterator[str]:
    """Every figure that is not what it was, in words for a log; none when equal."""
    for name in sorted(saved.tables.keys() | found.tables.keys()):
        old, new = saved.tables.get(name), found.tables.get(name)
        if old != new:
            yield f"{name}: {_rows(old)} -> {_rows(new)}"
    for name, amount in saved.money.items():
        if found.money.get(name) != amount:
            yield f"money, {name}: {amount} -> {found.money.get(name)}"
    if saved.audit != found.audit:
        yield f"audit trail: {saved.audit} -> {found.audit}"
    if saved.migrations != found.migrations:
        yield "migrations differ"


def _rows(figure: list[Any] | None) -> str:
    return "missing" if figure is None else f"{figure[0]} rows (digest {figure[1]})"


def unsound(found: Figures) -> Iterator[str]:
    """What cannot be right in any database of ours, whatever was saved."""
    if not found.migrations:
        yield "no Yipan database"
        return
    if found.money["broken"]:
        yield f"{found.money['broken']} lines break the order of amounts"
    if float(found.money["legs"]):
        yield f"the ledger's legs sum to {found.money['legs']}, not to nothing"


def outside(before: Figures, after: Figures, found: Figures) -> Iterator[str]:
    """What a copy taken between two looks cannot hold: tables that stood still must be
    the same in it, and the audit trail lies between the two."""
    for name, was in before.tables.items():
        if was == after.tables.get(name) and found.tables.get(name) != was:
            yield f"{name}: {_rows(was)} -> {_rows(found.tables.get(name))}"
    if not before.audit[1] <= found.audit[1] <= after.audit[1]:
        yield f"audit trail: {found.audit[1]} rows"
