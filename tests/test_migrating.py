"""What migrations see is what Django would show them, and less of it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.db.migrations import executor, operations
from django.db.migrations.state import ModelState, ProjectState

from config.migrating import SparingState, sparing

POSITIVE = models.CheckConstraint(condition=models.Q(hours__gt=0), name="positive")
STEPS: tuple[Any, ...] = (
    operations.CreateModel("Station", [("id", models.BigAutoField(primary_key=True))]),
    operations.CreateModel(
        "Task",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("hours", models.IntegerField()),
            ("station", models.ForeignKey("toys.Station", models.CASCADE)),
        ],
        options={"constraints": [POSITIVE]},
    ),
    operations.AddIndex("Task", models.Index(fields=["hours"], name="by_hours")),
    operations.AddField("Station", "code", models.CharField(default="", max_length=9)),
    operations.CreateModel(
        "Report",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("task", models.OneToOneField("toys.Task", models.PROTECT)),
        ],
    ),
    operations.AddConstraint(
        "Station", models.UniqueConstraint(fields=["code"], name="one_code")
    ),
    operations.AddField(
        "Report", "other", models.ForeignKey("toys.Station", models.CASCADE, null=True)
    ),
    operations.AlterField("Task", "hours", models.BigIntegerField(null=True)),
    operations.RemoveConstraint("Task", "positive"),
    operations.RenameField("Station", "code", "number"),
    operations.RenameModel("Report", "Word"),
    operations.AlterModelOptions("Task", {"ordering": ["hours"]}),
    operations.RemoveField("Word", "other"),
    operations.RemoveIndex("Task", "by_hours"),
    operations.DeleteModel("Word"),
)


def shown(state: ProjectState) -> dict[str, Any]:
    """All that an operation on tables asks of the models."""
    return {
        model.__name__: (
            [(f.name, f.get_internal_type(), f.null) for f in model._meta.local_fields],
            [
                f.remote_field.model._meta.label
                for f in model._meta.local_fields
                if f.is_relation
            ],
            sorted(r.get_accessor_name() or "" for r in model._meta.related_objects),
            sorted(one.name for one in model._meta.constraints),
            sorted(one.name for one in model._meta.indexes),
            list(model._meta.ordering),
        )
        for model in state.apps.get_models()
    }


def seen(kind: type[ProjectState]) -> list[dict[str, Any]]:
    """What there is to be seen after each step, of the state and of its copy."""
    state, found = kind(), []
    assert not shown(state)
    for step in STEPS:
        before, old = shown(state), state.clone()
        step.state_forwards("toys", state)
        found += [shown(state), shown(old)]
        assert set(found[-1]) == set(before)
    return found


def test_every_step_shows_what_django_shows() -> None:
    for step, (mine, theirs) in enumerate(
        zip(seen(SparingState), seen(ProjectState), strict=True)
    ):
        if step % 2 == 0:  # a copy of Django's sees what came after it as well
            assert mine == theirs, STEPS[step // 2].describe()


def test_data_is_migrated_with_models_drawn_whole() -> None:
    state = SparingState()
    assert not state.apps.get_models()
    for step in STEPS[:3]:
        step.state_forwards("toys", state)
    drawn = state.apps
    state.clear_delayed_apps_cache()
    assert state.apps is not drawn
    (reverse,) = state.apps.get_model("toys", "Station")._meta.related_objects
    assert reverse.related_model is state.apps.get_model("toys", "Task")


@pytest.mark.parametrize(("kind", "times"), [(SparingState, 3), (ProjectState, 8)])
def test_a_new_model_has_no_other_drawn_again(
    monkeypatch: pytest.MonkeyPatch, kind: type[ProjectState], times: int
) -> None:
    drawn, usual = [], ModelState.render

    def render(self: ModelState, apps: Any) -> Any:
        drawn.append(self.name)
        return usual(self, apps)

    monkeypatch.setattr(ModelState, "render", render)
    state = kind()
    assert not state.apps.get_models()
    for step in STEPS[:3] + STEPS[4:5]:
        step.state_forwards("toys", state)
    assert len(drawn) == times, drawn


def test_only_a_run_of_migrations_is_sparing() -> None:
    def made() -> Callable[..., ProjectState]:
        return executor.ProjectState

    with sparing():
        assert made() is SparingState
    assert made() is ProjectState
