"""Choices in words, as pages say them by the hundred."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.encoding import force_str


class Labelled(models.Model):
    """`get_state_display()` and its kin look the one label up. Django's put all labels
    of the field into words first, each time."""

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> Any:
        value = getattr(self, field.attname)
        return next(
            (force_str(label) for known, label in field.flatchoices if known == value),
            force_str(value, strings_only=True),
        )
