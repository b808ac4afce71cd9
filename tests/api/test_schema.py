"""The published schema is valid, complete and true."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from desk.inputs import Enum
from tests.api.conftest import ROOT, task
from tests.api.test_times import asked
from tests.permissions.funding import funded


def test_the_schema_has_no_warning(tmp_path):
    target = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(target))
    assert target.stat().st_size > 10_000


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema):
    for path, methods in schema["paths"].items():
        for method, found in methods.items():
            yield path, method, found


ADDS = (
    *("/protected/", "/cost/", "directives/{id}/budget/", "jobs/{id}/stop/"),
    "views/{id}/copy/",
)
"""Below another object, whose version they do not ask for."""
LEAVES = (
    "views/{id}/open-with/",
    *("posting-orders/{id}/say/", "posting-orders/{id}/reply/"),
)
"""Changes nothing in the object itself, or adds a word to others that stay."""


def test_every_update_asks_for_a_version_and_every_create_takes_a_key(schema):
    for path, method, found in operations(schema):
        names = {p["name"]: p.get("required") for p in found.get("parameters", [])}
        among = path.count("/") == 4 or path.endswith(ADDS)
        creates = method == "post" and among
        leaves = path.endswith(LEAVES)
        updates = method != "get" and "{" in path and not creates and not leaves
        assert ("Idempotency-Key" in names) is creates, path
        assert bool(names.get("If-Match")) is updates, path
        expected = {"401"} | ({"412", "428"} if updates else set())
        expected |= {"422"} if creates else set()
        assert expected <= set(found["responses"]), path


def test_nothing_is_promised_that_does_not_exist(schema):
    named = {path.split("/")[3] for path in schema["paths"]}
    assert named == {
        "abilities",
        "alert-levels",
        "allocations",
        "assignments",
        "attainments",
        "bureaus",
        "closed-years",
        "commendations",
        "burden-caps",
        "conflicts",
        "departments",
        "disbursements",
        "difficulties",
        "directives",
        "disputes",
        "entries",
        "fees",
        "heat",
        "expenses",
        "jobs",
        "join-offers",
        "posts",
        "posting-orders",
        "leave-requests",
        "leaves",
        "norms",
        "notices",
        "objections",
        "officers",
        "owed-time",
        "postings",
        "receipts",
        "remit-reports",
        "report-forms",
        "rosters",
        "rule-views",
        "search",
        "views",
        "selection-rounds",
        "split-rules",
        "statements",
        "proposals",
        "station-plans",
        "stations",
        "structure",
        "money-reports",
    }


def test_what_is_asked_in_the_address_may_be_wrong(schema):
    for path, method, found in operations(schema):
        asked = [one for one in found.get("parameters", []) if one["in"] == "query"]
        assert not asked or method != "get" or "400" in found["responses"], path


def test_a_choice_of_another_name_is_another_choice():
    Enum("OnlyHere", ["a", "b"])
    Enum("OnlyHere", ["a", "b"])
    with pytest.raises(ImproperlyConfigured, match="OnlyHere"):
        Enum("OnlyHere", ["a", "c"])


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["posts/%0A/fit/", "a%0Ab/", "%0A/c.json"])
def test_an_address_with_a_line_in_it_is_a_problem_too(made, as_user, path):
    answer = as_user(made.staff).get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_an_answer_is_what_the_schema_says(made, as_user, schema):
    staff = as_user(made.staff)
    body = task(made, stations=[made.a1.code, made.unknown.code])
    answers = {
        "DirectiveIssued": staff.post("directives/", body),
        "PreviewOut": staff.post("directives/preview/", body),
        "TimesOut": staff.post("directives/times/", asked(made)),
        "PaginatedAssignmentOutList": staff.get("assignments/"),
        "PaginatedDirectiveRowList": staff.get("directives/"),
        "WorkloadOut": staff.get(f"stations/{made.a1.code}/workload/"),
        "PaginatedOfficerOutList": staff.get("officers/"),
        "PaginatedPostingOutList": staff.get("postings/"),
        "PaginatedDepartmentOutList": staff.get("departments/"),
        "Problem": staff.get("nothing/"),
    }
    demand_as_described(schema, answers)


@pytest.mark.django_db
def test_answers_about_money_are_what_the_schema_says(made, as_user, schema):
    things = funded(made, made.a1, made.chief_a1, timezone.now())
    finance = as_user(made.finance)
    lists = {
        "Norm": "norms",
        "Fees": "fees",
        "SplitRule": "split-rules",
        "RuleView": "rule-views",
        "ClosedYear": "closed-years",
        "Statement": "statements",
        "AnyEntry": "entries",
        "Dispute": "disputes",
        "Disbursement": "disbursements",
    }
    answers = {
        f"Paginated{name}OutList": finance.get(f"{route}/")
        for name, route in lists.items()
    }
    assert all(answer.json()["results"] for answer in answers.values())
    whole = finance.get(f"statements/{things['statement']}/")
    demand_as_described(schema, answers | {"WholeStatementOut": whole})


def demand_as_described(schema, answers):
    """By the name of the component that says what the answer is."""
    from jsonschema import Draft202012Validator

    text = json.dumps(schema["components"])
    components = json.loads(text.replace("#/components/schemas", "#/$defs"))["schemas"]
    for name, answer in answers.items():
        checker = Draft202012Validator(
            {"$ref": f"#/$defs/{name}", "$defs": _nullable(components)}
        )
        errors = [e.message for e in checker.iter_errors(answer.json())]
        assert not errors, (name, errors[:3])


def _nullable(schema):
    """OpenAPI 3.0 says `nullable` where JSON Schema gives a second type."""
    if isinstance(schema, list):
        return [_nullable(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _nullable(each) for name, each in schema.items()}
    if found.pop("nullable", False) is True:
        return {"anyOf": [found, {"type": "null"}]}
    return found


@pytest.mark.django_db
def test_the_schema_is_for_those_who_are_signed_in(made, as_user):
    assert Client().get(f"{ROOT}schema/").status_code == 401
    staff = as_user(made.staff)
    for query in ("", "?version=a%0Ab", "?lang=%00", "?format=json"):
        answer = staff.get(f"schema/{query}")
        assert answer.status_code == 200 and b"openapi" in answer.content
    assert staff.post("schema/").status_code == 405


def test_what_may_be_nothing_is_described_so():
    """A member that is null where there is no station must not be promised as text."""
    found, waiting = set(), [serializers.Serializer]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(("rest_framework", "drf_spectacular")):
            continue
        for name, field in getattr(kind, "_declared_fields", {}).items():
            if field.read_only and field.default is None and not field.allow_null:
                found.add(f"{kind.__name__}.{name}")
    assert not found
