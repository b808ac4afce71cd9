"""Somebody was quicker."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

CODE = "stale"


class Overtaken(Exception):
    """What one looked at, or wants to take back, has been changed meanwhile."""


def changed(text: Any) -> ValidationError:
    """The same as a sentence among others that a service may say no with."""
    return ValidationError(text, code=CODE)


def is_overtaken(error: Exception) -> bool:
    """Does a service say no because somebody was quicker?"""
    if not isinstance(error, ValidationError):
        return isinstance(error, Overtaken)
    return any(one.code == CODE for one in ValidationError([error]).error_list)
