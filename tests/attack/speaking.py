"""What the description of the interface allows, and what it forbids, said to the
interface as one role; every answer is held against the description."""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from organization.services import issue_token
from tests.permissions.guarding import lacking
from tests.permissions.links import ROWS as ROWS_BY_DOOR
from tests.permissions.matrix import PLACES
from tests.permissions.world import World

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
PART = re.compile(r"\{(\w+)\}")
BOTH = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
QUIET = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def described() -> Any:
    """The interface as its description says it is; calls go to the product."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    # A version or a key is judged before the body is (RFC 9110, 13.2.2): that it is not
    # the one asked for says no less that nothing was taken.
    refused = [400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428, 429]
    config = SchemathesisConfig.from_dict(
        {"checks": {"negative_data_rejection": {"expected-statuses": refused}}}
    )
    spoken = schemathesis.openapi.from_dict(copy.deepcopy(schema), config=config)
    spoken.app = get_wsgi_application()
    return spoken


@dataclass
class Speaker:
    """One role; `wrong` is what did not keep to the description, said once each."""

    world: World
    persona: str
    asked: int = 0
    wrong: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.headers = {}
        if self.persona != "anonymous":
            user = self.world.force.personas[self.persona]
            token = issue_token(by=None, user=user)
            self.headers["Authorization"] = f"Token {token}"

    def say(self, case: Any) -> None:
        mark = transaction.savepoint()
        began = time.monotonic()
        try:
            answer = case.call(headers=self.headers)
            case.validate_response(answer, checks=CHECKS, headers=self.headers)
            for one in lacking(_Headers(answer)):
                self._note(case, answer, f"header {one}")
        except FailureGroup as group:
            for failure in group.exceptions:
                self._note(case, answer, f"{type(failure).__name__}: {failure}")
        finally:
            transaction.savepoint_rollback(mark)
            transaction.savepoint_commit(mark)  # else the next one lies within it
        self.asked += 1
        if time.monotonic() - began > SLOW:
            self._note(case, answer, f"took {time.monotonic() - began:.1f} s")

    def _note(self, case: Any, answer: Any, what: str) -> None:
        kind = what.partition(":")[0]
        where = f"{case.method} {case.operation.path}"
        told = f"{what}\n    {case.as_curl_command()}\n    {answer.content[:600]!r}"
        self.wrong.setdefault(f"{where} {answer.status_code} {kind}", told)


SLOW = 10.0
"""Seconds; a server that is busy for longer can be kept busy by anybody."""


@dataclass
class _Headers:
    """The answer as `lacking` reads one."""

    answer: Any

    def get(self, name: str, otherwise: str = "") -> str:
        found = self.answer.headers.get(name.lower(), [otherwise])
        return str(found[0])


def say_all(
    operation: Any, speakers: Sequence[Speaker], examples: int, number: int
) -> None:
    """So many cases of one operation, as each role, half of them of rows that there
    are; `number` begins them."""

    def one(case: Any) -> None:
        for speaker in speakers:
            speaker.say(case)

    for mode in BOTH:
        for known in ({}, _known(speakers[0].world, operation, number)):
            given_parts = {"path_parameters": known} if known else {}
            cases = operation.as_strategy(generation_mode=mode, **given_parts)
            tried = settings(QUIET, max_examples=examples)
            with suppress(Unsatisfiable):  # what takes nothing takes nothing wrong
                seed(number)(tried(given(cases)(one)))()


def _known(world: World, operation: Any, number: int) -> dict[str, Any]:
    """Parts of the path that name something there is."""
    names = PART.findall(operation.path)
    door = resolve(PART.sub("1", operation.path)).view_name
    row = ROWS_BY_DOOR.get((door, operation.method.upper()))
    if not names or row is None or not row.of:
        return {}
    parts = world.address(row.of, PLACES[number % len(PLACES)])
    return {name: str(part) for name, part in zip(names, parts, strict=False)}


def operations(spoken: Any) -> Iterator[Any]:
    for found in spoken.get_all_operations():
        yield found.ok()
