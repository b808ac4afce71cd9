"""The rooms and the one direction: imports, and the relations that imports miss."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model
from importlinter.application import use_cases
from importlinter.configuration import configure

from tests.architecture.source import ROOMS, ROOT
from tests.each import each

FLOOR = {room: n for n, room in enumerate(ROOMS)}


def test_the_import_contracts_are_kept(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    configure()
    kept = use_cases.lint_imports(
        config_filename=str(ROOT / "pyproject.toml"), cache_dir=str(tmp_path)
    )
    assert kept, "run `make lint`: an import points the wrong way"


def own_models() -> list[type[Model]]:
    """The product's models, the tables between them and the proxies included."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.app_label in FLOOR]


@each(own_models())
def test_relations_point_to_the_same_or_a_lower_room(model: type[Model]) -> None:
    """Foreign keys named by a string escape the import contracts."""
    floor = FLOOR[model._meta.app_label]
    for field in model._meta.get_fields():
        if field.auto_created or not field.is_relation or field.related_model is None:
            continue
        room = field.related_model._meta.app_label
        assert FLOOR.get(room, -1) <= floor, f"{field} points up to {room}"


@each(own_models())
def test_nobody_inherits_from_a_higher_room(model: type[Model]) -> None:
    floor = FLOOR[model._meta.app_label]
    for parent in model.__mro__[1:]:
        room = parent.__module__.split(".")[0]
        assert FLOOR.get(room, -1) <= floor, f"{model} inherits from {parent}"
