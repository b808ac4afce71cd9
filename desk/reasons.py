"""Acts on a page: a reason, and done whole or refused beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desk.fields import words

Done = TypeVar("Done")


class ReasonForm(forms.Form):
    """A reason, and the version of what one was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = words(_("Reason"))

    @property
    def reason_given(self) -> str:
        return self._got("reason") or ""

    @property
    def version_seen(self) -> int | None:
        found: int | None = self._got("version")
        return found

    def refuse(self, error: ValidationError) -> str:
        """Errors beside their fields; what concerns none of them is returned."""
        rest: list[str] = []
        known = getattr(error, "error_dict", None)
        if known is None:
            return " ".join(error.messages)
        for name, messages in error.message_dict.items():
            if name in self.fields:
                self.add_error(name, messages)
            else:
                rest += messages
        return " ".join(rest)

    def _got(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class Refusal(Exception):
    """It was not done. `problem` stands above the page; fields are marked already."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def attempt(act: Callable[[], Done], *forms: ReasonForm) -> Done:
    """What the act returns. Refusal when a form cannot be read or when the service
    says no: its words go to the first form's fields."""
    first = next(iter(forms), None)
    try:
        if not all(form.is_valid() for form in forms):
            raise ValidationError({})
        with transaction.atomic():
            return act()
    except ValidationError as error:
        told = first.refuse(error) if first else " ".join(error.messages)
        raise Refusal(told) from error
