"""What migrations ask of the database, as SQL, and what is wrong with it under load.

Of those since the baselines (the squashed ones, with which an empty database begins).
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, migrations
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from config import roles
from tests.architecture.source import ROOMS

CHANGING = (
    *(migrations.AlterField, migrations.RenameField, migrations.RemoveField),
    *(migrations.AlterModelTable, migrations.RenameModel, migrations.DeleteModel),
    *(migrations.RemoveConstraint, migrations.RemoveIndex),
    migrations.SeparateDatabaseAndState,
)
Finding = tuple[str, str, str]
"""Migration, rule, table it is about (or "" where the rule tells none)."""
OLDEST_SERVER = "15.0"
# Of style, or of columns that will be too short one day; a failed migration here is
# rolled back as a whole, so none has to be able to run twice.
NOT_ASKED = (
    *("prefer-robust-stmts", "prefer-text-field", "prefer-bigint-over-int"),
    *("prefer-identity", "require-statement-timeout"),
)
CREATED = re.compile(r'CREATE TABLE "(\w+)"')
ALTERED = re.compile(r'ALTER TABLE "(\w+)"')
REQUIRED = re.compile(r'ALTER TABLE "(\w+)" ADD COLUMN "(\w+)" [^;]*NOT NULL')
ON = re.compile(r'\bON "(\w+)"|ALTER TABLE "(\w+)"')


def since_baseline() -> Iterator[tuple[Migration, list[str]]]:
    """Every migration of ours that no squashed one replaces, with its statements."""
    loader = MigrationLoader(None)
    state = ProjectState(real_apps=loader.unmigrated_apps)
    leaves = loader.graph.leaf_nodes()
    plan = [key for leaf in leaves for key in loader.graph.forwards_plan(leaf)]
    for key in dict.fromkeys(plan):
        state.__dict__.pop("apps", None)  # built anew is quicker than kept up to date
        migration = loader.graph.nodes[key]
        if key[0] not in ROOMS or migration.replaces:
            state = migration.mutate_state(state, preserve=False)
            continue
        adds = not any(isinstance(one, CHANGING) for one in migration.operations)
        yield migration, (added if adds else changed)(migration, state)


def changed(migration: Migration, state: ProjectState) -> list[str]:
    """What it would send; `state` is afterwards as the migration leaves it."""
    with connection.schema_editor(collect_sql=True) as editor:
        for operation in migration.operations:
            before = state.clone()
            operation.state_forwards(migration.app_label, state)
            if not isinstance(operation, RunPython):
                operation.database_forwards(migration.app_label, editor, before, state)
    return editor.collected_sql


def added(migration: Migration, state: ProjectState) -> list[str]:
    """The same where nothing is changed that was there: then all models are built once,
    and not for every step."""
    for operation in migration.operations:
        operation.state_forwards(migration.app_label, state)
    with connection.schema_editor(collect_sql=True) as editor:
        for operation in migration.operations:
            if not isinstance(operation, RunPython):
                operation.database_forwards(migration.app_label, editor, state, state)
    return editor.collected_sql


def linted(folder: Path, made: dict[str, list[str]]) -> set[Finding]:
    """What squawk says of them, each in a transaction that does not wait for ever."""
    for name, sent in made.items():
        waits = f"SET lock_timeout = '{roles.LOCK_SECONDS}s';"
        (folder / f"{name}.sql").write_text("\n".join([waits, *sent]))
    argv = [str(Path(sys.executable).with_name("squawk")), "--reporter", "json"]
    argv += ["--assume-in-transaction", "--pg-version", OLDEST_SERVER]
    argv += ["--exclude", ",".join(NOT_ASKED), str(folder / "*.sql")]
    said = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert said.returncode in (0, 1), said.stderr
    found = set()
    for one in json.loads(said.stdout):
        file = Path(one["file"])
        line = file.read_text().splitlines()[one["line"]]
        table = next((a or b for a, b in ON.findall(line)), "")
        found.add((file.stem, one["rule_name"], table))
    return found


def refused_to_old_code(sent: list[str]) -> Iterator[str]:
    """Tables to which the release before could add no row any more: a new column must
    be filled, and nobody but new code fills it."""
    text = "\n".join(sent)
    new = set(CREATED.findall(text))
    for table, column in REQUIRED.findall(text):
        added = re.search(rf'ADD COLUMN "{column}" [^;]*DEFAULT', text)
        dropped = re.search(rf'ALTER COLUMN "{column}" DROP DEFAULT', text)
        if table not in new and (dropped or not added):
            yield table


def filled_while_locked(migration: Migration, sent: list[str]) -> Iterator[str]:
    """Tables that nobody can read while rows are filled: changed in the same
    transaction as a filling by code, whose end nobody knows."""
    fills = any(isinstance(one, RunPython) for one in migration.operations)
    if not (fills and migration.atomic):
        return
    text = "\n".join(sent)
    yield from sorted(set(ALTERED.findall(text)) - set(CREATED.findall(text)))


def findings(folder: Path) -> set[Finding]:
    """All of it."""
    found: set[Finding] = set()
    made: dict[str, list[str]] = {}
    for migration, sent in since_baseline():
        name = f"{migration.app_label}.{migration.name}"
        made[name] = sent
        found |= {(name, "old-code", t) for t in refused_to_old_code(sent)}
        locked = filled_while_locked(migration, sent)
        found |= {(name, "filled-locked", t) for t in locked}
    return found | linted(folder, made)
