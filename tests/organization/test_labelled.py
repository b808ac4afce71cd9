"""What a choice is called is what Django would say."""

from __future__ import annotations

import pytest
from django.db.models import Field, Model
from django.utils.translation import override

from coordination.models import Conflict
from tasking.models import Assignment, Directive

CHOICES = [
    (model, field)
    for model in (Assignment, Directive, Conflict)
    for field in model._meta.get_fields()
    if isinstance(field, Field) and field.choices
]


@pytest.mark.parametrize(("model", "field"), CHOICES)
def test_every_choice_is_said_as_django_says_it(
    model: type[Model], field: Field[object, object]
) -> None:
    values = [value for value, _label in field.flatchoices]
    for value in [*values, "", None, "unheard of"]:
        row = model(**{field.name: value})
        for language in ("zh-hans", "en"):
            with override(language):
                said = getattr(row, f"get_{field.name}_display")()
                assert said == Model._get_FIELD_display(row, field)


def test_there_are_choices_of_each() -> None:
    assert {model for model, _field in CHOICES} == {Assignment, Directive, Conflict}
