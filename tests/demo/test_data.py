"""The demo's own data files: dated, sourced, and free of what must not be there."""

import pytest

from coordination.demo.files import table
from organization.models import Role
from tasking.models import DeadlineClass, Kind


@pytest.mark.parametrize("name", ["year", "recurring", "story", "pieces"])
def test_every_row_names_its_source(name):
    rows = table(name)
    assert rows
    assert all(row["source"] for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)


@pytest.mark.parametrize("name", ["year", "recurring", "story"])
def test_kinds_and_classes_are_known(name):
    for row in table(name):
        assert row["kind"] in Kind.values
        assert row.get("deadline_class", "negotiable") in DeadlineClass.values


def test_most_of_the_year_comes_from_public_pages():
    rows = table("year") + table("recurring")
    assert sum(row["source"] != "made up" for row in rows) >= len(rows) - 2


@pytest.mark.parametrize("word", ["国保", "反恐", "政保"])
def test_nothing_secret_is_in_the_demo(word):
    for name in ("units", "year", "recurring", "story", "blocks", "pieces"):
        assert not any(word in cell for row in table(name) for cell in row.values())


def test_a_statutory_deadline_names_its_article():
    statutory = [r for r in table("story") if r["deadline_class"] == "statutory"]
    assert statutory
    assert all("条" in row["basis"] for row in statutory)


def test_personas_begin_with_a_chief_and_know_every_role():
    roles = [row["role"] for row in table("personas")]
    assert roles[0] == Role.STATION_CHIEF
    assert set(roles) == set(Role.values)
