"""Every lock of the product has a control that shows the race without it."""

from __future__ import annotations

import ast

from config.places import BASE_DIR
from tests.locks.controls import BY_HAND, IN_SQL, MOST_NOT_SHOWN, NOT_SHOWN_YET
from tests.locks.sites import rows, statements
from tests.locks.tables import CONTESTS, EVERY


def test_no_lock_is_without_a_contest() -> None:
    shown = {*CONTESTS, *BY_HAND}
    assert shown & NOT_SHOWN_YET == set()
    assert len(shown) == sum(map(len, [*EVERY, BY_HAND]))
    assert shown | NOT_SHOWN_YET == set(rows())
    assert len(NOT_SHOWN_YET) <= MOST_NOT_SHOWN


def test_no_lock_in_sql_is_without_a_control() -> None:
    assert set(IN_SQL) == set(statements())
    for test in [*IN_SQL.values(), *BY_HAND.values()]:
        path, _, name = test.partition("::")
        tree = ast.parse((BASE_DIR / path).read_text())
        assert name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
