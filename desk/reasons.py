"""Acts on a page: a reason, and done whole or refused beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from desk.collisions import Collision, collide
from desk.fields import words
from desk.stale import Overtaken, is_overtaken
from organization import wall
from organization.models import User

Done = TypeVar("Done")


class ReasonForm(forms.Form):
    """A reason, and the version of what one was looking at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = words(_("Reason"))
    changing: Model | None = None
    """The row it changes, for a form that comes too late to say who was quicker."""
    collision: Collision | None = None
    typed_by: User | None = None
    """Who typed it, for a form that says so: what he did himself was done by you."""

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

    def too_late(self) -> str:
        """Somebody was quicker: both values stand beside each field that differs."""
        self.collision = collide(self, self.changing, self.typed_by)
        return self.collision.text

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
    says no: its words go to the first form's fields, and where somebody was quicker
    both values. The page that says so is read behind the wall."""
    first = next(iter(forms), None)
    try:
        if not all(form.is_valid() for form in forms):
            raise ValidationError({})
        with transaction.atomic():
            return act()
    except Overtaken:
        wall.stand()
        raise Refusal(_late(first)) from None
    except ValidationError as error:
        wall.stand()
        if is_overtaken(error):
            raise Refusal(_late(first)) from error
        told = first.refuse(error) if first else " ".join(error.messages)
        raise Refusal(told) from error


def _late(form: ReasonForm | None) -> str:
    return form.too_late() if form else Collision({}, None).text
