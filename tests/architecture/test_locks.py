"""Every lock of the product has a control that shows the race without it."""

from __future__ import annotations

import ast

from config.places import BASE_DIR
from tests.locks.controls import BY_HAND, DOUBLE, IN_SQL
from tests.locks.sites import rows, statements
from tests.locks.table_held import HELD
from tests.locks.tables import CONTESTS, EVERY


def test_no_lock_is_without_a_contest() -> None:
    shown = {*CONTESTS, *BY_HAND}
    assert len(shown) == sum(map(len, [*EVERY, BY_HAND]))
    assert shown == set(rows())
    assert set(DOUBLE) <= set(CONTESTS)


def test_what_another_lock_holds_takes_none_itself() -> None:
    assert {guard for guard, _arrange in HELD.values()} <= set(CONTESTS)
    assert set(HELD) & set(rows()) == set()


def test_no_lock_in_sql_is_without_a_control() -> None:
    assert set(IN_SQL) == set(statements())
    for test in [*IN_SQL.values(), *BY_HAND.values()]:
        path, _, name = test.partition("::")
        tree = ast.parse((BASE_DIR / path).read_text())
        assert name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
