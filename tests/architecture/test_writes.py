"""Writes live in services; what needs a verdict first is written by coordination."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import (
    ROOT,
    called,
    calls,
    imported,
    modules,
    name_of,
    tree,
    writes,
)

VERDICT_FIRST = frozenset(
    {"issue", "withdraw", "recall", "expire", "redate", "waive", "split"}
    | {"submit", "admit", "approve", "send_back"}
)
ORDERS = ("tasking.services.directives", "tasking.services.waiting")
SINGLE = ("tasking.services.waiving", "tasking.services.splitting")
"""Where single stations' orders are ended or divided."""
WRITERS = ("services", "services.py", "models", "models.py", "demo")
"""Folders and files whose business is writing; the demo's own tests judge `demo`."""

ORDERING = ("coordination/services/", "coordination/demo/history.py")
"""Who may order: the services that try out first, and the demo that tells the past."""

ALLOWED = {
    ("organization/audit.py", "_added"): "the one way into the audit trail",
    ("organization/sessions.py", "create"): "a session, through `session_rows`",
    ("organization/sessions.py", "save"): "a session, through `session_rows`",
    ("desk/sheets/book.py", "packed"): "a workbook, into memory",
    ("desk/idempotency.py", "once"): "a create's key is kept around the service call",
    ("desk/idempotency.py", "_keep"): "the answer is kept with the key",
}
"""(file, function) that writes outside a service, and why."""


def outside_services() -> list[Path]:
    return [path for path in modules() if not set(path.parts) & set(WRITERS)]


def test_nobody_but_a_service_writes() -> None:
    found = {
        (name_of(path), call.within): call.lineno  # type: ignore[attr-defined]
        for path in outside_services()
        for call in writes(tree(path))
    }
    stray = {place: line for place, line in found.items() if place not in ALLOWED}
    assert not stray, "writes outside services"
    gone = set(ALLOWED) - set(found)
    assert not gone, "allowed, but nothing is written there any more"


def test_raw_sql_that_writes_stands_in_few_places() -> None:
    verbs = ("INSERT ", "UPDATE ", "DELETE ", "TRUNCATE ", "COPY ")
    found = {
        name_of(path)
        for path in outside_services()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.lstrip().startswith(verbs)
    }
    assert found <= {
        "coordination/dispatching.py",  # the dispatcher's sign of life
        "coordination/copied.py",  # copies out, not in
        "coordination/profiles.py",  # copies out, not in
    }


def test_one_way_leads_into_the_inbox() -> None:
    """`deliver` asks what people have chosen; whoever writes rows does not."""
    inbox = "desk.models.InboxItem.objects."
    found = {
        name_of(path)
        for path in modules()
        for call in writes(tree(path))
        if called(call, imported(tree(path))).startswith(inbox)
        and "create" in called(call, imported(tree(path)))
    }
    into = "INSERT INTO desk_inboxitem"
    found |= {name_of(path) for path in modules() if into in path.read_text()}
    assert found == {"desk/services/inbox.py"}


def test_only_coordination_orders_what_needs_a_verdict() -> None:
    """It tries the change out first; anybody else would write unseen conflicts."""
    found = set()
    for path in modules():
        names = imported(tree(path))
        for call in calls(tree(path)):
            home, _dot, verb = called(call, names).rpartition(".")
            if home in (*ORDERS, *SINGLE) and verb in VERDICT_FIRST:
                found.add((name_of(path), verb))
    assert not [place for place in found if not place[0].startswith(ORDERING)]
    assert {verb for _path, verb in found} == VERDICT_FIRST


def test_orders_are_not_handed_on_under_another_name() -> None:
    """An order that is passed on as a value would be called unseen."""
    for path in modules():
        names = imported(tree(path))
        homes = tuple(f"{home}." for home in ORDERS)
        direct = [n for n, dotted in names.items() if dotted.startswith(homes)]
        assert not direct, f"{name_of(path)}: import the module, not its functions"
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Attribute) or node.attr not in VERDICT_FIRST:
                continue
            if isinstance(node.value, ast.Name) and names.get(node.value.id) in ORDERS:
                assert name_of(path).startswith(ORDERING)


def test_services_import_no_task() -> None:
    """Signal, receiver, task: a service never reaches for the queue."""
    for path in modules():
        if "services" not in path.parts and path.name != "services.py":
            continue
        for dotted in imported(tree(path)).values():
            assert ".tasks" not in f".{dotted}", name_of(path)
            assert not dotted.startswith(("celery", "rest_framework")), name_of(path)


def test_the_walk_sees_writes() -> None:
    """A negative control: the search finds what stands in the services."""
    files = {name_of(p) for p in modules() if any(writes(tree(p)))}
    assert {"tasking/services/acts.py", "desk/services/jobs.py"} <= files
    assert ROOT / "coordination" / "urls.py" in outside_services()
