"""Forms of the acts on one payment; `values` are what the service takes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from budget.forms.fields import AmountField
from desk.evidence import evidence
from desk.fields import words
from desk.reasons import ReasonForm


class ActForm(ReasonForm):
    """An act that needs no words."""

    reason = None

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, without the version."""
        got = dict(self.cleaned_data)
        got.pop("version", None)
        return got


class WhyForm(ActForm):
    reason = words(_("Reason"))


class AmountForm(ActForm):
    amount = AmountField(_("Amount"))


class ReturnForm(AmountForm):
    reason = words(_("Reason"))


class DisputeForm(ActForm):
    reason = words(_("What has not arrived"))
    evidence = evidence()

    @property
    def values(self) -> dict[str, Any]:
        got = super().values
        return {"reason": got["reason"], "files": got["evidence"]}


class AnswerForm(ActForm):
    text = words(_("Answer"))
