"""Acts, tables and columns of the audit trail, as officers call them.

The trail itself keeps the names of the code: they stay what they are when words
change, and whoever looks for one of them may. What no room has a word for is shown by
that name.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.text import capfirst

Words = dict[str, Promise]
Model = type[models.Model]
Column: TypeAlias = "models.Field[Any, Any]"
COMMON = "organization"


def act(name: str) -> str:
    """«directive.draft» -> Task drafted."""
    return str(_acts().get(name, name))


def acts_called(text: str) -> list[str]:
    """Names of the acts whose words hold the text, in the language of who asks."""
    wanted = text.casefold()
    return [name for name, word in _acts().items() if wanted in str(word).casefold()]


def table(name: str) -> str:
    """«tasking_directive» -> Task."""
    word: object = _tables().get(name)
    if word is None and name in models_by_table():
        word = models_by_table()[name]._meta.verbose_name
    return str(capfirst(str(word or name)))


def tables_called(text: str) -> list[str]:
    """Tables of which the text is the name, in the language of who asks."""
    wanted = text.casefold()
    known = {*models_by_table(), *_tables()}
    return [name for name in known if table(name).casefold() == wanted]


def column(name: str, of: str) -> str:
    """«due», «tasking_assignment» -> Due: what the model calls it, or its room."""
    field = fields(of).get(name)
    if field is None:
        return name
    meta, told = field.model._meta, getattr(field, "_verbose_name", None)
    own, common = _columns(meta.app_label), _columns(COMMON)
    word = own.get(f"{meta.model_name}.{name}") or told
    word = word or own.get(name) or common.get(name)
    if word is None and isinstance(field.related_model, type):
        return table(field.related_model._meta.db_table)
    return str(capfirst(str(word or name)))


@cache
def models_by_table() -> dict[str, Model]:
    found = apps.get_models(include_auto_created=True)
    return {m._meta.db_table: m for m in found if not m._meta.proxy}


@cache
def fields(table_name: str) -> dict[str, Column]:
    """Column -> field; of a table that is not there any more none."""
    model = models_by_table().get(table_name)
    found = model._meta.concrete_fields if model else ()
    return {str(field.column): field for field in found}


@cache
def _acts() -> Words:
    return {name: word for room in _rooms() for name, word in _of(room, "ACTS").items()}


@cache
def _tables() -> Words:
    return {n: word for room in _rooms() for n, word in _of(room, "TABLES").items()}


@cache
def _columns(room: str) -> Words:
    return _of(room, "COLUMNS") if room in _rooms() else {}


@cache
def _rooms() -> tuple[str, ...]:
    found = apps.get_app_configs()
    return tuple(c.name for c in found if module_has_submodule(c.module, "trail_words"))


def _of(room: str, what: str) -> Words:
    words: Words = getattr(import_module(f"{room}.trail_words"), what, {})
    return words
