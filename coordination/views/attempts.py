"""What a person does on a page: done whole, or refused beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.forms.acts import ReasonForm
from tasking.services.acts import Stale

Done = TypeVar("Done")


class Refusal(Exception):
    """It was not done. `problem` stands above the page; fields are marked already."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def attempt(act: Callable[[], Done], *forms: ReasonForm) -> Done:
    """What the act returns. Refusal when a form cannot be read, when somebody was
    quicker, or when the service says no: its words go to the first form's fields."""
    first = next(iter(forms), None)
    try:
        if not all(form.is_valid() for form in forms):
            raise ValidationError({})
        with transaction.atomic():
            return act()
    except Stale:
        text = _("Somebody changed this meanwhile. Look at it again, then decide.")
        raise Refusal(text) from None
    except ValidationError as error:
        told = first.refuse(error) if first else " ".join(error.messages)
        raise Refusal(told) from error
