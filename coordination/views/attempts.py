"""What a person does on a page: done whole, or refused beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.utils.translation import gettext as _

from desk import reasons
from desk.reasons import ReasonForm, Refusal
from tasking.services.acts import Stale

__all__ = ["Refusal", "attempt"]
Done = TypeVar("Done")


def attempt(act: Callable[[], Done], *forms: ReasonForm) -> Done:
    """What the act returns; Refusal also when somebody was quicker."""
    try:
        return reasons.attempt(act, *forms)
    except Stale:
        text = _("Somebody changed this meanwhile. Look at it again, then decide.")
        raise Refusal(text) from None
