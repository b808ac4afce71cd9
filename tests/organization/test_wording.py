"""Every act, table and column of the audit trail has a name in both languages."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from organization import wording
from tests.architecture.acts import Code
from tests.architecture.test_noted import noted

HAN = re.compile("[\N{CJK UNIFIED IDEOGRAPH-4E00}-\N{CJK UNIFIED IDEOGRAPH-9FFF}]")
CODE = re.compile(r"^[a-z_]+(\.[a-z_]+)?$")


@pytest.fixture(scope="module")
def code() -> Code:
    return Code()


def test_every_act_in_the_code_can_be_read_from_its_text(code: Code) -> None:
    assert len(code.acts()) > 300
    assert not code.unread, "say in tests/architecture/acts.py what it may be"


def test_every_act_has_words_and_no_words_stand_for_none(code: Code) -> None:
    assert code.acts() == set(wording._acts()), "a line in the room's trail_words.py"


def test_the_words_of_acts_are_put_into_both_languages_and_differ(code: Code) -> None:
    with override("en"):
        english = {name: wording.act(name) for name in code.acts()}
    with override("zh-hans"):
        chinese = {name: wording.act(name) for name in code.acts()}
    assert not [name for name, word in english.items() if CODE.match(word)]
    assert not [name for name, word in chinese.items() if not HAN.search(word)]
    assert len(set(english.values())) == len(set(chinese.values())) == len(english)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_noted_table_and_column_has_a_name(language: str) -> None:
    with override(language):
        names = {table: wording.table(table) for table in noted()}
        names |= {
            f"{table}.{name}": wording.column(name, table)
            for table in noted()
            for name in wording.fields(table)
            if name != "id"  # stands beside the table's name, with no word of its own
        }
    bare = [name for name, word in names.items() if word in name or "_" in word]
    assert len(names) > 1000 and not bare
    han = {name for name, word in names.items() if HAN.search(word)}
    assert han == (set() if language == "en" else set(names))


@pytest.mark.django_db
def test_columns_that_are_told_are_there() -> None:
    """Words for a column that was renamed would stand for nothing."""
    columns = {name for table in noted() for name in wording.fields(table)}
    models = {m._meta.model_name: m for m in wording.models_by_table().values()}
    for room in wording._rooms():
        for name in wording._columns(room):
            model, dot, column = name.rpartition(".")
            there = wording.fields(models[model]._meta.db_table) if dot else columns
            assert column in there, (room, name)


def test_what_nobody_named_is_shown_as_it_stands() -> None:
    assert wording.act("gone.long_ago") == "gone.long_ago"
    assert wording.table("gone_table") == "Gone_table"
    assert wording.column("x", "gone_table") == "x"
