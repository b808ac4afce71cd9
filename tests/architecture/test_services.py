"""What every public function of a service has in common."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tests.architecture.source import (
    called,
    calls,
    imported,
    modules,
    name_of,
    tree,
    writes,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef

UNAUDITED = {
    "coordination.services.checking": "a check is the machine's reading, not an act",
    "coordination.services.checking_many": "the same for many stations",
    "coordination.services.fetching": "the day a program last read, for its owner",
    "coordination.services.sweeping": "the midnight check of everything",
    "coordination.services.due_jobs": "the clock's own bookkeeping",
    "coordination.services.recording": "part of a check's transaction",
    "coordination.services.negotiation.hearing": "tells of acts that are on record",
    "coordination.services.negotiation.holding": "steps of acts that are on record",
    "coordination.services.negotiation.asking": "the seats and answers of such an act",
    "coordination.services.negotiation.drafting": "the plan of such an act",
    "coordination.services.finding_duplicates": "the machine's reading, not an act",
    "coordination.services.holding_pairs": "steps of acts that are on record",
    "coordination.services.telling_served": "puts before people what is audited",
    "coordination.services.telling_offers": "puts what was offered before people",
    "coordination.services.telling_duplicates": "puts before people what is audited",
    "coordination.services.telling_visits": "puts before people what is audited",
    "coordination.services.telling": "puts what a check found before people",
    "coordination.services.telling_opinions": "puts an opinion before people",
    "coordination.services.telling_emergency": "puts an urgent task before people",
    "coordination.services.telling_caps": "puts before people what is audited",
    "coordination.services.telling_late": "puts what the clock found before people",
    "coordination.services.telling_owed": "puts before people what is audited",
    "coordination.services.telling_remit": "puts before people what is audited",
    "coordination.services.telling_office": "puts what became of a piece before people",
    "coordination.services.relieving": "the machine's reading, not an act",
    "tasking.services.signing": "puts before chiefs what is audited, and takes it away",
    "tasking.services.reading_notices": "the receipt itself is the record",
    "tasking.services.looking": "one's own mark, which nobody else sees",
    "organization.services.guarding": "tries are counted while nobody is signed in",
    "organization.services.session_rows": "steps of signing in, out, and of such acts",
    "organization.services.storing": "steps of acts that are on record",
    "organization.services.introducing": "one's own mark, which nobody else sees",
    "tasking.services.telling_forms": "puts before people what is audited",
    "tasking.services.telling_notices": "puts before people what is audited",
    "tasking.services.telling_difficulties": "puts before people what is audited",
    "personnel.services.about": "puts before people what is audited",
    "personnel.services.telling": "puts before people what is audited",
    "personnel.services.telling_leave": "puts before people what is audited",
    "personnel.services.periods": "steps of acts that are on record",
    "personnel.services.forgetting": "the half hour of what can be put back is over",
    "personnel.services.import_runs": "a worker's steps; what it enters is audited",
    "personnel.services.import_verdicts": "the machine's reading, not an act",
    "personnel.services.rounds.telling": "puts before people what is audited",
    "personnel.services.telling_alerts": "puts before people what is audited",
    "personnel.services.telling_care": "puts before people what is audited",
    "personnel.services.telling_commendations": "puts before people what is audited",
    "tasking.services.relaying": "steps of issuing and taking back, on record",
    "budget.services.holding": "steps of acts that are on record",
    "budget.services.telling": "puts before people what is audited",
    "desk.services.inbox": "what one person was told or read is no one else's business",
    "desk.services.digests": "the same letters, folded",
    "desk.services.mails": "the same letters, on their way out",
    "desk.services.telling_jobs": "puts before people what is audited",
    "desk.services.jobs": "how far the machine has come; who asks for it is audited",
    "desk.services.choosing_lists": "how one person looks at a list",
    "desk.services.undoing": "how an act is taken back, which is audited itself",
    "desk.services.throttling": "how often something was asked for, not by whom",
    "organization.services.sealing": "the machine's seals; letting go is audited",
    "desk.services.safety": "how the machine's own backups went; nobody acts",
    "desk.services.keys": "what one person sent twice is no one else's business",
}
"""Services that write without an audit row, and why."""
BY_SQL = {"desk.services.inbox._put"}
"""What writes letters, whoever calls it: by a statement of its own, not the ORM's."""


@cache
def functions() -> dict[str, tuple[Function, dict[str, str]]]:
    """Dotted name -> (function, imports of its module) of every service."""
    found = {}
    for path in modules():
        if "services" not in path.parts and path.name != "services.py":
            continue
        home = name_of(path).removesuffix(".py").replace("/", ".")
        home = home.removesuffix(".__init__")
        names = imported(tree(path))
        for node in tree(path).body:
            if isinstance(node, Function):
                found[f"{home}.{node.name}"] = (node, names)
    return found


@cache
def shown() -> dict[str, str]:
    """What the front of a folder of services shows -> where it stands."""
    return {
        f"{home}.{name}": dotted
        for path in modules()
        if path.name == "__init__.py" and path.parent.name == "services"
        for home in [name_of(path.parent).replace("/", ".")]
        for name, dotted in imported(tree(path)).items()
    }


def reached(name: str) -> Iterator[str]:
    """The function and every service function it comes to call."""
    seen, open_ones = {name}, [name]
    while open_ones:
        current = open_ones.pop()
        yield current
        node, names = functions()[current]
        home = current.rpartition(".")[0]
        for call in calls(node):
            dotted = called(call, names)
            dotted = shown().get(dotted, dotted)
            for candidate in (dotted, f"{home}.{dotted}"):
                if candidate in functions() and candidate not in seen:
                    seen.add(candidate)
                    open_ones.append(candidate)


def public_writers() -> Iterator[str]:
    """Public functions that come to write."""
    for name in functions():
        if name.rpartition(".")[2].startswith("_"):
            continue
        met = list(reached(name))
        if BY_SQL.intersection(met) or any(any(writes(functions()[n][0])) for n in met):
            yield name


def is_audited(name: str) -> bool:
    return any(
        called(call, functions()[n][1]) == "organization.audit.record"
        for n in reached(name)
        for call in calls(functions()[n][0])
    )


def test_every_write_leaves_an_audit_row() -> None:
    silent = {
        name
        for name in public_writers()
        if not is_audited(name) and name.rpartition(".")[0] not in UNAUDITED
    }
    assert not silent


def test_the_list_of_unaudited_services_is_true() -> None:
    homes = {n.rpartition(".")[0] for n in public_writers() if not is_audited(n)}
    assert set(UNAUDITED) <= homes | {"coordination.services.recording"}


def test_public_writers_take_keywords_only() -> None:
    """A call reads like a sentence, and two dates are never exchanged."""
    loose = {
        name
        for name in public_writers()
        if name.rpartition(".")[0] not in UNAUDITED
        and (functions()[name][0].args.args or functions()[name][0].args.posonlyargs)
    }
    assert not loose


def test_public_writers_know_who_acts() -> None:
    nameless = {
        name
        for name in public_writers()
        if name.rpartition(".")[0] not in UNAUDITED
        and "by" not in {arg.arg for arg in functions()[name][0].args.kwonlyargs}
    }
    assert not nameless
