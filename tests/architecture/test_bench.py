"""What `make bench` writes, and that its peers stay outside the product."""

from __future__ import annotations

import ast
import importlib
import json
from pathlib import Path

import numpy as np
import pytest

from bench import ground
from bench.figures import Figure, heard, table
from bench.peers.exact_sql import EXACT
from bench.rows import ROWS
from bench.run import results
from bench.scene import Scene, slower
from tests.architecture.source import ROOT

FIELDS = ["name", "value", "unit", "ratio", "against", "asked", "ok"]
STATIONS, OPEN = 24, 30


def scene(tmp_path) -> Scene:
    ruled = ground.lay(tmp_path / "ruled", STATIONS, OPEN)
    return Scene(ruled, ground.scatter(ruled, tmp_path / "scattered"), quick=True)


def test_a_figure_becomes_a_row_of_the_results():
    some = Figure(
        *("a peer", "3 µs = 2.0 x", "≥ 2 x", True),
        **{"value": 3.0, "unit": "µs", "ratio": 2.0, "against": "the engine"},
    )
    rows = json.loads(results([some, Figure("no browser", "–")]))
    assert [list(row) for row in rows] == [FIELDS, FIELDS]
    assert rows[0]["value"] == 3.0
    assert rows[1]["ok"] is None
    assert "ok" in table([some])


def test_figures_survive_the_way_between_processes(capsys):
    from bench.figures import tell

    some = Figure("floor", "1.0 s", value=1.0, unit="s")
    tell([some])
    assert heard(capsys.readouterr().out) == [some]


@pytest.mark.parametrize("name", ROWS)
def test_every_row_is_one_function(name):
    assert callable(importlib.import_module(f"bench.rows.{name}").run)


def test_what_one_program_takes_from_another_is_there():
    """Programs are run when asked for: nothing else would notice."""
    missing = []
    for path in sorted((ROOT / "bench").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "")[:5] == "bench":
                known = names_of(ROOT.joinpath(*node.module.split(".")))
                wrong = [one.name for one in node.names if one.name not in known]
                missing += [f"{path.name}: {node.module}.{name}" for name in wrong]
    assert not missing


def names_of(place: Path) -> set[str]:
    """What a module or package defines or has taken in, or the modules in it."""
    found = {path.stem for path in place.glob("*")}
    source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    for one in ast.parse(source.read_text()).body:
        if isinstance(one, ast.FunctionDef | ast.ClassDef):
            found.add(one.name)
        elif isinstance(one, ast.ImportFrom):
            found |= {name.asname or name.name for name in one.names}
        else:
            stored = (n for n in ast.walk(one) if isinstance(n, ast.Name))
            found |= {n.id for n in stored if isinstance(n.ctx, ast.Store)}
    return found


def test_a_peer_with_another_answer_does_not_count():
    said = {"seconds": 1.0, "stations": 10, "agrees": False}
    figure = slower("a peer", said, 0.01, 5.0)
    assert (figure.met, figure.value) == (False, None)
    figure = slower("a peer", {**said, "agrees": True}, 0.01, 5.0)
    assert (figure.met, figure.ratio) == (True, 10.0)
    assert slower("a peer", None, 0.01).met is None


@pytest.mark.parametrize("kind", ["ruled", "scattered"])
def test_the_clock_of_the_peers_is_the_engines(tmp_path, kind):
    """The exact test, done here by hand over every window, agrees with the engine."""
    here = scene(tmp_path)
    laid = getattr(here, kind)
    names = ("station", "start", "end", "effort")
    columns = {n: np.load(laid.folder / f"peer_{n}.npy") for n in names}
    short = set()
    for station in range(STATIONS):
        mine = columns["station"] == station
        start, end, effort = (columns[n][mine] for n in names[1:])
        inside = (start[:, None] >= start[None, :])[:, :, None] & (
            end[:, None, None] <= end[None, None, :]
        )
        demand = (effort[:, None, None] * inside).sum(axis=0)
        room = end[None, :] - start[:, None]
        if ((demand > room) & (demand > 0)).any():
            short.add(station)
    assert short
    assert set(here.engine(laid)["short"].tolist()) == short


def test_the_sql_decides_the_same_in_postgresql(tmp_path, db):
    from django.db import connection

    from bench.packed import AT_ONCE, TABLE, Drain, _records

    here = scene(tmp_path)
    assert TABLE in EXACT
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE {TABLE} (station integer, start_units bigint,"
            " end_units bigint, effort bigint) ON COMMIT DROP"
        )
        read = {
            column: np.load(here.ruled.folder / f"peer_{name}.npy")
            for column, name in zip(
                ("station", "start_units", "end_units", "effort"),
                ("station", "start", "end", "effort"),
                strict=True,
            )
        }
        kinds = [(name, "i4" if name == "station" else "i8") for name in read]
        from coordination.services.copying import copy_records

        rows = len(read["station"])
        assert rows < AT_ONCE
        copy_records(cursor, TABLE, [_records(read, kinds, 0, rows)])
        cursor.execute(EXACT)
        found = np.array([station for (station,) in cursor.fetchall()])
        drain = Drain()
        cursor.cursor.copy_expert(f"COPY {TABLE} TO STDOUT (FORMAT binary)", drain)
    assert drain.bytes > rows * 28
    assert here.agrees(found, here.ruled, STATIONS)


def test_the_product_does_not_need_the_peers():
    wanted = (ROOT / "requirements.txt").read_text()
    for line in (ROOT / "bench" / "requirements.txt").read_text().splitlines():
        name = line.partition("==")[0].strip()
        if name and not name.startswith("#") and name not in ("numpy", "ortools"):
            assert name not in wanted
