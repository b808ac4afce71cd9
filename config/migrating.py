"""What migrations see of the models while they run, without drawing all of them anew.

Django draws a model again, and everything that is related to it over however many
steps, whenever one is created or given a constraint, an index or a trigger: for our
three hundred models eighteen thousand classes, four fifths of a first start. A new
model needs none of the others drawn again, and those three change no column. What
migrations of data see is drawn whole, as ever: Django does that by itself where it
knows that something was put off (`is_delayed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations import executor
from django.db.migrations.state import ModelState, ProjectState

BESIDE = ("constraints", "indexes", "triggers")
"""Options that are no part of a column."""
Drawn = tuple[Any, ...]


class SparingState(ProjectState):
    """As Django's, for one run of migrations."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._drawn: dict[tuple[str, str], Drawn] = {}

    def clone(self) -> SparingState:
        made = SparingState()
        vars(made).update(vars(super().clone()))
        made._drawn = dict(self._drawn)
        return made

    def add_model(self, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        is_new = key not in self.models
        if not is_new or "apps" not in vars(self):
            super().add_model(model_state)
        else:
            apps = vars(self).pop("apps")
            super().add_model(model_state)
            vars(self)["apps"] = apps
            apps.render_multiple([model_state])
            self.is_delayed = True
        self._drawn[key] = _columns(model_state)

    def reload_model(
        self, app_label: str, model_name: str, delay: bool = False
    ) -> None:
        key = app_label, model_name.lower()
        state = self.models[key]
        columns = _columns(state)
        known, self._drawn[key] = self._drawn.get(key), columns
        if "apps" not in vars(self):
            return
        if known != columns:
            super().reload_model(app_label, model_name, delay)
            return
        options = self.apps.get_model(app_label, model_name)._meta
        for name in BESIDE:
            if name in state.options:
                setattr(options, name, state.options[name])
        self.is_delayed = True


def _columns(state: ModelState) -> Drawn:
    """All but what stands beside; a changed field is another object."""
    others = {k: v for k, v in state.options.items() if k not in BESIDE}
    return tuple(state.fields.items()), others, state.bases, list(state.managers)


@contextmanager
def sparing() -> Iterator[None]:
    """Migrations that are run meanwhile draw what they change."""
    names = vars(executor)
    names["ProjectState"] = SparingState
    try:
        yield
    finally:
        names["ProjectState"] = ProjectState
